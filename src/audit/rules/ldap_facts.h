// The facts of an LDAP observation, typed. What was not measured, or is not of the right kind, is not there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/audit.h"

namespace runseal::audit {

struct LdapFacts {
  bool ldaps = false;                     // TLS from the first byte
  std::optional<std::string> start_tls;   // accepted, refused
  std::optional<std::string> plain_bind;  // taken, refused: a name and a password in clear
  // What is answered in clear to somebody who does not say who it is: directory, root-dse, refused (it says not why),
  // confidentiality-required (then nobody is served in clear).
  std::optional<std::string> clear_search;
  std::optional<std::string> anonymous_read;  // open, refused: entries of the directory, on any way
  std::optional<std::vector<std::string>> mechanisms;
  std::optional<bool> active_directory;
  bool naming_context_known = false;
  std::string plain_bind_answer;  // "strongerAuthRequired"

  [[nodiscard]] bool tls_offered() const { return ldaps || start_tls == "accepted"; }
  // Kerberos can sign and encrypt what follows a login (RFC 4752); whether a session without it is refused is not seen.
  [[nodiscard]] bool offers_kerberos() const;
  [[nodiscard]] bool clear_shown_refused() const {
    return ldaps || (plain_bind == "refused" && clear_search == "confidentiality-required");
  }
};

[[nodiscard]] LdapFacts ldap_facts(const model::Observation& observation);

}  // namespace runseal::audit
