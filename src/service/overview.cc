#include "service/overview.h"

#include "service/mailer.h"
#include "service/run_story.h"
#include "store/ends.h"
#include "store/run_list.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_lines = 400;
constexpr std::size_t most_devices = 200;
constexpr std::size_t most_of_one_connection = 200;  // devices
constexpr std::size_t most_named = 3;                // of one kind of todo; more are counted
constexpr std::chrono::days tokens_told_before{14};

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("-_.~").contains(c));
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string link_to(const model::Notice& notice) { return "/notices/" + escaped(notice.id); }

void add_notice(const NoticeState& one, std::vector<Todo>& todo) {
  const auto& standing = one.standing;
  const auto link = link_to(one.notice);
  const auto state = one.state();
  if (state == "unmatched") return;
  if (standing.near_misses > 0)
    todo.push_back({"do", "near_miss", {{"notice", one.notice.id}, {"count", standing.near_misses}}, link});
  if (state == "open" && standing.open > standing.near_misses)
    todo.push_back(
        {"do", "notice_open", {{"notice", one.notice.id}, {"count", standing.open - standing.near_misses}}, link});
  if (state == "ready") todo.push_back({"do", "notice_ready", {{"notice", one.notice.id}}, link});
  for (const auto& exception : standing.ending)
    todo.push_back({"do", "exception_ends", {{"device", exception.device}, {"until", exception.until}}, link});
}

void add_connections(const store::ConnectionCounts& counts, const std::vector<store::ConnectionRow>& worst,
                     std::vector<Todo>& todo) {
  if (counts.unprotected > most_named)
    todo.push_back({"danger", "connections_unprotected", {{"count", counts.unprotected}}, "/devices"});
  else
    for (const auto& row : worst)
      todo.push_back({"danger",
                      "connection_unprotected",
                      {{"endpoint", row.endpoint}, {"count", 1}},
                      "/connection?endpoint=" + escaped(row.endpoint)});
  if (counts.unmeasured > 0) todo.push_back({"do", "never_measured", {{"count", counts.unmeasured}}, "/devices"});
  if (counts.stale > 0) todo.push_back({"do", "measurement_old", {{"count", counts.stale}}, "/devices"});
}

Result<std::vector<NoticeState>> notices(Workspace& workspace, StandingBook& book) {
  RUNSEAL_TRY(auto all, every_notice(workspace));
  std::vector<NoticeState> out;
  for (auto& notice : all) {
    RUNSEAL_TRY(const auto standing, book.of(workspace, notice));
    out.push_back({std::move(notice), standing});
  }
  return out;
}

Result<NetworkPart> network(Workspace& workspace, StandingBook& book, const std::vector<NoticeState>& notices) {
  auto& database = workspace.database();
  NetworkPart part;
  RUNSEAL_TRY(const auto page, store::list_connections(database, {{}, "worst", true, 0, most_lines}));
  part.connections_in_all = page.total;
  std::set<std::string> ids;
  for (const auto& row : page.items) {
    if (part.lines.size() >= most_lines) break;
    RUNSEAL_TRY(const auto devices, store::devices_connected_to(database, row.endpoint, most_of_one_connection));
    if (devices.empty()) part.lines.push_back({row, {}});
    for (const auto& device : devices) {
      part.lines.push_back({row, device});
      ids.insert(device);
    }
  }
  RUNSEAL_TRY(const auto others, store::list_devices(database, {{}, {}, false, 0, most_devices}));
  part.devices_in_all = others.total;
  for (const auto& kept : others.items)
    if (ids.size() < most_devices) ids.insert(kept.record.id);
  RUNSEAL_TRY(auto devices, store::devices_named(database, {ids.begin(), ids.end()}));
  for (auto& kept : devices) part.devices.push_back(std::move(kept.record));
  for (const auto& one : notices) {
    RUNSEAL_TRY(const auto concerned, book.concerned(workspace, one.notice));
    for (const auto& device : part.devices)
      if (const auto found = concerned->devices.find(device.id);
          found != concerned->devices.end() && found->second.match.verdict == model::MatchVerdict::affected)
        part.affected.insert(device.id);
  }
  return part;
}

