// Everything an LDAP server answered, and what follows from it. No I/O here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/stream.h"
#include "model/audit.h"
#include "proto/ldap.h"

namespace runseal::audit {

// One operation: its end, and the entry that came before it.
struct LdapAnswer {
  std::string exchange;
  Outcome outcome = Outcome::malformed;
  std::string detail;
  std::optional<proto::LdapResult> result;  // when answered
  std::optional<proto::LdapMessage> entry;

  [[nodiscard]] bool is(proto::LdapCode code) const { return result && result->code == code; }
  [[nodiscard]] bool served() const { return is(proto::LdapCode::success) && entry; }
};

// What a client that does not say who it is gets to see.
struct LdapVisit {
  LdapAnswer root;
  std::vector<LdapAnswer> contexts;  // the top entry of each naming context, as far as they are known
  std::optional<LdapAnswer> bind;

  [[nodiscard]] std::vector<std::string> values(const std::string& attribute) const;  // of the root DSE
};

struct LdapAnswers {
  bool ldaps = false;  // TLS from the first byte: then nothing of what is asked in clear
  std::optional<LdapVisit> in_clear;
  std::optional<LdapAnswer> start_tls;
  std::optional<LdapVisit> in_tls;
  std::optional<LdapAnswer> plain_bind;  // a name and a password, in clear
  bool bind_named_a_context = false;     // else "invalidCredentials" may be for the name alone
  std::string tls_failure;               // why TLS was not measured to its end

  [[nodiscard]] bool tls_offered() const { return ldaps || (start_tls && start_tls->is(proto::LdapCode::success)); }
};

// Facts, complete and failure.
void conclude(const LdapAnswers& answers, std::chrono::milliseconds allowed, model::Observation& into);

}  // namespace runseal::audit
