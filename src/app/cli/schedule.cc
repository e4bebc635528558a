// runseal schedule add | list | remove
#include <fmt/format.h>

#include "app/context.h"
#include "app/records_console.h"
#include "app/why.h"
#include "base/text.h"

namespace runseal::app {
namespace {

struct AddCommand {
  model::Schedule schedule;
  std::string every;
  std::string first;
  std::vector<std::string> names;
};

Result<int> add(const Context& context, AddCommand command) {
  auto& schedule = command.schedule;
  RUNSEAL_TRY(const auto every, base::parse_span(command.every));
  schedule.every_s = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(every).count());
  schedule.request = Json::object();
  if (schedule.kind == "audit" && command.names.empty())
    schedule.request = {{"all", true}};
  else if (schedule.kind == "audit")
    schedule.request = {{"names", command.names}};
  else if (schedule.kind == "verify" && command.names.size() == 1)
    schedule.request = {
        {"path", context.remote() ? command.names.front() : std::filesystem::absolute(command.names.front()).string()}};
  else if (schedule.kind == "verify" || !command.names.empty())
    return fail(ErrorCode::usage, schedule.kind == "verify" ? "name one run's folder" : "this kind takes no names");
  RUNSEAL_TRY(const auto evidence, records::add_schedule(context, schedule, command.first));
  if (context.json)
    context.print({{"name", schedule.name}, {"evidence", evidence}});
  else
    context.screen.line(fmt::format("{} {}: {} every {}; `runseal serve` does it (evidence {})",
                                    context.screen.good("added:"), schedule.name, schedule.kind,
                                    base::format_span(every), evidence));
  return holds;
}

Result<int> list(const Context& context) {
  RUNSEAL_TRY(const auto all, records::schedules(context));
  Json documents = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& [schedule, evidence] : all) {
    documents.push_back(schedule);
    documents.back()["evidence"] = evidence;
    rows.push_back({schedule.name, schedule.kind, "every " + base::format_span(std::chrono::seconds(schedule.every_s)),
                    schedule.paused ? context.screen.warn("paused") : "next " + schedule.next.substr(0, 16) + "Z",
                    schedule.last.empty() ? "never yet" : "last " + schedule.last.substr(0, 16) + "Z", schedule.by});
  }
  if (context.json)
    context.print(documents);
  else if (rows.empty())
    context.screen.line("Nothing is scheduled.  next: runseal schedule add nightly audit --every 24h");
  else
    context.screen.table(rows, 0);
  return holds;
}

Result<int> remove(const Context& context, const std::string& name, const std::string& why) {
  RUNSEAL_TRY(const auto evidence, records::remove_schedule(context, name, why));
  if (context.json)
    context.print({{"name", name}, {"evidence", evidence}});
  else
    context.screen.line(fmt::format("{} {} (evidence {})", context.screen.good("removed:"), name, evidence));
  return holds;
}

}  // namespace

void add_schedule_commands(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("schedule", "what `runseal serve` does again and again");
  group->require_subcommand(1);
  {
    auto options = std::make_shared<AddCommand>();
    auto* command = add_remote_command(*group, context, "add", "audit, verify or check-evidence at an interval",
                                       [&context, options] { return add(context, *options); });
    command->add_option("NAME", options->schedule.name, "its name: a-z 0-9 . _ -")->required();
    command->add_option("KIND", options->schedule.kind, "audit, verify, check-evidence")
        ->required()
        ->check(CLI::IsMember({"audit", "verify", "check-evidence"}));
    command->add_option("WHAT", options->names,
                        "audit: devices or endpoints (default: every connection); verify: one run's folder");
    command->add_option("--every", options->every, "15m, 24h, 7d (a minute to a year)")->required();
    command->add_option("--first", options->first,
                        "when it begins: 2026-05-08T02:00:00Z (default: after one interval)");
  }
  add_remote_command(*group, context, "list", "what is scheduled, and when next", [&context] { return list(context); });
  auto name = std::make_shared<std::string>();
  auto why = std::make_shared<std::string>();
  auto* command = add_remote_command(*group, context, "remove", "no longer do it",
                                     [&context, name, why] { return remove(context, *name, *why); });
  command->add_option("NAME", *name, "its name")->required();
  add_why(*command, *why)->required();
}

}  // namespace runseal::app