void add_runs(const std::vector<std::string>& broken, std::vector<Todo>& todo) {
  if (broken.size() > most_named) {
    todo.push_back({"danger", "runs_broken", {{"count", broken.size()}}, "/runs"});
    return;
  }
  for (const auto& run : broken)
    todo.push_back({"danger", "run_broken", {{"run", run}, {"count", 1}}, "/runs/" + escaped(run)});
}

Result<> add_own(Workspace& workspace, const Caller& caller, std::vector<Todo>& todo) {
  auto& database = workspace.database();
  const bool inspects = caller.may(Permission::inspect);
  RUNSEAL_TRY(const auto tokens, store::tokens_ending(database, inspects ? std::string() : caller.account,
                                                      base::format_instant(workspace.now()),
                                                      base::format_instant(workspace.now() + tokens_told_before)));
  if (tokens.size() > most_named)
    todo.push_back({"do", "tokens_end", {{"count", tokens.size()}}, "/settings/me"});
  else
    for (const auto& token : tokens)
      todo.push_back({"do",
                      "token_ends",
                      {{"token", token.name}, {"account", token.account}, {"until", token.expires.substr(0, 10)}},
                      "/settings/me"});
  if (!inspects) return {};
  RUNSEAL_TRY(const auto failing, failing_mails(database, workspace.now()));
  if (!failing.empty())
    todo.push_back({"danger",
                    failing.size() > 1 ? "mails_failing" : "mail_failing",
                    {{"count", failing.size()}, {"to", failing.front().to}, {"answer", failing.front().answer}},
                    "/settings/mail"});
  return {};
}

}  // namespace

Result<std::vector<std::string>> broken_runs(Workspace& workspace) {
  RUNSEAL_TRY(const auto suspects, store::runs_once_failed(workspace.database()));
  std::vector<std::string> broken;
  for (const auto& run : suspects) {
    RUNSEAL_TRY(const auto events, store::run_events(workspace.database(), run));
    RunEvents story;
    for (const auto& event : events) story.push_back(event.record);
    if (failed_check(story) != nullptr) broken.push_back(run);
  }
  return broken;
}

std::string NoticeState::state() const {
  if (standing.compared == 0) return "unmatched";
  if (standing.open > 0) return "open";
  return standing.replies > 0 ? "answered" : "ready";
}

Result<Overview> overview(Workspace& workspace, StandingBook& book, const Caller* caller) {
  auto& database = workspace.database();
  Overview out;
  RUNSEAL_TRY(out.notices, notices(workspace, book));
  RUNSEAL_TRY(out.network, network(workspace, book, out.notices));
  RUNSEAL_TRY(out.sealed_runs, store::runs_counted(database));
  RUNSEAL_TRY(out.broken_runs, broken_runs(workspace));
  RUNSEAL_TRY(const auto checkpoint, workspace.checkpoint());
  out.evidence_size = checkpoint.size;
  RUNSEAL_TRY(const auto at, database.text("SELECT json_extract(body, '$.at') FROM evidence ORDER BY sequence DESC "
                                           "LIMIT 1"));
  out.evidence_at = at.value_or("");

  const auto valid_from = workspace.now() - std::chrono::days(workspace.config().measurement_valid_days);
  RUNSEAL_TRY(const auto counts, store::count_connections(database, base::format_instant(valid_from)));
  RUNSEAL_TRY(const auto worst, store::list_connections(database, {{}, "worst", true, 0, most_named}, "unprotected"));
  add_runs(out.broken_runs, out.todo);
  add_connections(counts, worst.items, out.todo);
  if (out.network.devices_in_all == 0) out.todo.push_back({"do", "no_devices", Json::object(), "/devices"});
  for (const auto& one : out.notices) add_notice(one, out.todo);
  if (caller != nullptr) RUNSEAL_CHECK(add_own(workspace, *caller, out.todo));
  std::ranges::stable_sort(out.todo, [](const Todo& a, const Todo& b) {
    const auto rank = [](const Todo& one) { return one.kind == "danger" ? 0 : one.kind == "do" ? 1 : 2; };
    return rank(a) < rank(b);
  });
  return out;
}

}  // namespace runseal::service
