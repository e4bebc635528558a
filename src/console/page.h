// The page, as it was built into the program.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "console/exchange.h"
#include "console/web_files.h"

namespace runseal::console {

// Serves one thread.
class Page {
 public:
  explicit Page(const std::map<std::string, WebFile>& files) : files_(&files) {}

  // What GET answers for a path that is none of the API's: a file of the page, or its index (the page finds its own way
  // from there). Compressed where the client takes that.
  [[nodiscard]] Answer answer(const Request& request);

 private:
  const std::string& plain(const std::string& name, const WebFile& file);

  const std::map<std::string, WebFile>* files_;
  std::map<std::string, std::string> unpacked_;  // for clients that take no gzip: each is unpacked once
};

[[nodiscard]] bool belongs_to_page(std::string_view path);  // and not to the API

}  // namespace runseal::console
