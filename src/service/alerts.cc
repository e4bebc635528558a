#include "service/alerts.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "service/measure.h"
#include "store/ends.h"

namespace runseal::service {
namespace {

using model::AlertKind;
using model::MailAlert;

constexpr std::size_t longest_word = 300;
constexpr std::uint64_t least_free = 1ULL << 30U;  // bytes
constexpr double least_share = 0.05;

constexpr const char* entries_to_tell =
    "SELECT body FROM evidence WHERE sequence > CAST(:1 AS INTEGER) AND sequence <= CAST(:2 AS INTEGER) AND "
    "json_extract(body, '$.kind') IN ('connection-worse', 'verification', 'account') ORDER BY sequence";

std::string word(const std::string& text) { return base::printable(text, longest_word); }
std::string text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? word(found->get<std::string>()) : std::string();
}

// A part that holds is told as "only a part: …: ok".
bool tells_of_a_fault(const std::string& outcome) {
  return outcome != "ok" && !(outcome.starts_with("only a part") && outcome.ends_with(": ok"));
}

std::optional<MailAlert> alert_of(const Json& entry) {
  MailAlert alert{"evidence " + entry.value("id", ""), AlertKind::connection_worse, entry.value("at", ""), {}};
  const auto kind = entry.value("kind", "");
  const auto& data = entry.at("data");
  if (kind == "connection-worse") {
    alert.params = {{"endpoint", word(entry.value("subject", ""))}};
    return alert;
  }
  if (kind == "verification") {
    const auto outcome = text_in(data, "outcome");
    if (!tells_of_a_fault(outcome)) return std::nullopt;
    alert.kind = AlertKind::run_failed;
    alert.params = {{"phrase", "run-broken"}, {"run", word(entry.value("subject", ""))}};
    return alert;
  }
  if (text_in(data, "what") != "locked") return std::nullopt;
  alert.kind = AlertKind::account_locked;
  alert.params = {{"account", text_in(data, "name")},
                  {"wrong", std::to_string(data.value("wrong", std::uint64_t{0}))},
                  {"from", text_in(data, "from")},
                  {"until", text_in(data, "until")}};
  return alert;
}

// The run's name and nothing else of its path.
std::string run_of(const model::Job& job) { return word(base::Path(text_in(job.request, "path")).filename().string()); }

std::optional<MailAlert> alert_of(const model::Job& job) {
  const bool failed = job.state == model::JobState::failed;
  MailAlert alert{"job " + job.id, AlertKind::schedule_failed, job.ended, {}};
  const bool untrue = job.kind == "check-evidence" && job.result.is_object() && !job.result.value("holds", true);
  if (untrue) {
    alert.kind = AlertKind::evidence_broken;
    alert.params = {{"problems", std::to_string(job.result.value("problems_in_all", std::uint64_t{0}))}};
    return alert;
  }
  if (!failed) return std::nullopt;
  if (job.via.starts_with("schedule ")) {
    alert.params = {{"schedule", word(job.via.substr(9))}};
    return alert;
  }
  if (job.kind != "send") return std::nullopt;
  alert.kind = AlertKind::run_failed;
  alert.params = {{"phrase", "run-not-sent"}, {"run", run_of(job)}};
  return alert;
}

MailAlert end_of(const std::string& what, const std::string& subject, const std::string& until, const std::string& key,
                 Instant now) {
  return {what + " " + key + " " + until,
          AlertKind::ends_soon,
          base::format_instant(now),
          {{"phrase", what}, {"subject", word(subject)}, {"until", word(until.substr(0, 10))}}};
}

}  // namespace

Result<std::vector<MailAlert>> alerts_recorded(store::Database& database, std::uint64_t after, std::uint64_t until) {
  RUNSEAL_TRY(const auto rows, database.texts(entries_to_tell, {std::to_string(after), std::to_string(until)}));
  std::vector<MailAlert> out;
  for (const auto& row : rows) {
    RUNSEAL_TRY(const auto entry, base::parse_json(row));
    if (auto alert = alert_of(entry)) out.push_back(*std::move(alert));
  }
  return out;
}

Result<std::vector<MailAlert>> alerts_of_jobs(store::Database& database, Instant since) {
  RUNSEAL_TRY(const auto jobs, store::jobs_ended(database, base::format_instant(since)));
  std::vector<MailAlert> out;
  for (const auto& job : jobs)
    if (auto alert = alert_of(job)) out.push_back(*std::move(alert));
  return out;
}

Result<std::vector<MailAlert>> alerts_of_ends(Workspace& workspace, std::chrono::days within) {
  const auto now = workspace.now();
  auto& database = workspace.database();
  std::vector<MailAlert> out;
  const auto today = base::format_date(base::date_of(now));
  const auto last = base::format_date(base::date_of(now + within));
  RUNSEAL_TRY(const auto exceptions, store::exceptions_ending(database, today, last));
  for (const auto& one : exceptions)
    out.push_back(end_of("exception-ends", one.device_id, one.expires, one.notice_id + " " + one.device_id, now));
  const auto rules = rules_in_force(workspace);  // one with a fault is told where it is used
  if (rules)
    for (const auto& accept : rules->policy.accept)
      if (const auto until = base::format_date(accept.until); until >= today && until <= last)
        out.push_back(end_of("acceptance-ends", accept.finding + " (" + accept.connection + ")", until,
                             accept.finding + " " + accept.connection, now));
  RUNSEAL_TRY(const auto tokens,
              store::tokens_ending(database, {}, base::format_instant(now), base::format_instant(now + within)));
  for (const auto& token : tokens)
    out.push_back(end_of("token-ends", token.name + " (" + token.account + ")", token.expires, token.id, now));
  return out;
}

std::optional<DiskRoom> room_of(const base::Path& folder) {
  struct statvfs disk{};
  struct stat status{};
  if (::statvfs(folder.c_str(), &disk) != 0 || disk.f_blocks == 0 || ::stat(folder.c_str(), &status) != 0)
    return std::nullopt;
  return DiskRoom{static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize,
                  static_cast<std::uint64_t>(disk.f_blocks) * disk.f_frsize, status.st_dev};
}

std::vector<MailAlert> alerts_of_disks(const base::Path& data, const WatchedDisks& disks, Instant now) {
  std::vector<MailAlert> out;
  const auto tell = [&](const DiskRoom& room, const std::string& phrase) {
    const auto share = static_cast<double>(room.free) / static_cast<double>(room.total);
    if (room.free >= least_free && share >= least_share) return;
    const auto free = fmt::format("{:.1f} GiB", static_cast<double>(room.free) / (1ULL << 30U));
    out.push_back({phrase + " " + base::format_date(base::date_of(now)),
                   AlertKind::disk_full,
                   base::format_instant(now),
                   {{"phrase", phrase}, {"free", free}}});
  };
  const auto here = disks.room(data);
  if (here) tell(*here, "disk-full");
  if (disks.received_into.empty()) return out;
  const auto there = disks.room(disks.received_into);
  if (there && (!here || there->disk != here->disk)) tell(*there, "runs-disk-full");
  return out;
}

}  // namespace runseal::service
