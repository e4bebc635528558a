// What the sessions of nobody and of an unknown user show. See docs/manual/audit-smb.md for why "refused" is so rare.
#include <algorithm>

#include "audit/probes/smb_answers.h"
#include "proto/smb_status.h"

namespace runseal::audit {

void add_session_facts(const SmbAnswers& answers, model::Observation& into);

namespace {

using Who = SessionAnswer::Who;

std::optional<std::string> verdict(const SessionAnswer& session) {
  if (session.accepted()) return "accepted";
  const auto status = session.second ? session.second : session.first;
  if (status && proto::status::denies_login(*status)) return "refused";
  return std::nullopt;
}

// The first session of this kind is the one on the newest dialect.
const SessionAnswer* first_of(const SmbAnswers& answers, Who who) {
  for (const auto& session : answers.sessions)
    if (session.who == who) return &session;
  return nullptr;
}

void add_verdicts(const SmbAnswers& answers, model::Observation& into) {
  const auto let_in = std::ranges::find_if(
      answers.sessions, [](const auto& session) { return session.who == Who::nobody && session.accepted(); });
  const auto* nobody = let_in != answers.sessions.end() ? &*let_in : first_of(answers, Who::nobody);
  if (nobody != nullptr)
    if (const auto words = verdict(*nobody)) into.facts["smb.anonymous-session"] = {*words, nobody->exchange};
  if (const auto* unknown = first_of(answers, Who::unknown_user)) {
    auto words = verdict(*unknown);
    if (unknown->accepted() && !unknown->guest) words = "accepted-as-user";  // stranger still: and worse
    if (words) into.facts["smb.guest-session"] = {*words, unknown->exchange};
  }
}

void add_share(const SmbAnswers& answers, model::Observation& into) {
  const SessionAnswer* told = nullptr;
  for (const auto& session : answers.sessions) {
    if (!session.tree) continue;
    if (told == nullptr || session.tree->status == proto::status::success) told = &session;
    if (session.tree->status != proto::status::success) continue;
    into.facts["smb.share-encrypt-flag"] = {session.tree->encrypt, session.tree_exchange};
    into.facts["smb.share-dfs"] = {session.tree->dfs, session.tree_exchange};
    break;
  }
  if (told == nullptr) return;
  const auto status = told->tree->status;
  into.facts["smb.null-or-guest-share-status"] = {proto::status::name(status), told->tree_exchange};
  const auto refused = [](const SessionAnswer& session) {
    return !session.accepted() || (session.tree && session.tree->status == proto::status::access_denied);
  };
  if (status == proto::status::success)
    into.facts["smb.null-or-guest-share"] = {"open", told->tree_exchange};
  else if (std::ranges::all_of(answers.sessions, refused))  // "refused" to one visitor says nothing of the others
    into.facts["smb.null-or-guest-share"] = {"refused", told->tree_exchange};
  else if (status == proto::status::bad_network_name)
    into.facts["smb.null-or-guest-share"] = {"no such share", told->tree_exchange};
}

// MS-SMB2 3.3.5.5, steps 1 and 2: a server that rejects unencrypted access answers ACCESS_DENIED already to the first
// SESSION_SETUP of a client that cannot encrypt, before it knows who asks.
bool denied_before_login(const SessionAnswer& session) { return session.first == proto::status::access_denied; }

bool is_v3(const SessionAnswer& session) { return session.dialect >= proto::Smb2Dialect::v3_0; }

void add_unencrypted(const SmbAnswers& answers, model::Observation& into) {
  bool capable_went_on = false, takes_v2 = false, takes_v3 = false, v2_denied = false, v3_denied = false;
  for (const auto& one : answers.dialects) {
    const auto taken = accepts(answers, one);
    if (!taken) return;  // whoever may come in by an unknown door was not asked
    if (*taken) (one.dialect >= proto::Smb2Dialect::v3_0 ? takes_v3 : takes_v2) = true;
  }
  const SessionAnswer* last_denied = nullptr;
  for (const auto& session : answers.sessions) {
    if (session.can_encrypt) {
      capable_went_on |= session.first == proto::status::more_processing_required;
      continue;
    }
    if (session.accepted()) {
      into.facts["smb.unencrypted-session"] = {"served", session.exchange};
      return;
    }
    if (!denied_before_login(session)) return;
    (is_v3(session) ? v3_denied : v2_denied) = true;
    last_denied = &session;
  }
  const bool every_door = (!takes_v2 || v2_denied) && (!takes_v3 || v3_denied);
  if (last_denied != nullptr && capable_went_on && every_door && accepts_smb1(answers) == false)
    into.facts["smb.unencrypted-session"] = {"refused", last_denied->exchange};
}

void add_old_client(const SmbAnswers& answers, model::Observation& into) {
  for (const auto& session : answers.sessions) {
    if (session.who != Who::nobody || is_v3(session)) continue;
    Json told = {{"dialect", proto::name(session.dialect)}};
    if (session.first) told["first-status"] = proto::status::name(*session.first);
    if (session.second) told["status"] = proto::status::name(*session.second);
    into.facts["smb.old-client"] = {told, session.exchange};
    return;
  }
}

void add_names(const SmbAnswers& answers, model::Observation& into) {
  for (const auto& session : answers.sessions) {
    if (!session.challenge) continue;
    const auto add = [&](const char* id, const std::string& value) {
      if (!value.empty()) into.facts[id] = {value, session.challenge_exchange};
    };
    add("smb.netbios-name", session.challenge->netbios_name);
    add("smb.netbios-domain", session.challenge->netbios_domain);
    add("smb.dns-name", session.challenge->dns_name);
    add("smb.dns-domain", session.challenge->dns_domain);
    add("smb.os-build", session.challenge->os_build);
    return;
  }
}

}  // namespace

void add_session_facts(const SmbAnswers& answers, model::Observation& into) {
  add_verdicts(answers, into);
  add_share(answers, into);
  add_unencrypted(answers, into);
  add_old_client(answers, into);
  add_names(answers, into);
}

}  // namespace runseal::audit
