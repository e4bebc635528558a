#include "evidence/tiles.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::evidence {
namespace {

constexpr std::size_t max_index_parts = 6;  // 18 digits fit in 64 bits, and a 19th would be past 2^56 tiles

constexpr int levels_shift(int level) { return 8 * std::max(level, 0); }

std::optional<unsigned> number(std::string_view text, std::size_t digits_at_most, unsigned greatest) {
  unsigned value = 0;
  const auto* const end = std::to_address(text.end());
  if (text.empty() || text.size() > digits_at_most || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  const auto [stopped, error] = std::from_chars(std::to_address(text.begin()), end, value);
  if (error != std::errc() || stopped != end || value > greatest) return std::nullopt;
  return value;
}

std::optional<unsigned> three_digits(std::string_view text) {
  if (text.size() != 3 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  return static_cast<unsigned>((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
}

}  // namespace

std::string path_of(const Tile& tile) {
  auto index = fmt::format("{:03}", tile.index % 1000);
  for (auto rest = tile.index / 1000; rest > 0; rest /= 1000) index = fmt::format("x{:03}/{}", rest % 1000, index);
  const auto level = tile.level == entries_level ? std::string("entries") : std::to_string(tile.level);
  return fmt::format("tile/{}/{}{}", level, index, tile.full() ? "" : fmt::format(".p/{}", tile.width));
}

std::optional<Tile> tile_named(std::string_view path) {
  auto parts = base::split(path, '/');
  if (parts.size() < 3 || parts[0] != "tile") return std::nullopt;
  Tile tile;
  const auto level = number(parts[1], 1, top_level);
  if (parts[1] != "entries" && !level) return std::nullopt;
  tile.level = level ? static_cast<int>(*level) : entries_level;
  if (auto& last = parts[parts.size() - 2]; last.ends_with(".p")) {
    const auto width = number(parts.back(), 3, full_width - 1);
    if (!width || *width == 0) return std::nullopt;
    tile.width = *width;
    last.resize(last.size() - 2);
    parts.pop_back();
  }
  if (parts.size() > 2 + max_index_parts) return std::nullopt;
  for (std::size_t i = 2; i < parts.size(); ++i) {
    std::string_view part = parts[i];
    if (i + 1 < parts.size()) {
      if (!part.starts_with('x')) return std::nullopt;
      part.remove_prefix(1);
    }
    const auto digits = three_digits(part);
    if (!digits || (i == 2 && parts.size() > 3 && *digits == 0)) return std::nullopt;
    tile.index = tile.index * 1000 + *digits;
  }
  // no tile ends past what 64 bits count: so that arithmetic on names from a disk cannot overflow
  const auto most = std::numeric_limits<std::uint64_t>::max() >> levels_shift(tile.level);
  if (most < tile.width || tile.index > (most - tile.width) / full_width) return std::nullopt;
  return tile;
}

std::uint64_t hashes_at(int level, std::uint64_t size) { return size >> levels_shift(level); }

Tile tile_at(int level, std::uint64_t index, std::uint64_t size) {
  const auto hashes = hashes_at(level, size);
  const auto before = index * full_width;
  const auto width = hashes > before ? std::min<std::uint64_t>(hashes - before, full_width) : 0;
  return {level, index, static_cast<unsigned>(width)};
}

Place place_of(const Tile& tile, std::uint64_t size) {
  if (tile == tile_at(tile.level, tile.index, size)) return Place::needed;
  return tile.end() < hashes_at(tile.level, size) ? Place::superseded : Place::beyond;
}

bool one_append(const std::vector<Tile>& beyond, std::uint64_t size) {
  auto least = size + 1;
  auto most = std::numeric_limits<std::uint64_t>::max();
  for (const auto& tile : beyond) {
    const auto shift = levels_shift(tile.level);
    least = std::max(least, tile.end() << shift);
    if (!tile.full()) most = std::min(most, ((tile.end() + 1) << shift) - 1);
  }
  return least <= most;
}

Bytes encode_hashes(const std::vector<Digest>& hashes) {
  Bytes out;
  out.reserve(hashes.size() * sizeof(Digest));
  for (const auto& hash : hashes) out.insert(out.end(), hash.begin(), hash.end());
  return out;
}

Result<std::vector<Digest>> decode_hashes(ByteView content, unsigned width) {
  const auto wanted = width * sizeof(Digest);
  if (content.size() != wanted)
    return fail(ErrorCode::corrupt, fmt::format("has {} bytes where {} are expected", content.size(), wanted));
  std::vector<Digest> hashes(width);
  for (std::size_t i = 0; i < width; ++i)
    std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(i * sizeof(Digest)), sizeof(Digest), hashes[i].begin());
  return hashes;
}

void add_to_bundle(Bytes& bundle, std::string_view entry) {
  base::Writer out;
  out.be16(static_cast<std::uint16_t>(entry.size())).text(entry);
  bundle.insert(bundle.end(), out.data().begin(), out.data().end());
}

Result<std::vector<ByteView>> decode_bundle(ByteView content, unsigned width) {
  base::Reader in(content);
  std::vector<ByteView> entries;
  for (unsigned i = 0; i < width; ++i) {
    const auto entry = in.take(in.be16());
    if (in.failed()) return fail(ErrorCode::corrupt, fmt::format("is cut in its entry {} of {}", i + 1, width));
    entries.push_back(entry);
  }
  if (in.left() > 0) return fail(ErrorCode::corrupt, fmt::format("holds {} bytes after its last entry", in.left()));
  return entries;
}

}  // namespace runseal::evidence
