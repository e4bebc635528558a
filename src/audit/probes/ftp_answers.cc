#include "audit/probes/ftp_answers.h"

#include "audit/talk.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

constexpr std::size_t longest_banner = 400;

void add_banner(const FtpAnswer& greeting, model::Observation& into) {
  std::vector<std::string> lines;
  for (const auto& line : greeting.reply->lines) lines.emplace_back(base::trim(line));
  into.facts["ftp.banner"] = {base::printable(base::join(lines, " "), longest_banner), greeting.exchange};
}

void add_visit(const FtpVisit& visit, const std::string& id, model::Observation& into) {
  const auto let_in = visit.let_in();
  if (!let_in) return;
  into.facts[id] = {*let_in ? "accepted" : "refused", visit.exchange()};
  if (!visit.folder) return;
  if (visit.folder->positive())
    into.facts[id + "-folder"] = {"open", visit.folder->exchange};
  else if (visit.folder->refused())
    into.facts[id + "-folder"] = {"refused", visit.folder->exchange};
}

void add_offer(const FtpAnswer& answer, const char* id, const char* yes, model::Observation& into) {
  if (answer.positive())
    into.facts[id] = {yes, answer.exchange};
  else if (answer.refused())
    into.facts[id] = {"refused", answer.exchange};
}

// AUTH: a server without the command says so, which is a no.
void add_auth(const FtpAnswer& auth, model::Observation& into) {
  if (!auth.reply) return;
  into.facts["ftp.auth-tls"] = {auth.reply->code == 234 ? "accepted" : "refused", auth.exchange};
}

std::string failure_of(const FtpAnswer& answer, std::chrono::milliseconds allowed) {
  if (!answer.reply) return words_for(answer.outcome, answer.detail, allowed, "FTP");
  if (answer.reply->command_unknown()) return words_for(Outcome::other_protocol, {}, allowed, "FTP");
  return {};
}

// PROT C refused says something only of a server that takes PROT P: others refuse both before a login.
void add_inside(const FtpInside& inside, model::Observation& into) {
  add_offer(inside.user, "ftp.tls-login", "offered", into);
  add_protection(inside.protected_data, "ftp.protected-data", into);
  if (inside.protected_data.positive()) add_protection(inside.clear_data, "ftp.clear-data", into);
}

// The first question that decides and has no answer.
std::string failure(const FtpAnswers& answers, std::chrono::milliseconds allowed) {
  if (const auto words = failure_of(answers.greeting, allowed); !words.empty()) return words;
  if (answers.implicit) return answers.inside ? failure_of(answers.inside->user, allowed) : "was not asked";
  if (!answers.user || !answers.auth_tls) return "not everything that decides was asked";
  if (const auto words = failure_of(*answers.user, allowed); !words.empty()) return words;
  return answers.auth_tls->reply ? std::string() : failure_of(*answers.auth_tls, allowed);
}

}  // namespace

std::optional<bool> FtpVisit::let_in() const {
  if (user.reply && user.reply->code == 230) return true;
  if (!user.positive()) return user.refused() ? std::optional(false) : std::nullopt;
  if (!password) return std::nullopt;
  if (password->positive())  // 202: no password was needed; 332: an account is asked for as well
    return password->reply->code == 332 ? std::nullopt : std::optional(true);
  return password->refused() ? std::optional(false) : std::nullopt;
}

void add_protection(const FtpAnswer& answer, const std::string& id, model::Observation& into) {
  constexpr int by_policy = 534, not_this_level = 536, not_known = 504;  // RFC 2228
  const auto code = answer.reply ? answer.reply->code : 0;
  if (answer.positive())
    into.facts[id] = {"accepted", answer.exchange};
  else if (code == by_policy || code == not_this_level || code == not_known)
    into.facts[id] = {"refused", answer.exchange};
}

void conclude(const FtpAnswers& answers, std::chrono::milliseconds allowed, model::Observation& into) {
  into.failure = failure(answers, allowed);
  into.complete = into.failure.empty();
  if (!answers.greeting.positive()) return;
  add_banner(answers.greeting, into);
  if (answers.inside) add_inside(*answers.inside, into);
  if (answers.visit_inside) add_visit(*answers.visit_inside, "ftp.anonymous-tls", into);
  if (answers.features && answers.features->positive())
    into.facts["ftp.features"] = {proto::ftp_features(*answers.features->reply), answers.features->exchange};
  if (answers.user) add_offer(*answers.user, "ftp.plain-login", "offered", into);
  if (answers.visit) add_visit(*answers.visit, "ftp.anonymous", into);
  if (answers.auth_tls) add_auth(*answers.auth_tls, into);
  if (!answers.tls_failure.empty())
    into.facts["ftp.tls-not-measured"] = {answers.tls_failure, answers.greeting.exchange};
}

}  // namespace runseal::audit
