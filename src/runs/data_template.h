// Where a family keeps the base calls of one lane and cycle, as a path with holes:
//   Data/Intensities/BaseCalls/L{lane:3}/C{cycle}.1/s_{lane}_{part}.bcl
// {lane}, {cycle} and {part} are decimal numbers, {cycle:4} one of exactly four digits. {part} is whatever divides a
// cycle: a surface or a tile. All else stands for itself, without case.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "runs/path_parts.h"

namespace runseal::runs {

class DataTemplate {
 public:
  [[nodiscard]] static Result<DataTemplate> parse(std::string_view text);  // invalid

  struct Place {
    unsigned lane = 0;
    unsigned cycle = 0;
    unsigned part = 0;  // 0: the template has none
  };
  // Nothing: the path is no such file.
  [[nodiscard]] std::optional<Place> place_of(const PathParts& path) const;

 private:
  struct Piece {
    std::string literal;  // lower-case; used when `number` is not set
    unsigned Place::* number = nullptr;
    std::size_t digits = 0;  // 0: as many as there are
  };
  std::vector<Piece> pieces_;
};

}  // namespace runseal::runs
