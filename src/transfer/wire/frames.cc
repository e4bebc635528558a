#include "transfer/wire/frames.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/confined.h"
#include "base/text.h"

namespace runseal::transfer {
namespace {

using base::Reader;
using base::Writer;

constexpr std::size_t max_target = 4095;

std::unexpected<Error> malformed(const char* frame) {
  return fail(ErrorCode::invalid, fmt::format("the other end sent a malformed frame ({})", frame), {},
              "do both ends run the same version of runseal?");
}

void put_text(Writer& out, std::string_view text) {
  const auto kept = text.substr(0, 65'535);
  out.be16(static_cast<std::uint16_t>(kept.size())).text(kept);
}

std::string take_text(Reader& in) {
  const auto length = in.be16();
  return base::as_text(in.take(length));
}

template <std::size_t N>
std::array<std::uint8_t, N> take_array(Reader& in) {
  std::array<std::uint8_t, N> out{};
  const auto bytes = in.take(N);
  if (bytes.size() == N) std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

bool ended(const Reader& in) { return !in.failed() && in.left() == 0; }

// A flag is 0 or 1; anything else is malformed.
bool take_flag(Reader& in, bool& well_formed) {
  const auto value = in.u8();
  well_formed = well_formed && value <= 1;
  return value == 1;
}

Result<> check_entry(const Entry& entry) {
  RUNSEAL_CHECK(base::check_relative(entry.path));
  if (entry.path == seal_folder || entry.path.starts_with(".runseal/"))
    return fail(ErrorCode::invalid, "a run may not bring its own .runseal folder", entry.path);
  if (entry.kind == EntryKind::link) return check_link(entry.path, entry.target);
  if (!entry.target.empty() || (entry.kind == EntryKind::folder && entry.size != 0)) return malformed("entries");
  return {};
}

}  // namespace

std::array<std::uint8_t, frame_header> encode_header(FrameType type, std::size_t length) {
  const auto n = static_cast<std::uint32_t>(length);
  return {static_cast<std::uint8_t>(n >> 24U), static_cast<std::uint8_t>(n >> 16U), static_cast<std::uint8_t>(n >> 8U),
          static_cast<std::uint8_t>(n), static_cast<std::uint8_t>(type)};
}

Result<FrameHeader> decode_header(ByteView bytes) {
  Reader in(bytes);
  FrameHeader header;
  header.length = in.be32();
  const auto type = in.u8();
  if (!ended(in) || type < 1 || type > static_cast<std::uint8_t>(FrameType::done)) return malformed("header");
  if (header.length > max_frame) return malformed("header: longer than a frame may be");
  header.type = static_cast<FrameType>(type);
  return header;
}

Bytes encode(const Greeting& value) {
  Writer out;
  out.be16(value.version);
  put_text(out, value.software);
  return std::move(out).take();
}

Result<Greeting> decode_greeting(ByteView body) {
  Reader in(body);
  Greeting value;
  value.version = in.be16();
  value.software = take_text(in);
  if (!ended(in)) return malformed("greeting");
  return value;
}

Bytes encode(const Refused& value) {
  Writer out;
  out.u8(static_cast<std::uint8_t>(value.code));
  put_text(out, value.what);
  put_text(out, value.next);
  return std::move(out).take();
}

Result<Refused> decode_refused(ByteView body) {
  Reader in(body);
  Refused value;
  const auto code = in.u8();
  value.what = base::printable(take_text(in));
  value.next = base::printable(take_text(in));
  if (!ended(in) || code > static_cast<std::uint8_t>(ErrorCode::internal)) return malformed("refused");
  value.code = static_cast<ErrorCode>(code);
  return value;
}

Bytes encode(const Open& value) {
  Writer out;
  put_text(out, value.name);
  out.be64(value.files).be64(value.bytes);
  put_text(out, value.software);
  return std::move(out).take();
}

Result<Open> decode_open(ByteView body) {
  Reader in(body);
  Open value;
  value.name = take_text(in);
  value.files = in.be64();
  value.bytes = in.be64();
  value.software = base::printable(take_text(in), 64);
  if (!ended(in)) return malformed("open");
  RUNSEAL_CHECK(base::check_relative(value.name));
  return value;
}

Bytes encode(const Opened& value) {
  Writer out;
  out.bytes(value.token).u8(static_cast<std::uint8_t>(value.state));
  return std::move(out).take();
}

Result<Opened> decode_opened(ByteView body) {
  Reader in(body);
  Opened value;
  value.token = take_array<16>(in);
  const auto state = in.u8();
  if (!ended(in) || state > static_cast<std::uint8_t>(OpenState::exists)) return malformed("opened");
  value.state = static_cast<OpenState>(state);
  return value;
}

Bytes encode_entries(const EntryRefs& entries, std::size_t& from) {
  constexpr std::size_t fixed = 18 + 4;
  Writer out;
  out.be16(0);
  std::uint16_t count = 0;
  for (; from < entries.size() && count < 65'535; ++from, ++count) {
    const auto& entry = *entries[from];
    if (out.size() + fixed + entry.path.size() + entry.target.size() > max_payload) break;
    out.u8(static_cast<std::uint8_t>(entry.kind)).u8(entry.executable ? 1 : 0).be64(entry.size);
    out.be64(static_cast<std::uint64_t>(entry.mtime_ns));
    put_text(out, entry.path);
    put_text(out, entry.target);
  }
  out.data()[0] = static_cast<std::uint8_t>(count >> 8U);
  out.data()[1] = static_cast<std::uint8_t>(count);
  return std::move(out).take();
}

Result<std::vector<Entry>> decode_entries(ByteView body) {
  Reader in(body);
  const auto count = in.be16();
  std::vector<Entry> entries;
  bool well_formed = true;
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    Entry entry;
    const auto kind = in.u8();
    well_formed = well_formed && kind <= static_cast<std::uint8_t>(EntryKind::link);
    entry.kind = static_cast<EntryKind>(kind);
    entry.executable = take_flag(in, well_formed);
    entry.size = in.be64();
    entry.mtime_ns = static_cast<std::int64_t>(in.be64());
    entry.path = take_text(in);
    entry.target = take_text(in);
    if (in.failed() || !well_formed) break;
    RUNSEAL_CHECK(check_entry(entry));
    entries.push_back(std::move(entry));
  }
  if (!ended(in) || !well_formed) return malformed("entries");
  return entries;
}

Bytes encode(const std::vector<Have>& values) {
  Writer out;
  out.be16(static_cast<std::uint16_t>(values.size()));
  for (const auto& value : values)
    out.be32(value.entry).be64(value.bytes).u8(value.confirmed ? 1 : 0).bytes(value.sha256);
  return std::move(out).take();
}

Result<std::vector<Have>> decode_have(ByteView body) {
  Reader in(body);
  const auto count = in.be16();
  std::vector<Have> values;
  bool well_formed = count <= have_per_frame;
  for (std::size_t i = 0; i < count && well_formed && !in.failed(); ++i) {
    Have value;
    value.entry = in.be32();
    value.bytes = in.be64();
    value.confirmed = take_flag(in, well_formed);
    value.sha256 = take_array<32>(in);
    values.push_back(value);
  }
  if (!ended(in) || !well_formed) return malformed("have");
  return values;
}

Bytes encode(const Join& value) {
  Writer out;
  out.bytes(value.token).u8(static_cast<std::uint8_t>(value.purpose));
  return std::move(out).take();
}

Result<Join> decode_join(ByteView body) {
  Reader in(body);
  Join value;
  value.token = take_array<16>(in);
  const auto purpose = in.u8();
  if (!ended(in) || purpose > static_cast<std::uint8_t>(Purpose::report)) return malformed("join");
  value.purpose = static_cast<Purpose>(purpose);
  return value;
}

Bytes encode_pieces(const std::vector<Piece>& pieces) {
  Writer out;
  out.be16(static_cast<std::uint16_t>(pieces.size()));
  for (const auto& piece : pieces) {
    out.be32(piece.entry).be64(piece.offset).be32(piece.length);
    out.u8(piece.last ? 1 : 0).bytes(piece.sha256);
  }
  return std::move(out).take();
}

Result<std::vector<Piece>> decode_pieces(ByteView body, ByteView& payload) {
  Reader in(body);
  const auto count = in.be16();
  if (count == 0 || count > max_pieces) return malformed("group");
  std::vector<Piece> pieces;
  std::uint64_t total = 0;
  bool well_formed = true;
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    Piece piece;
    piece.entry = in.be32();
    piece.offset = in.be64();
    piece.length = in.be32();
    piece.last = take_flag(in, well_formed);
    piece.sha256 = take_array<32>(in);
    for (const auto& other : pieces)
      if (other.entry == piece.entry) return malformed("group: two pieces of one file");
    total += piece.length;
    pieces.push_back(piece);
  }
  if (!well_formed || in.failed() || total > max_payload || in.left() != total) return malformed("group: lengths");
  payload = in.take(static_cast<std::size_t>(total));
  return pieces;
}

Bytes encode(const std::vector<Confirmed>& values) {
  Writer out;
  out.be16(static_cast<std::uint16_t>(values.size()));
  for (const auto& value : values) out.be32(value.first).be32(value.count);
  return std::move(out).take();
}

Result<std::vector<Confirmed>> decode_confirm(ByteView body) {
  Reader in(body);
  const auto count = in.be16();
  std::vector<Confirmed> values;
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    Confirmed value;
    value.first = in.be32();
    value.count = in.be32();
    values.push_back(value);
  }
  if (!ended(in)) return malformed("confirm");
  return values;
}

