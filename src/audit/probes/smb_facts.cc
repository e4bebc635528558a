// What the negotiate answers show.
#include <algorithm>

#include <fmt/format.h>

#include "audit/probes/smb_answers.h"
#include "base/time.h"
#include "proto/spnego.h"

namespace runseal::audit {

void add_dialect_facts(const SmbAnswers& answers, model::Observation& into);

namespace {

std::vector<const DialectAnswer*> taken(const SmbAnswers& answers) {
  std::vector<const DialectAnswer*> list;
  for (const auto& one : answers.dialects)
    if (accepts(answers, one) == true) list.push_back(&one);
  return list;
}

bool all_dialects_known(const SmbAnswers& answers) {
  return answers.dialects.size() == std::size(proto::all_smb2_dialects) &&
         std::all_of(answers.dialects.begin(), answers.dialects.end(),
                     [&](const auto& one) { return accepts(answers, one).has_value(); });
}

void add_smb1(const SmbAnswers& answers, model::Observation& into) {
  const auto taken_smb1 = accepts_smb1(answers);
  if (!taken_smb1) return;
  into.facts["smb.smb1"] = {*taken_smb1, answers.smb1->exchange};
  if (*taken_smb1)
    into.facts["smb.smb1.signing-required"] = {answers.smb1->negotiate->signing_required, answers.smb1->exchange};
}

void add_dialects(const SmbAnswers& answers, model::Observation& into) {
  Json names = Json::array();
  for (const auto dialect : proto::all_smb2_dialects)  // the oldest first
    for (const auto* one : taken(answers))
      if (one->dialect == dialect) names.push_back(proto::name(dialect));
  into.facts["smb.dialects"] = {names, answers.dialects.front().exchange};
}

void add_signing(const SmbAnswers& answers, bool all_known, model::Observation& into) {
  const auto list = taken(answers);
  Json by_dialect = Json::object();
  const DialectAnswer* without = nullptr;
  for (const auto* one : list) {
    by_dialect[proto::name(one->dialect)] = one->negotiate->signing_required;
    if (!one->negotiate->signing_required) without = one;
  }
  const bool enabled = std::all_of(list.begin(), list.end(), [](auto* one) { return one->negotiate->signing_enabled; });
  into.facts["smb.signing-enabled"] = {enabled, list.front()->exchange};
  into.facts["smb.signing-required-by-dialect"] = {by_dialect, list.front()->exchange};
  // one dialect without it is enough for an attacker; "required" takes all of them to be known
  if (without != nullptr)
    into.facts["smb.signing-required"] = {false, without->exchange};
  else if (all_known)
    into.facts["smb.signing-required"] = {true, list.back()->exchange};
}

void add_encryption(const SmbAnswers& answers, bool all_known, model::Observation& into) {
  const auto list = taken(answers);
  const auto capable =
      std::find_if(list.begin(), list.end(), [](auto* one) { return one->negotiate->encryption_capable; });
  if (capable != list.end())
    into.facts["smb.encryption-capable"] = {true, (*capable)->exchange};
  else if (all_known)
    into.facts["smb.encryption-capable"] = {false, list.front()->exchange};
  const auto* newest = list.front();
  if (newest->dialect != proto::Smb2Dialect::v3_1_1) return;
  into.facts["smb.preauth-integrity"] = {newest->negotiate->preauth_sha512, newest->exchange};
  if (newest->negotiate->cipher)
    into.facts["smb.cipher-chosen"] = {proto::name(*newest->negotiate->cipher), newest->exchange};
  if (newest->negotiate->signing)
    into.facts["smb.signing-algorithm"] = {proto::name(*newest->negotiate->signing), newest->exchange};
}

template <class T>
void add_names(const char* id, const std::optional<std::vector<T>>& list, model::Observation& into) {
  if (!list) return;
  Json names = Json::array();
  for (const auto one : *list) names.push_back(proto::name(one));
  into.facts[id] = {names, "negotiate-3.1.1"};
}

void add_extras(const SmbAnswers& answers, model::Observation& into) {
  if (!answers.extras || !answers.extras->negotiate || answers.extras->negotiate->status != 0) return;
  into.facts["smb.compression"] = {answers.extras->negotiate->compression, answers.extras->exchange};
  into.facts["smb.rdma-transforms"] = {answers.extras->negotiate->rdma_transforms, answers.extras->exchange};
}

// A refusal that no answer says: known from the end of the connection alone, which somebody on the way can make too.
void add_hung_up(const SmbAnswers& answers, model::Observation& into) {
  Json told = Json::object();
  std::string last;
  const auto add = [&](const std::string& name, const auto& answer) {
    told[name] = std::string(answer.outcome == Outcome::reset ? "reset" : "closed") + " the connection, twice";
    last = answer.exchange;
  };
  for (const auto& one : answers.dialects)
    if (one.hung_up_twice && accepts(answers, one) == false) add("SMB " + proto::name(one.dialect), one);
  if (answers.smb1 && answers.smb1->hung_up_twice && accepts_smb1(answers) == false) add("SMB 1", *answers.smb1);
  if (!told.empty()) into.facts["smb.hung-up"] = {told, last};
}

std::string guid_text(ByteView guid) {
  base::Reader in(guid);
  const auto first = in.le32();
  const auto second = in.le16();
  const auto third = in.le16();
  const auto rest = base::to_hex(in.take(8));
  return fmt::format("{:08x}-{:04x}-{:04x}-{}-{}", first, second, third, rest.substr(0, 4), rest.substr(4));
}

// FILETIME counts 100 ns from 1601-01-01 (MS-DTYP 2.3.3); what lies outside 1970 to 2261 is left out.
std::optional<Instant> instant_of(std::uint64_t filetime) {
  constexpr std::uint64_t epoch_1970 = 116'444'736'000'000'000;
  if (filetime < epoch_1970 || filetime > 2 * epoch_1970 - epoch_1970 / 4) return std::nullopt;
  return Instant(std::chrono::milliseconds((filetime - epoch_1970) / 10'000));
}

void add_identity(const SmbAnswers& answers, model::Observation& into) {
  const auto* newest = taken(answers).front();
  const auto& told = *newest->negotiate;
  into.facts["smb.dfs-capable"] = {told.dfs_capable, newest->exchange};
  if (told.server_guid.size() == 16) into.facts["smb.server-guid"] = {guid_text(told.server_guid), newest->exchange};
  if (const auto time = instant_of(told.system_time))
    into.facts["smb.server-time"] = {base::format_instant(*time), newest->exchange};
  if (const auto mechanisms = proto::spnego_mechanisms(told.security_token); mechanisms && !mechanisms->empty())
    into.facts["smb.login-mechanisms"] = {*mechanisms, newest->exchange};
}

}  // namespace

void add_dialect_facts(const SmbAnswers& answers, model::Observation& into) {
  add_smb1(answers, into);
  add_hung_up(answers, into);
  const bool all_known = all_dialects_known(answers);
  if (all_known && (into.complete || !taken(answers).empty())) add_dialects(answers, into);
  if (taken(answers).empty()) {
    if (into.complete) into.facts["smb.encryption-capable"] = {false, answers.smb1->exchange};  // SMB 1 alone: never
    return;
  }
  add_signing(answers, all_known, into);
  add_encryption(answers, all_known, into);
  add_names("smb.ciphers", answers.ciphers, into);
  add_names("smb.signing-algorithms", answers.signing, into);
  add_extras(answers, into);
  add_identity(answers, into);
}

}  // namespace runseal::audit
