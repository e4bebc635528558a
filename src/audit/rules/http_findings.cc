#include "audit/rules/http_findings.h"

#include <fmt/format.h>

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Clause;
using model::Severity;

std::vector<Clause> with(std::vector<Clause> first, Clause more) {
  first.push_back(std::move(more));
  return first;
}

HttpRule in_clear() {
  return {{"http.in-clear",
           Severity::critical,
           "Everything goes in clear",
           "HTTP without TLS: whoever is on the way reads every file and can change it, and can answer in the server's "
           "place.",
           harms::all,
           with(clauses::confidentiality(), {"CWE", "CWE-353", "Missing Support for Integrity Check"}),
           {},
           {"http.tls"}},
          [](const HttpFacts& facts) { return facts.in_clear(); }};
}

HttpRule redirects() {
  return {{"http.only-a-redirect",
           Severity::medium,
           "The address only sends clients on to one with TLS",
           "Its first request still goes in clear, with whatever the client puts into it, and somebody on the way can "
           "answer it instead. Give the device the address with https:// and measure that.",
           {},
           clauses::authenticity(),
           {},
           {"http.redirect", "http.redirect-to"}},
          [](const HttpFacts& facts) { return facts.in_clear() && facts.redirect == "https"; },
          [](const HttpFacts& facts) { return fmt::format("It leads to {}.", facts.redirect_to); }};
}

HttpRule uploads_in_clear() {
  return {{"http.upload-in-clear",
           Severity::high,
           "Uploads are offered in clear",
           "The server says that it takes files without TLS.",
           harms::all,
           clauses::integrity(),
           {},
           {"http.allow", "http.tls"}},
          [](const HttpFacts& facts) { return facts.in_clear() && facts.uploads(); },
          [](const HttpFacts& facts) { return fmt::format("It allows {}.", base::join(facts.allow, ", ")); }};
}

HttpRule basic() {
  return {{"http.basic-in-clear",
           Severity::critical,
           "The server asks for a password in clear",
           "HTTP Basic sends user name and password with every request, readable: whoever listens once can log in "
           "afterwards.",
           harms::all,
           with(clauses::confidentiality(), {"RFC 7617", "", "The 'Basic' HTTP Authentication Scheme"}),
           {},
           {"http.login-offered", "http.twin.login-offered"}},
          [](const HttpFacts& facts) { return facts.offers_in_clear("basic"); }};
}

HttpRule digest() {
  return {{"http.digest-in-clear",
           Severity::high,
           "The server asks for a hashed password in clear",
           "HTTP Digest hides the password, but whoever listens can try passwords until one fits, and nothing protects "
           "the files.",
           harms::all,
           with(clauses::confidentiality(), {"RFC 7616", "", "HTTP Digest Access Authentication"}),
           {},
           {"http.login-offered", "http.twin.login-offered"}},
          [](const HttpFacts& facts) { return facts.offers_in_clear("digest"); }};
}

HttpRule twin() {
  return {{"http.also-in-clear",
           Severity::high,
           "The same host serves in clear as well",
           "Port 80 answers with more than a redirect. A device, or a person, that uses http:// is served without "
           "protection and does not notice.",
           harms::all,
           clauses::confidentiality(),
           {},
           {"http.twin"}},
          [](const HttpFacts& facts) { return facts.twin == "serves"; }};
}

HttpRule no_hsts() {
  return {
      {"http.no-strict-transport",
       Severity::low,
       "Clients are not told to use TLS from now on",
       "Without Strict-Transport-Security a browser that is given the address without https:// asks in clear first. "
       "Copying programs do not look at it.",
       {},
       {{"RFC 6797", "", "HTTP Strict Transport Security"}},
       {},
       {"http.hsts"}},
      [](const HttpFacts& facts) { return facts.tls == std::optional(true) && facts.hsts == std::optional(false); }};
}

HttpRule open() {
  return {{"http.open-without-login",
           Severity::high,
           "The folder is served to anybody",
           "Who asks without a login is answered. Whether files can also be put there was not tried.",
           harms::read,
           clauses::authenticity(),
           {},
           {"http.without-login"}},
          [](const HttpFacts& facts) { return facts.without_login == "served"; }};
}

HttpRule not_there() {
  return {{"http.nothing-there",
           Severity::info,
           "Nothing is at this path",
           "The server says that it has nothing there, so that who may read it was not seen. Check the address.",
           {},
           {},
           {},
           {"http.without-login"}},
          [](const HttpFacts& facts) { return facts.without_login == "not-there"; }};
}

}  // namespace

const std::vector<HttpRule>& http_rules() {
  static const std::vector<HttpRule> rules{in_clear(), basic(),     digest(),  uploads_in_clear(), twin(),
                                           open(),     redirects(), no_hsts(), not_there()};
  return rules;
}

}  // namespace runseal::audit
