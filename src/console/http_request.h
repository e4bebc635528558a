// From the header that Beast has read to the request that routes see: what is ambiguous is refused, never guessed.
#pragma once

#include <expected>

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>

#include "console/exchange.h"

namespace runseal::console {

using RequestHeader = boost::beast::http::request_header<boost::beast::http::fields>;

struct Asked {
  Request request;
  bool head = false;      // GET, and the answer without its body
  bool expects = false;   // "Expect: 100-continue"
  bool has_body = false;  // one is announced
};

// Errors, as answers: 400 (no Host or several, two ways to tell the length, an absolute or wrong address), 405, 431,
// 501 (a coding that is not "chunked").
[[nodiscard]] std::expected<Asked, Answer> request_of(const RequestHeader& header, unsigned version,
                                                      std::size_t most_fields);

}  // namespace runseal::console
