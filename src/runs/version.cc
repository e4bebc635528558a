#include "runs/version.h"

#include <charconv>

namespace runseal::runs {

std::optional<Version> parse_version(std::string_view text) {
  if (!text.empty() && (text.front() == 'v' || text.front() == 'V')) text.remove_prefix(1);
  Version version;
  while (version.size() < 8) {
    unsigned value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc()) return std::nullopt;
    version.push_back(value);
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    if (text.empty()) return version;
    if (text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

bool VersionRange::contains(const std::optional<Version>& version) const {
  if (everything()) return true;
  return version && (!from || *version >= *from) && (!below || *version < *below);
}

}  // namespace runseal::runs
