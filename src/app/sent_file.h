// A file as the body of a request: read piece by piece, so that what its disk does not give is an error of that file.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/fd.h"
#include "base/files.h"

namespace runseal::app {

class SentFile {
 public:
  // Errors: usage (no ordinary file, or an empty one), denied, not_found, io.
  [[nodiscard]] static Result<SentFile> open(const std::string& path);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Must outlive the request.
  void give_to(CURL* easy);
  [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }  // why curl was stopped

 private:
  static std::size_t read(char* buffer, std::size_t one, std::size_t count, void* self);
  static int seek(void* self, curl_off_t offset, int origin);

  std::string path_;
  base::Fd fd_;
  std::uint64_t size_ = 0;
  std::uint64_t at_ = 0;
  std::optional<Error> trouble_;
};

}  // namespace runseal::app
