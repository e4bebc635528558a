#include "runs/data_template.h"

#include <algorithm>
#include <charconv>

namespace runseal::runs {
namespace {

constexpr std::size_t max_digits = 6;

std::size_t digits_at_front(std::string_view text) {
  const auto* end = std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; });
  return static_cast<std::size_t>(end - text.begin());
}

}  // namespace

Result<DataTemplate> DataTemplate::parse(std::string_view text) {
  DataTemplate made;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto open = rest.find('{');
    if (open > 0) made.pieces_.push_back({lower_ascii(rest.substr(0, open)), nullptr, 0});
    if (open == std::string_view::npos) break;
    const auto close = rest.find('}', open);
    if (close == std::string_view::npos) return fail(ErrorCode::invalid, "a { without }", std::string(text));
    auto hole = rest.substr(open + 1, close - open - 1);
    Piece piece;
    if (const auto colon = hole.find(':'); colon != std::string_view::npos) {
      const auto* end = hole.data() + hole.size();
      const auto read = std::from_chars(hole.data() + colon + 1, end, piece.digits);
      if (read.ec != std::errc() || read.ptr != end || piece.digits == 0 || piece.digits > max_digits)
        return fail(ErrorCode::invalid, "a width is a number from 1 to 6", std::string(text));
      hole = hole.substr(0, colon);
    }
    if (hole == "lane") piece.number = &Place::lane;
    if (hole == "cycle") piece.number = &Place::cycle;
    if (hole == "part") piece.number = &Place::part;
    if (piece.number == nullptr)
      return fail(ErrorCode::invalid, "a hole is {lane}, {cycle} or {part}", std::string(text));
    made.pieces_.push_back(std::move(piece));
    rest.remove_prefix(close + 1);
  }
  return made;
}

std::optional<DataTemplate::Place> DataTemplate::place_of(const PathParts& path) const {
  std::string_view rest = path.lower();
  Place place;
  for (const auto& piece : pieces_) {
    if (piece.number == nullptr) {
      if (!rest.starts_with(piece.literal)) return std::nullopt;
      rest.remove_prefix(piece.literal.size());
      continue;
    }
    const auto there = digits_at_front(rest);
    const auto take = piece.digits == 0 ? there : piece.digits;
    if (take == 0 || take > there || take > max_digits) return std::nullopt;
    unsigned value = 0;
    const auto* const front = std::to_address(rest.begin());
    std::from_chars(front, front + take, value);
    auto& number = place.*piece.number;
    if (value == 0 || (number != 0 && number != value)) return std::nullopt;  // L002/…/L001_1.cbcl is no file of either
    number = value;
    rest.remove_prefix(take);
  }
  return rest.empty() ? std::optional(place) : std::nullopt;
}

}  // namespace runseal::runs
