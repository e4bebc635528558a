// OpenLDAP in the ways it is met.
#include "lab/slapd.h"

namespace runseal::lab {
namespace {

using model::Protection;

auto slapd(RunningSlapd::Setup setup) {
  return [setup = std::move(setup)](const std::filesystem::path& folder) { return RunningSlapd::start(folder, setup); };
}

constexpr auto none = Protection::absent;
constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;

// Debian's slapd is built with GnuTLS, which takes TLS 1.0 by itself and does not heed olcTLSProtocolMin.
constexpr const char* new_versions =
    "olcTLSCipherSuite: SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-CIPHER-ALL:+AES-256-GCM:+AES-128-GCM\n";

}  // namespace

std::vector<Entry> ldap_lab() {
  return {
      {"ldap_plain",
       "slapd without a certificate, as Debian installs it: everything in clear, read by anybody",
       slapd({}),
       {none, none, none},
       {"ldap.tls-not-offered", "ldap.plain-bind-taken", "ldap.anonymous-read"},
       {"ldap.signing-required", "ldap.signing-not-required"},
       std::nullopt},
      {"ldap_start_tls_offered",
       "slapd with a certificate, which requires nothing; by itself it takes TLS 1.0",
       slapd({.has_certificate = true}),
       {maybe, maybe, maybe},
       {"tls.old-version-accepted", "ldap.plain-bind-taken", "ldap.clear-search-served", "ldap.anonymous-read"},
       {"ldap.tls-not-offered"},
       Grades{safe, safe, safe}},
      {"ldap_passwords_inside_tls",
       "slapd that refuses passwords in clear, and nothing else",
       slapd({.global = std::string(new_versions) + "olcSecurity: simple_bind=128\n", .has_certificate = true}),
       {maybe, maybe, maybe},
       {"ldap.clear-search-served", "ldap.anonymous-read"},
       {"ldap.plain-bind-taken"},
       Grades{safe, safe, safe}},
      {"ldap_everything_inside_tls",
       "slapd that refuses everything in clear, and lets anybody read inside TLS",
       slapd(
           {.global = std::string(new_versions) + "olcSecurity: ssf=128\nolcLocalSSF: 128\n", .has_certificate = true}),
       {safe, safe, maybe},
       {"ldap.anonymous-read"},
       {"ldap.plain-bind-taken", "ldap.clear-search-served", "ldap.clear-refusal-not-shown"},
       Grades{safe, safe, safe}},
      {"ldaps",
       "slapd that speaks TLS from the first byte, and lets anybody read",
       slapd({.global = new_versions, .has_certificate = true, .scheme = "ldaps"}),
       {safe, safe, maybe},
       {"ldap.anonymous-read"},
       {"ldap.plain-bind-taken", "ldap.tls-not-offered"},
       Grades{safe, safe, safe}},
  };
}

}  // namespace runseal::lab
