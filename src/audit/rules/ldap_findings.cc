#include "audit/rules/ldap_findings.h"

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"

namespace runseal::audit {
namespace {

using model::Clause;
using model::Severity;
using LdapRule = Rule<LdapFacts>;

const Clause start_tls{"RFC 4511", "4.14", "StartTLS Operation"};
const Clause simple_bind{"RFC 4513", "5.1.3", "Name/Password Authentication Mechanism of Simple Bind"};
const Clause anonymous_bind{"RFC 4513", "5.1.1", "Anonymous Authentication Mechanism of Simple Bind"};
const Clause identity_check{"RFC 4513", "3.1.3", "Server Identity Check"};
const Clause general{"RFC 4513", "6.1", "General LDAP Security Considerations"};

std::vector<Clause> with(std::vector<Clause> clauses, const Clause& more) {
  clauses.push_back(more);
  return clauses;
}

bool in_clear_beside_tls(const LdapFacts& facts) { return !facts.ldaps && facts.tls_offered(); }

LdapRule tls_not_offered() {
  return {{"ldap.tls-not-offered",
           Severity::high,
           "The server does not offer TLS",
           "StartTLS is refused. Accounts, groups and the passwords of simple logins pass in clear: whoever is on the "
           "way can read them, and can answer in the server's place that somebody may log in.",
           harms::all,
           with(clauses::confidentiality(), start_tls),
           {},
           {"ldap.start-tls"}},
          [](const LdapFacts& facts) { return !facts.ldaps && facts.start_tls == "refused"; }};
}

LdapRule plain_bind_taken() {
  return {{"ldap.plain-bind-taken",
           Severity::high,
           "Passwords are taken in clear",
           "A name and a password were considered on a connection without encryption, where the server could have said "
           "that it requires one. A device set up without TLS works, and shows its password to the network with every "
           "login.",
           harms::all,
           with(clauses::confidentiality(), simple_bind),
           {},
           {"ldap.plain-bind"}},
          [](const LdapFacts& facts) { return !facts.ldaps && facts.plain_bind == "taken"; }};
}

LdapRule signing_not_required() {
  return {{"ldap.signing-not-required",
           Severity::high,
           "The domain controller does not require signing",
           "Active Directory took a simple login in clear. The setting that refuses it also refuses Kerberos and NTLM "
           "logins without signing, so that those are accepted too: their sessions can be taken over on the way.",
           harms::changed,
           with(clauses::integrity(), general),
           {},
           {"ldap.active-directory", "ldap.plain-bind"}},
          [](const LdapFacts& facts) {
            return !facts.ldaps && facts.active_directory == std::optional(true) && facts.plain_bind == "taken";
          }};
}

LdapRule clear_search_served() {
  return {{"ldap.clear-search-served",
           Severity::medium,
           "The directory is read in clear",
           "TLS is offered, but an entry of the directory was served without it. Whoever is on the way can read and "
           "change such answers.",
           harms::all,
           with(clauses::confidentiality(), general),
           {},
           {"ldap.clear-search"}},
          [](const LdapFacts& facts) { return in_clear_beside_tls(facts) && facts.clear_search == "directory"; }};
}

LdapRule clear_not_shown_refused() {
  return {{"ldap.clear-refusal-not-shown",
           Severity::medium,
           "It is not shown that every session in clear is refused",
           "Passwords are refused in clear, and nothing was shown to somebody anonymous. Whether a login by another "
           "mechanism (Kerberos, DIGEST-MD5) may go on in clear, without signing, shows only with such a login.",
           harms::read,
           with(clauses::confidentiality(), general),
           {},
           {"ldap.clear-search", "ldap.plain-bind", "ldap.login-mechanisms"}},
          [](const LdapFacts& facts) {
            return in_clear_beside_tls(facts) && facts.plain_bind == "refused" && facts.clear_search != "directory" &&
                   !facts.clear_shown_refused();
          }};
}

LdapRule anonymous_read() {
  return {{"ldap.anonymous-read",
           Severity::medium,
           "The directory answers clients that do not say who they are",
           "An entry of the directory was served without a login: what else may be read so (names, groups, hosts) is "
           "open to everybody on the network.",
           harms::read,
           with(clauses::authenticity(), anonymous_bind),
           {},
           {"ldap.anonymous-read", "ldap.naming-contexts"}},
          [](const LdapFacts& facts) { return facts.anonymous_read == "open"; }};
}

LdapRule signing_required() {
  return {
      {"ldap.signing-required",
       Severity::info,
       "The domain controller requires signing",
       "It refused a simple login in clear as not strong enough, which is what the setting \"Require signing\" does. "
       "By its maker's description it then refuses Kerberos and NTLM logins without signing as well; that was not "
       "tried.",
       {},
       {},
       {},
       {"ldap.active-directory", "ldap.plain-bind-answer"}},
      [](const LdapFacts& facts) {
        return !facts.ldaps && facts.active_directory == std::optional(true) && facts.plain_bind == "refused" &&
               facts.plain_bind_answer == "strongerAuthRequired";
      }};
}

LdapRule client_not_measured() {
  return {{"ldap.client-not-measured",
           Severity::info,
           "The clients' own end is not measured by asking the server",
           "Whether a client asks for TLS and checks the server's certificate is a setting of the client. One that "
           "begins with a simple login in clear has shown its password before the server can refuse it.",
           {},
           {identity_check},
           {},
           {}},
          [](const LdapFacts&) { return true; }};
}

}  // namespace

const std::vector<LdapRule>& ldap_rules() {
  static const std::vector<LdapRule> rules{tls_not_offered(),     plain_bind_taken(),        signing_not_required(),
                                           clear_search_served(), clear_not_shown_refused(), anonymous_read(),
                                           signing_required(),    client_not_measured()};
  return rules;
}

}  // namespace runseal::audit
