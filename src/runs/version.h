// Versions of instrument software: "4.0.0.1769", "v1.7.5".
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace runseal::runs {

using Version = std::vector<unsigned>;  // compared from the left; 1.7 is before 1.7.0

[[nodiscard]] std::optional<Version> parse_version(std::string_view text);  // nothing: not of that form

struct VersionRange {
  std::optional<Version> from;   // this one and newer
  std::optional<Version> below;  // only older ones

  [[nodiscard]] bool everything() const { return !from && !below; }
  // An unknown version is only in a range that has everything.
  [[nodiscard]] bool contains(const std::optional<Version>& version) const;
};

}  // namespace runseal::runs
