// A folder of a test's own, gone afterwards.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace runseal::test {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& path);  // fails the test when it cannot
void write_file(const std::filesystem::path& path, std::string_view content);
std::filesystem::path source_file(std::string_view relative);  // a file of the checkout, such as "tests/golden/x.json"
std::filesystem::path built_file(std::string_view relative);   // a file of the build's folder, such as "runseal"

}  // namespace runseal::test
