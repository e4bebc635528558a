// Lines of HTTP/1.1 as others exchange them, requests and answers (RFC 9112 sections 3 to 7). http.h builds requests
// and reads answers whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"

namespace runseal::proto {

struct HttpRequestLine {
  std::string_view method;
  std::string_view target;
  unsigned minor = 0;  // of HTTP/1
};
[[nodiscard]] std::optional<HttpRequestLine> parse_http_request_line(std::string_view line);

struct HttpStatusLine {
  unsigned minor = 0;
  int status = 0;
};
[[nodiscard]] std::optional<HttpStatusLine> parse_http_status_line(std::string_view line);

struct HttpField {
  std::string name;  // in lower case
  std::string_view value;
};
[[nodiscard]] std::optional<HttpField> parse_http_field(std::string_view line);

[[nodiscard]] std::optional<std::uint64_t> parse_http_length(std::string_view value);  // Content-Length
[[nodiscard]] std::optional<std::uint64_t> parse_http_chunk(std::string_view line);    // the size of a chunk
// The path of a target, without query and fragment, and the host where it names one (RFC 9112 3.2).
struct HttpTarget {
  std::string_view host;
  std::string_view path;
};
[[nodiscard]] HttpTarget parse_http_target(std::string_view target);
// A known method, and a blank behind it.
[[nodiscard]] bool begins_like_http_request(std::string_view bytes);

}  // namespace runseal::proto
