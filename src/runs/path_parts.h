// A path below a run folder, split once so that many patterns can be tried on it. Bytes, not text: names need not be
// UTF-8. ASCII letters are made lower-case, because instruments and their storage differ in case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runseal::runs {

[[nodiscard]] std::string lower_ascii(std::string_view text);

class PathParts {
 public:
  explicit PathParts(std::string_view path);  // '/'-separated, relative
  PathParts(const PathParts&) = delete;       // the parts point into the text
  PathParts& operator=(const PathParts&) = delete;

  [[nodiscard]] const std::string& lower() const { return lower_; }
  [[nodiscard]] const std::vector<std::string_view>& parts() const { return parts_; }

 private:
  std::string lower_;
  std::vector<std::string_view> parts_;
};

}  // namespace runseal::runs
