// Who logs in, as far as it is said in clear. What proves the password, and tickets, are not read.
#include "capture/dissectors/smb_flow.h"
#include "proto/kerberos_names.h"
#include "proto/ntlmssp.h"
#include "proto/smb_status.h"
#include "proto/spnego.h"

namespace runseal::capture {

void smb_login_asked(SmbFlow& flow, ByteView token, Moment at) {
  const auto inner = proto::spnego_front(token);
  if (!inner || inner->empty()) return;
  if (const auto kerberos = proto::parse_kerberos_names(*inner)) {
    flow.facts.add("smb.login", "Kerberos", at);
    flow.facts.add("smb.kerberos-realm", kerberos->realm, at);
    flow.facts.add("smb.kerberos-service", kerberos->service, at);
  } else if (const auto names = proto::parse_ntlm_names(*inner)) {
    flow.facts.add("smb.login", "NTLM", at);
    flow.names_nobody = names->nobody;
    flow.facts.add("smb.user", names->user, at);
    flow.facts.add("smb.domain", names->domain, at);
    flow.facts.add("smb.workstation", names->workstation, at);
  }
}

void smb_login_answered(SmbFlow& flow, ByteView token, Moment at) {
  const auto inner = proto::spnego_front(token);
  if (!inner || inner->empty()) return;
  if (const auto challenge = proto::parse_ntlm_challenge(*inner)) {
    flow.facts.add("smb.server-name", challenge->dns_name.empty() ? challenge->netbios_name : challenge->dns_name, at);
    flow.facts.add("smb.server-domain", challenge->netbios_domain, at);
  }
}

void smb_login_done(SmbFlow& flow, bool guest, bool nobody, Moment at) {
  nobody |= flow.names_nobody && !guest;  // servers do not always say so
  if (guest) flow.facts.say("smb.guest", true, at);
  if (nobody) flow.facts.say("smb.nobody", true, at);
  flow.guest |= guest;
  flow.nobody |= nobody;
  flow.names_nobody = false;
}

void smb_login_refused(SmbFlow& flow, std::uint32_t status, Moment at) {
  flow.facts.add("smb.login-refused", proto::status::name(status), at);
}

}  // namespace runseal::capture
