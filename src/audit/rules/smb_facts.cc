#include "audit/rules/smb_facts.h"

#include "audit/rules/facts.h"
#include "base/time.h"

namespace runseal::audit {
namespace {

std::optional<std::chrono::seconds> clock_ahead(const model::Observation& observation) {
  const auto told = fact<std::string>(observation, "smb.server-time");
  if (!told) return std::nullopt;
  const auto server = base::parse_instant(*told);
  const auto here = base::parse_instant(observation.at);
  if (!server || !here) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(*server - *here);
}

}  // namespace

SmbFacts smb_facts(const model::Observation& observation) {
  const auto& o = observation;
  SmbFacts facts;
  facts.smb1 = fact<bool>(o, "smb.smb1");
  facts.smb1_signing_required = fact<bool>(o, "smb.smb1.signing-required");
  facts.dialects = fact<std::vector<std::string>>(o, "smb.dialects");
  facts.signing_enabled = fact<bool>(o, "smb.signing-enabled");
  facts.signing_required = fact<bool>(o, "smb.signing-required");
  facts.signing_required_by_dialect = fact<std::map<std::string, bool>>(o, "smb.signing-required-by-dialect");
  facts.encryption_capable = fact<bool>(o, "smb.encryption-capable");
  facts.preauth_integrity = fact<bool>(o, "smb.preauth-integrity");
  facts.anonymous_session = one_of(o, "smb.anonymous-session", {"accepted", "refused"});
  facts.guest_session = one_of(o, "smb.guest-session", {"accepted", "accepted-as-user", "refused"});
  if (facts.guest_session == "accepted-as-user") facts.guest_session = "accepted";  // an unknown name: guest or worse
  facts.share_without_login = one_of(o, "smb.null-or-guest-share", {"open", "refused"});
  facts.unencrypted_session = one_of(o, "smb.unencrypted-session", {"served", "refused"});
  facts.login = one_of(o, "smb.session.login", {"accepted", "refused", "failed"});
  facts.session_unencrypted = one_of(o, "smb.session.unencrypted", {"served", "refused"});
  facts.session_encrypted = one_of(o, "smb.session.encrypted", {"works", "fails"});
  facts.dfs_capable = fact<bool>(o, "smb.dfs-capable");
  facts.share_dfs = fact<bool>(o, "smb.share-dfs");
  facts.hung_up = fact<std::map<std::string, std::string>>(o, "smb.hung-up").value_or(facts.hung_up);
  facts.login_mechanisms = fact<std::vector<std::string>>(o, "smb.login-mechanisms");
  facts.clock_ahead = clock_ahead(o);
  return facts;
}

SmbFacts::Signing SmbFacts::signing() const {
  if (!dialects || dialects->empty() || !signing_required_by_dialect) return Signing::unknown;
  std::size_t required = 0;
  for (const auto& dialect : *dialects) {
    const auto found = signing_required_by_dialect->find(dialect);
    if (found == signing_required_by_dialect->end()) return Signing::unknown;
    if (found->second) ++required;
  }
  if (required == dialects->size()) return Signing::always;
  if (required > 0) return Signing::some;
  if (!signing_enabled) return Signing::unknown;
  return *signing_enabled ? Signing::never : Signing::disabled;
}

bool SmbFacts::encryption_shown_required() const {
  if (smb1 != std::optional(false)) return false;
  return session_unencrypted ? session_unencrypted == "refused" : unencrypted_session == "refused";
}

bool SmbFacts::open_to_anybody() const {
  return share_without_login == "open" || (guest_session == "accepted" && share_without_login != "refused");
}

std::vector<std::string> SmbFacts::old_dialects() const {
  auto old = dialects.value_or(std::vector<std::string>());
  std::erase(old, "3.1.1");
  return old;
}

}  // namespace runseal::audit
