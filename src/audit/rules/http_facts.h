// The facts of an observation of HTTP, typed. What was not measured, or is not of the right kind, is not there.
#pragma once

#include "audit/rules/tls_facts.h"

namespace runseal::audit {

struct HttpFacts {
  std::optional<bool> tls;
  std::optional<std::string> without_login;  // served, refused, redirected, not-there
  std::optional<std::string> redirect;       // https, elsewhere
  std::string redirect_to;
  std::vector<std::string> login_offered;  // "basic", …
  std::vector<std::string> allow;          // methods
  std::optional<bool> hsts;
  bool names_no_bucket = false;     // an S3 address without one: whom the service answers says nothing about files
  bool has_twin = false;            // the address uses port 443, so that port 80 was to be asked
  std::optional<std::string> twin;  // serves, redirects, refuses, closed, silent, something else
  std::vector<std::string> twin_login_offered;
  TlsFacts inside;

  [[nodiscard]] bool in_clear() const { return tls == std::optional(false); }
  [[nodiscard]] bool uploads() const;  // a method that writes is offered
  // Schemes by which a password, or what stands for it, crosses the network in clear.
  [[nodiscard]] bool offers_in_clear(const std::string& scheme) const;
};

[[nodiscard]] HttpFacts http_facts(const model::Observation& observation);

}  // namespace runseal::audit
