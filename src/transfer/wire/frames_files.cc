// Frames about the files of a run: what there is, what has arrived, the pieces themselves.
#include <algorithm>

#include "base/confined.h"
#include "base/text.h"
#include "transfer/wire/frame_parts.h"
#include "transfer/wire/frames.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t max_target = 4095;

Result<> check_entry(const Entry& entry) {
  RUNSEAL_CHECK(base::check_relative(entry.path));
  if (entry.path == seal_folder || entry.path.starts_with(".runseal/"))
    return fail(ErrorCode::invalid, "a run may not bring its own .runseal folder", entry.path);
  if (entry.kind == EntryKind::link) return check_link(entry.path, entry.target);
  if (!entry.target.empty() || (entry.kind == EntryKind::folder && entry.size != 0)) return malformed("entries");
  return {};
}

}  // namespace

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
    const bool known = kind <= static_cast<std::uint8_t>(EntryKind::link);
    if (known) entry.kind = static_cast<EntryKind>(kind);
    well_formed = well_formed && known;
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
