// HTTP/1.1 (RFC 9110, RFC 9112), as far as asking what a server would do goes: a request without a body, and the head
// of the answer. What a body holds is never read.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

struct HttpRequest {
  std::string method;                                     // "HEAD"
  std::string target;                                     // as it stands in a URL: "/runs"
  std::string host;                                       // with the port where it is not the scheme's own
  std::vector<std::pair<std::string, std::string>> more;  // further header fields
};
// Names itself runseal-probe and asks the server to close afterwards.
[[nodiscard]] Bytes http_request(const HttpRequest& request);

struct HttpHead {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;  // names in lower case, values trimmed, in order

  [[nodiscard]] std::optional<std::string> field(std::string_view name) const;  // the first
};

// The size of the head of the final answer at the front of `bytes` (any 1xx before it included), as a Talk's framing
// wants it. Errors: not_found (not HTTP/1), limit (a head over 64 KiB).
[[nodiscard]] Result<std::optional<std::size_t>> http_head_size(ByteView bytes);
// Of such a head. Errors: invalid, limit (more than 256 fields).
[[nodiscard]] Result<HttpHead> parse_http_head(ByteView head);

// The schemes that the server offers for a login (RFC 9110 11.6.1), in lower case, each once: "basic", "negotiate".
[[nodiscard]] std::vector<std::string> http_login_schemes(const HttpHead& head);
// The methods of an Allow field (RFC 9110 10.2.1); nothing when there is none.
[[nodiscard]] std::optional<std::vector<std::string>> http_allowed(const HttpHead& head);
// max-age of Strict-Transport-Security (RFC 6797 6.1) in seconds; nothing when it is not there or not a number.
[[nodiscard]] std::optional<std::uint64_t> http_strict_transport(const HttpHead& head);

}  // namespace runseal::proto
