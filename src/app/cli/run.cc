// runseal run list | show
#include <fmt/format.h>

#include "app/context.h"
#include "app/progress.h"
#include "app/records.h"
#include "base/text.h"
#include "service/run_story.h"

namespace runseal::app {
namespace {

using Event = records::RunEvent;

std::string text_of(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key)) return {};
  return json[key].is_string() ? json[key].get<std::string>() : json[key].dump();
}

Json as_json(const Event& event) {
  Json json = event.record;
  json["evidence"] = event.evidence;
  return json;
}

std::string shown(const std::string& text) { return base::printable(text, 1000); }

std::string outcome_in_colour(const Screen& screen, const std::string& outcome) {
  return outcome == "ok" ? screen.good(outcome) : screen.bad(shown(outcome));
}

Result<int> list(const Context& context) {
  RUNSEAL_TRY(const auto runs, records::run_events(context));
  Json documents = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& [run, story] : runs) {
    const auto& last = story.back().record;
    service::RunEvents told;
    for (const auto& event : story) told.push_back(event.record);
    const auto* failure = service::failed_check(told);
    documents.push_back({{"run", run},
                         {"events", story.size()},
                         {"last", as_json(story.back())},
                         {"failed", failure != nullptr ? Json(*failure) : Json()}});
    rows.push_back({shown(run), last.kind, last.at, outcome_in_colour(context.screen, last.outcome)});
    if (failure != nullptr && failure->id != last.id)
      rows.push_back({"", context.screen.bad("failed"), failure->at, context.screen.bad(shown(failure->outcome))});
  }
  if (context.json)
    context.print(documents);
  else if (rows.empty())
    context.screen.line("No run is known yet.  next: runseal seal RUN_DIR");
  else
    context.screen.table(rows, 0);
  return holds;
}

void show_event(const Screen& screen, const Event& event) {
  const auto& told = event.record;
  screen.line();
  screen.line(fmt::format("{}  {}  {}", screen.bold(told.kind), told.at, outcome_in_colour(screen, told.outcome)));
  std::vector<std::vector<std::string>> rows;
  const auto row = [&](const char* name, const std::string& value) {
    if (!value.empty()) rows.push_back({name, shown(value)});
  };
  row("from", told.from);
  row("to", told.to);
  row("seal", told.seal_sha256);
  for (const auto* key :
       {"hashed_at", "host", "signer", "files", "intact", "rules", "complete", "reused", "differs", "refused"}) {
    const auto value = text_of(told.details, key);
    if (value != "0") row(key, value);
  }
  if (event.evidence) row("evidence", std::to_string(*event.evidence));
  screen.table(rows);
}

Result<int> show(const Context& context, const std::string& run) {
  RUNSEAL_TRY(const auto runs, records::run_events(context, run));
  const auto found = runs.find(run);
  if (found == runs.end())
    return fail(ErrorCode::not_found, "no run \"" + shown(run) + "\" is known", {}, "`runseal run list` shows them");
  const auto& events = found->second;
  service::RunEvents told;
  for (const auto& event : events) told.push_back(event.record);
  const auto* failure = service::failed_check(told);
  if (context.json) {
    Json story = Json::array();
    for (const auto& event : events) story.push_back(as_json(event));
    context.print({{"run", run}, {"events", story}, {"failed", failure != nullptr ? Json(*failure) : Json()}});
    return holds;
  }
  context.screen.heading(shown(run));
  for (const auto& event : events) show_event(context.screen, event);
  if (failure == nullptr) return holds;
  context.screen.line();
  context.screen.line(context.screen.bad("failed: ") + shown(failure->outcome) + " (" + failure->at + ")");
  context.screen.line("No check of all of " + shown(failure->from) + " has held since.");
  return holds;
}

}  // namespace

void add_run_commands(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("run", "each run's story: where it was sealed, sent, received, verified");
  group->require_subcommand(1);
  add_remote_command(*group, context, "list",
                     "every run that is known, what happened to it last, and what failed since its last good check",
                     [&context] { return list(context); });
  auto run = std::make_shared<std::string>();
  auto* command = add_remote_command(*group, context, "show", "one run's story, with its evidence",
                                     [&context, run] { return show(context, *run); });
  command->add_option("RUN", *run, "the run's name: its folder's")->required();
}

}  // namespace runseal::app
