#include "audit/rules/ftp_facts.h"

#include "audit/rules/facts.h"

namespace runseal::audit {

FtpFacts ftp_facts(const model::Observation& observation) {
  const auto& o = observation;
  FtpFacts facts;
  facts.implicit = o.endpoint.starts_with("ftps://");
  if (!facts.implicit) {
    facts.auth_tls = one_of(o, "ftp.auth-tls", {"accepted", "refused"});
    facts.plain_login = one_of(o, "ftp.plain-login", {"offered", "refused"});
    facts.anonymous = one_of(o, "ftp.anonymous", {"accepted", "refused"});
    facts.folder = one_of(o, "ftp.anonymous-folder", {"open", "refused"});
  }
  facts.tls_login = one_of(o, "ftp.tls-login", {"offered", "refused"});
  facts.protected_data = one_of(o, "ftp.protected-data", {"accepted", "refused"});
  facts.clear_data = one_of(o, "ftp.clear-data", {"accepted", "refused"});
  facts.anonymous_tls = one_of(o, "ftp.anonymous-tls", {"accepted", "refused"});
  facts.folder_tls = one_of(o, "ftp.anonymous-tls-folder", {"open", "refused"});
  facts.login = one_of(o, "ftp.session.login", {"accepted", "refused", "failed"});
  facts.session_clear_data = one_of(o, "ftp.session.clear-data", {"not-refused", "refused"});
  return facts;
}

}  // namespace runseal::audit
