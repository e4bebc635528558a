#include "audit/probes/smb_answers.h"

#include <algorithm>

#include "audit/talk.h"
#include "base/time.h"
#include "proto/smb_status.h"

namespace runseal::audit {
namespace {

bool took_any_smb2(const SmbAnswers& answers) {
  return std::any_of(answers.dialects.begin(), answers.dialects.end(),
                     [](const auto& one) { return one.negotiate && one.negotiate->status == 0; });
}

bool took_smb1(const SmbAnswers& answers) {
  return answers.smb1 && answers.smb1->negotiate && answers.smb1->negotiate->dialect;
}

// The reason to show: the first answer that settled nothing.
std::string first_failure(const SmbAnswers& answers, std::chrono::milliseconds allowed) {
  for (const auto& one : answers.dialects) {
    if (accepts(answers, one)) continue;
    if (one.outcome != Outcome::answered) return words_for(one.outcome, one.detail, allowed, "SMB");
    return "answered the question for SMB " + proto::name(one.dialect) + " with " +
           proto::status::name(one.negotiate ? one.negotiate->status : 0);
  }
  if (answers.smb1 && !accepts_smb1(answers) && answers.smb1->outcome != Outcome::answered)
    return "on the question for SMB 1, it " + words_for(answers.smb1->outcome, answers.smb1->detail, allowed, "SMB");
  if (!took_any_smb2(answers) && !took_smb1(answers)) return "takes no SMB dialect that runseal knows";
  return "not every question that decides was answered";
}

}  // namespace

bool hung_up(Outcome outcome) { return outcome == Outcome::closed || outcome == Outcome::reset; }

std::optional<bool> accepts(const SmbAnswers& answers, const DialectAnswer& dialect) {
  if (dialect.negotiate) {
    if (dialect.negotiate->status == proto::status::success) return true;
    if (dialect.negotiate->status == proto::status::not_supported) return false;
    return std::nullopt;
  }
  // an SMB 1-only server hangs up on SMB 2, and some hang up on a dialect that they do not take
  if (dialect.hung_up_twice && (took_any_smb2(answers) || took_smb1(answers))) return false;
  return std::nullopt;
}

std::optional<bool> accepts_smb1(const SmbAnswers& answers) {
  if (!answers.smb1) return std::nullopt;
  if (answers.smb1->negotiate) return answers.smb1->negotiate->dialect.has_value();
  if (answers.smb1->hung_up_twice && took_any_smb2(answers)) return false;
  return std::nullopt;
}

namespace {
void conclude_completeness(const SmbAnswers& answers, std::chrono::milliseconds allowed, model::Observation& into) {
  const bool all_known = answers.dialects.size() == std::size(proto::all_smb2_dialects) &&
                         std::all_of(answers.dialects.begin(), answers.dialects.end(),
                                     [&](const auto& one) { return accepts(answers, one).has_value(); });
  into.complete = all_known && accepts_smb1(answers) && (took_any_smb2(answers) || took_smb1(answers));
  if (!into.complete) into.failure = first_failure(answers, allowed);
}
}  // namespace

// the parts, in smb_facts.cc and smb_session_facts.cc
void add_dialect_facts(const SmbAnswers& answers, model::Observation& into);
void add_session_facts(const SmbAnswers& answers, model::Observation& into);

void conclude(const SmbAnswers& answers, std::chrono::milliseconds allowed, model::Observation& into) {
  conclude_completeness(answers, allowed, into);
  add_dialect_facts(answers, into);
  add_session_facts(answers, into);
}

}  // namespace runseal::audit