Bytes encode(std::uint32_t entry) {
  Writer out;
  out.be32(entry);
  return std::move(out).take();
}

Result<std::uint32_t> decode_again(ByteView body) {
  Reader in(body);
  const auto entry = in.be32();
  if (!ended(in)) return malformed("again");
  return entry;
}

Bytes encode(const Part& value) {
  Writer out;
  out.u8(static_cast<std::uint8_t>(value.which)).text(value.bytes);
  return std::move(out).take();
}

Result<Part> decode_part(ByteView body) {
  Reader in(body);
  Part value;
  const auto which = in.u8();
  if (in.failed() || which > static_cast<std::uint8_t>(SealPart::signature)) return malformed("part");
  value.which = static_cast<SealPart>(which);
  value.bytes = base::as_text(in.take(in.left()));
  return value;
}

Bytes encode(const Done& value) {
  Writer out;
  put_text(out, value.receipt);
  put_text(out, value.signature);
  out.u8(value.was_there ? 1 : 0);
  return std::move(out).take();
}

Result<Done> decode_done(ByteView body) {
  Reader in(body);
  Done value;
  bool well_formed = true;
  value.receipt = take_text(in);
  value.signature = take_text(in);
  value.was_there = take_flag(in, well_formed);
  if (!ended(in) || !well_formed) return malformed("done");
  return value;
}

Result<> check_link(std::string_view path, std::string_view target) {
  const auto refused = [&](const char* why) {
    return fail(ErrorCode::invalid, std::string("a link that may not be used: ") + why, base::printable(path, 120),
                "links inside a run may only lead to what lies inside the same run");
  };
  if (target.empty() || target.size() > max_target || target.find('\0') != std::string_view::npos)
    return refused("its target is empty, too long or has a NUL byte");
  if (target.front() == '/') return refused("it leads to an absolute path");
  // ".." only at the front: behind a name it could climb out through another link (a/b/l -> ../.., x -> a/b/l/..)
  std::int64_t depth = std::count(path.begin(), path.end(), '/');
  bool named = false;
  for (std::size_t from = 0; from <= target.size();) {
    const auto to = std::min(target.find('/', from), target.size());
    const auto part = target.substr(from, to - from);
    if (part == ".." && (named || --depth < 0)) return refused("it may lead out of the run");
    named = named || (!part.empty() && part != "." && part != "..");
    from = to + 1;
  }
  return {};
}

}  // namespace runseal::transfer
