// The page of the console as it was built into the program (cmake/web.cmake).
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace runseal::console {

struct WebFile {
  std::string_view gzip;    // the content, compressed (RFC 1952)
  std::string_view type;    // "text/html; charset=utf-8"
  std::string_view sha256;  // of the content, uncompressed, in hexadecimal: fit for an ETag
};

}  // namespace runseal::console

namespace runseal::embedded {

// By path: "/index.html", "/assets/index-1a2b3c.js". Names below /assets/ change with their content, so that they may
// be kept for ever. Empty when runseal was built without the page (RUNSEAL_WEB=OFF).
[[nodiscard]] const std::map<std::string, console::WebFile>& web();

}  // namespace runseal::embedded
