// Patterns of file names: '?' is any one byte and '*' any bytes of one part, a part "**" any number of parts, also
// none. Nothing else is special. Case does not count (ASCII). Time is bounded by pattern × path, whatever their
// content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "runs/path_parts.h"

namespace runseal::runs {

class Glob {
 public:
  // At most 512 bytes and 32 parts, relative, no empty, "." or ".." part. Errors: invalid.
  [[nodiscard]] static Result<Glob> parse(std::string_view pattern);

  [[nodiscard]] bool matches(const PathParts& path) const;
  [[nodiscard]] bool matches(std::string_view path) const { return matches(PathParts(path)); }
  // Whether the first parts of the path, as many as the pattern has, match it. For patterns without "**".
  [[nodiscard]] bool matches_beginning(const PathParts& path) const;

  [[nodiscard]] const std::string& text() const { return text_; }  // as it was written
  [[nodiscard]] std::size_t size() const { return parts_.size(); }

 private:
  std::string text_;
  std::vector<std::string> parts_;  // lower-case
};

// One text against a pattern of '*' and '?', both lower-case; '/' is nothing special here.
[[nodiscard]] bool matches_text(std::string_view pattern, std::string_view text);

}  // namespace runseal::runs
