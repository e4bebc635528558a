// Bytes from outside, read with bounds and never past them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace runseal {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

namespace base {

[[nodiscard]] ByteView as_bytes(std::string_view text);
[[nodiscard]] std::string as_text(ByteView bytes);

[[nodiscard]] std::string to_hex(ByteView bytes);                // lower case
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);     // invalid
[[nodiscard]] std::string to_base64(ByteView bytes);             // RFC 4648 §4, padded
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);  // invalid; strict: no spaces, canonical

// Reads integers from the front of a view. A read past the end yields nothing and makes failed() true for good,
// so that a parser may read several fields and check once.
class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}

  std::uint8_t u8();
  std::uint16_t le16();
  std::uint32_t le32();
  std::uint64_t le64();
  std::uint16_t be16();
  std::uint32_t be32();
  std::uint64_t be64();
  ByteView take(std::size_t count);  // empty when there are not that many
  void skip(std::size_t count) { (void)take(count); }

  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::uint64_t integer(std::size_t width, bool big_endian);

  ByteView bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

class Writer {
 public:
  Writer& u8(std::uint8_t value);
  Writer& le16(std::uint16_t value);
  Writer& le32(std::uint32_t value);
  Writer& le64(std::uint64_t value);
  Writer& be16(std::uint16_t value);
  Writer& be32(std::uint32_t value);
  Writer& be64(std::uint64_t value);
  Writer& bytes(ByteView value);
  Writer& text(std::string_view value);
  Writer& zeros(std::size_t count);
  Writer& align(std::size_t boundary);  // zeros up to the next multiple

  [[nodiscard]] std::size_t size() const { return out_.size(); }
  [[nodiscard]] Bytes& data() { return out_; }
  [[nodiscard]] Bytes take() && { return std::move(out_); }

 private:
  Writer& integer(std::uint64_t value, std::size_t width, bool big_endian);

  Bytes out_;
};

}  // namespace base
}  // namespace runseal
