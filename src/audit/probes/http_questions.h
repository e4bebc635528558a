// The questions in HTTP itself, in clear or inside TLS.
#pragma once

#include <optional>
#include <string>

#include "audit/talk.h"
#include "base/endpoint.h"
#include "proto/http.h"

namespace runseal::audit {

struct HttpAnswer {
  Outcome outcome = Outcome::malformed;
  std::string detail;
  std::string exchange;
  std::optional<proto::HttpHead> head;
};

// A place that speaks HTTP: where, by what name, and how.
struct HttpPlace {
  boost::asio::any_io_executor executor;
  Address address;
  base::Endpoint endpoint;  // with its port
  bool inside_tls = false;
};

[[nodiscard]] std::string http_target(const HttpPlace& place);  // "/runs", as in a request

boost::asio::awaitable<HttpAnswer> ask_http(HttpPlace place, std::string method, std::string label, Limits limits,
                                            model::Observation& into);

// What the answers show, as facts below `prefix` ("http." or "http.twin."): status, without-login (served, refused,
// redirected, not-there), redirect (https, elsewhere), login-offered, hsts, server; and of OPTIONS: allow, dav.
void add_http_facts(const std::string& prefix, const HttpAnswer& answer, model::Observation& into);
void add_http_options(const std::string& prefix, const HttpAnswer& answer, model::Observation& into);

}  // namespace runseal::audit
