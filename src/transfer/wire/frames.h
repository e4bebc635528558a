// The frames of runseal/1, as bytes: docs/formats/wire.md. Pure. Every decoder refuses what is too long, too short or
// not described there, with `invalid`.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/result.h"
#include "transfer/seal/tree.h"

namespace runseal::transfer {

inline constexpr const char* wire_protocol = "runseal/1";
inline constexpr std::uint16_t wire_version = 1;
inline constexpr std::size_t frame_header = 5;
inline constexpr std::size_t max_payload = 1U << 20U;  // of one group
inline constexpr std::size_t max_frame = max_payload + (64U << 10U);
inline constexpr std::size_t max_pieces = 64;
inline constexpr std::size_t max_session_entries = 4'000'000;
inline constexpr std::uint64_t max_seal_bytes = 1ULL << 30U;

enum class FrameType : std::uint8_t {
  greeting = 1,
  refused,
  open,
  opened,
  entries,
  listed,
  have,
  ready,
  join,
  group,
  confirm,
  again,
  alive,
  part,
  finish,
  done,
};

struct FrameHeader {
  FrameType type{};
  std::uint32_t length = 0;
};
[[nodiscard]] std::array<std::uint8_t, frame_header> encode_header(FrameType type, std::size_t length);
[[nodiscard]] Result<FrameHeader> decode_header(ByteView bytes);  // exactly frame_header bytes

using Token = std::array<std::uint8_t, 16>;

struct Greeting {
  std::uint16_t version = wire_version;
  std::string software;
  bool operator==(const Greeting&) const = default;
};
struct Refused {
  ErrorCode code = ErrorCode::denied;
  std::string what;
  std::string next;
  bool operator==(const Refused&) const = default;
};
struct Open {
  std::string name;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;  // promised; 0: not known yet
  std::string software;
  bool operator==(const Open&) const = default;
};
enum class OpenState : std::uint8_t { fresh, resumes, exists };
struct Opened {
  Token token{};
  OpenState state = OpenState::fresh;
  bool operator==(const Opened&) const = default;
};
struct Have {
  std::uint32_t entry = 0;
  std::uint64_t bytes = 0;
  bool confirmed = false;
  base::Digest sha256{};
  bool operator==(const Have&) const = default;
};
enum class Purpose : std::uint8_t { data, report };
struct Join {
  Token token{};
  Purpose purpose = Purpose::data;
  bool operator==(const Join&) const = default;
};
struct Piece {
  std::uint32_t entry = 0;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
  bool last = false;
  base::Digest sha256{};  // of the whole file, with `last`
  bool operator==(const Piece&) const = default;
};
struct Confirmed {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  bool operator==(const Confirmed&) const = default;
};
enum class SealPart : std::uint8_t { manifest, tree, seal, signature };
struct Part {
  SealPart which = SealPart::manifest;
  std::string bytes;
  bool operator==(const Part&) const = default;
};
struct Done {
  std::string receipt;
  std::string signature;
  bool was_there = false;
  bool operator==(const Done&) const = default;
};

[[nodiscard]] Bytes encode(const Greeting&);
[[nodiscard]] Bytes encode(const Refused&);
[[nodiscard]] Bytes encode(const Open&);
[[nodiscard]] Bytes encode(const Opened&);
[[nodiscard]] Bytes encode(const std::vector<Have>&);  // at most have_per_frame
[[nodiscard]] Bytes encode(const Join&);
[[nodiscard]] Bytes encode(const std::vector<Confirmed>&);  // at most confirmed_per_frame
[[nodiscard]] Bytes encode(std::uint32_t entry);            // again
[[nodiscard]] Bytes encode(const Part&);
[[nodiscard]] Bytes encode(const Done&);
// The entries from `from` on that fit one frame; `from` moves past them.
[[nodiscard]] Bytes encode_entries(const EntryRefs& entries, std::size_t& from);
// Only the head of a group; the pieces' bytes follow it in the frame.
[[nodiscard]] Bytes encode_pieces(const std::vector<Piece>& pieces);

inline constexpr std::size_t have_per_frame = 16'384;
inline constexpr std::size_t confirmed_per_frame = 65'535;

[[nodiscard]] Result<Greeting> decode_greeting(ByteView body);
[[nodiscard]] Result<Refused> decode_refused(ByteView body);
[[nodiscard]] Result<Open> decode_open(ByteView body);
[[nodiscard]] Result<Opened> decode_opened(ByteView body);
[[nodiscard]] Result<std::vector<Entry>> decode_entries(ByteView body);  // paths and targets are checked too
[[nodiscard]] Result<std::vector<Have>> decode_have(ByteView body);
[[nodiscard]] Result<Join> decode_join(ByteView body);
// `payload`: the bytes that follow the head, exactly as many as the pieces say.
[[nodiscard]] Result<std::vector<Piece>> decode_pieces(ByteView body, ByteView& payload);
[[nodiscard]] Result<std::vector<Confirmed>> decode_confirm(ByteView body);
[[nodiscard]] Result<std::uint32_t> decode_again(ByteView body);
[[nodiscard]] Result<Part> decode_part(ByteView body);
[[nodiscard]] Result<Done> decode_done(ByteView body);

// A link inside the run: relative, and neither it nor a ".." in it leads out of the run. Errors: invalid.
[[nodiscard]] Result<> check_link(std::string_view path, std::string_view target);

}  // namespace runseal::transfer
