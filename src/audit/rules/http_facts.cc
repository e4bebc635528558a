#include "audit/rules/http_facts.h"

#include <algorithm>

#include "audit/rules/facts.h"
#include "base/endpoint.h"

namespace runseal::audit {
namespace {

bool has(const std::vector<std::string>& list, const std::string& one) {
  return std::ranges::find(list, one) != list.end();
}

using Words = std::vector<std::string>;

}  // namespace

HttpFacts http_facts(const model::Observation& observation) {
  const auto& o = observation;
  HttpFacts facts;
  facts.tls = fact<bool>(o, "http.tls");
  facts.without_login = one_of(o, "http.without-login", {"served", "refused", "redirected", "not-there"});
  facts.redirect = one_of(o, "http.redirect", {"https", "elsewhere"});
  facts.redirect_to = fact<std::string>(o, "http.redirect-to").value_or("");
  facts.login_offered = fact<Words>(o, "http.login-offered").value_or(Words());
  facts.allow = fact<Words>(o, "http.allow").value_or(Words());
  facts.hsts = fact<bool>(o, "http.hsts");
  facts.twin = one_of(o, "http.twin", {"serves", "redirects", "refuses", "closed", "silent", "something else"});
  facts.twin_login_offered = fact<Words>(o, "http.twin.login-offered").value_or(Words());
  facts.inside = tls_facts(o);
  const auto endpoint = base::parse_endpoint(o.endpoint);
  facts.names_no_bucket = endpoint && endpoint->scheme == "s3" && endpoint->path.empty();
  if (facts.names_no_bucket && facts.without_login == "served") facts.without_login.reset();
  facts.has_twin = !endpoint || endpoint->port == 0 || endpoint->port == 443;
  return facts;
}

bool HttpFacts::uploads() const {
  return std::ranges::any_of(allow, [](const std::string& method) {
    return method == "PUT" || method == "POST" || method == "PATCH" || method == "DELETE" || method == "MKCOL" ||
           method == "MOVE" || method == "PROPPATCH";
  });
}

bool HttpFacts::offers_in_clear(const std::string& scheme) const {
  return (in_clear() && has(login_offered, scheme)) || (twin == "serves" && has(twin_login_offered, scheme));
}

}  // namespace runseal::audit
