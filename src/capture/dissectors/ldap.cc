#include "capture/dissectors/ldap.h"

#include "capture/dissectors/ldap_flow.h"

namespace runseal::capture {
namespace {

using model::Protection;

Match recognise(const Opening& opening) {
  for (const auto bytes : {opening.client, opening.server}) {
    if (bytes.empty()) continue;
    const auto size = proto::ldap_seen_size(bytes);
    if (!size) return Match::no;
    if (!*size || bytes.size() < 9) return Match::more;
    const auto seen = proto::parse_ldap_seen(bytes);
    if (!seen) return bytes.size() < std::min<std::uint64_t>(**size, 512) ? Match::more : Match::no;
    const auto kind = seen->operation & 0xc0U;  // of the class APPLICATION
    return kind == 0x40 ? Match::yes : Match::no;
  }
  return Match::more;
}

std::unique_ptr<Dissector> make(const FlowContext& flow) { return std::make_unique<LdapFlow>(flow); }

}  // namespace

void LdapFlow::judge(FlowReport& report) {
  if (tls_.seen()) tls_.finish_into(report);
  if (password_.any() || clear_.any())
    return grade_all(
        report, Protection::absent,
        password_.any() ? "LDAP: a password crossed in clear" : "LDAP: questions and answers crossed in clear");
  const bool doubtful = !flow_.from_start || sides_[0].losses() + sides_[1].losses() > 0;
  if (tls_.seen()) {
    if (doubtful) doubt_all(report, "what came before TLS was not all seen");
    return;
  }
  if (wrapped_.any()) {
    const bool all_sealed = sealed_.total() == wrapped_.total();
    const bool all_known = sealed_.total() + signed_.total() == wrapped_.total();
    grade(report.integrity, all_known ? Protection::protected_ : Protection::unknown,
          all_known ? "LDAP: SASL signs or seals each message"
                    : "LDAP: SASL wraps each message in a form not known here");
    grade(report.confidentiality,
          all_sealed      ? Protection::protected_
          : signed_.any() ? Protection::absent
                          : Protection::unknown,
          all_sealed      ? "LDAP: SASL seals each message"
          : signed_.any() ? "LDAP: SASL signs messages, which can be read"
                          : "LDAP: SASL wraps each message in a form not known here");
    grade(report.peer_authenticity, Protection::unknown, "LDAP: whether SASL proved the server is not to be seen");
    if (doubtful || buffers_[0].losses() + buffers_[1].losses() > 0) doubt_all(report, "not all of it was seen");
    return;
  }
  report.idle = !doubtful && !binds_.any();
  if (anonymous_.any() || simple_.any()) return grade_all(report, Protection::absent, "LDAP: a bind crossed in clear");
  grade_all(report, Protection::unknown,
            binds_.any() ? "LDAP: a bind by SASL, and nothing was seen of what came behind it"
                         : "LDAP: no bind, question or answer could be read");
}

FlowReport LdapFlow::finish() {
  FlowReport report;
  report.protocol = "ldap";
  judge(report);
  binds_.tell(report, "ldap.binds");
  anonymous_.tell(report, "ldap.binds-anonymous");
  simple_.tell(report, "ldap.binds-simple");
  password_.tell_that(report, "ldap.password-in-clear");
  refused_.tell(report, "ldap.binds-refused");
  names_.tell(report, "ldap.bind-names");
  mechanisms_.tell(report, "ldap.sasl-mechanisms");
  start_tls_.tell_that(report, "ldap.start-tls-asked");
  if (tls_.seen()) report.facts["ldap.tls"] = {true, start_tls_.packet()};
  tls_.tell(report, "ldap");
  clear_.tell(report, "ldap.messages-in-clear");
  sealed_.tell(report, "ldap.messages-sealed");
  signed_.tell(report, "ldap.messages-signed");
  wrapped_.tell(report, "ldap.messages-wrapped");
  lost_.tell(report, "ldap.bytes-not-seen");
  return report;
}

DissectorKind ldap_kind() { return {"ldap", 6, {389, 3268}, recognise, make}; }

}  // namespace runseal::capture
