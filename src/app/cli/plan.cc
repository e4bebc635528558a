// runseal plan DEVICE… | URL… | --all
#include <fmt/format.h>

#include "app/context.h"
#include "app/records.h"
#include "base/text.h"

namespace runseal::app {
namespace {

using model::ConnectionPlan;

struct PlanOptions {
  std::vector<std::string> names;
  std::string policy;
  bool all = false;
  bool paste = false;
};

void show_remedies(const Screen& screen, const model::PlanStep& step) {
  for (const auto& remedy : step.remedies) {
    screen.paragraph(fmt::format("{} ({})", screen.bold(remedy.target), remedy.language), 6);
    screen.verbatim(remedy.text, 8);
    if (!remedy.undo.empty()) screen.paragraph("undo: " + remedy.undo, 6);
    if (!remedy.may_break.empty()) screen.paragraph("may break: " + remedy.may_break, 6);
  }
}

std::string gateway_words(const model::ConnectionPlan& plan) {
  if (!plan.gateway_known && !plan.gateway.empty())
    return plan.gateway + ". Of the other devices the inventory does not say whether they can speak the best";
  if (!plan.gateway_known) return "needed for each device that cannot speak it; the inventory does not say";
  return plan.gateway.empty() ? "not needed" : plan.gateway;
}

void show(const Screen& screen, std::size_t number, const ConnectionPlan& plan, bool paste) {
  screen.heading(fmt::format("{}. {}", number, plan.endpoint));
  if (!plan.devices.empty()) screen.paragraph(screen.dim("used by " + base::join(plan.devices, ", ")), 2);
  std::vector<std::string> harms;
  for (const auto harm : plan.harms) harms.emplace_back(base::name_of(harm));
  std::vector<std::vector<std::string>> rows{
      {"now", plan.measured_at.empty()
                  ? screen.warn("never measured")
                  : fmt::format("integrity {}, confidentiality {}, peer authenticity {}", screen.grade(plan.integrity),
                                screen.grade(plan.confidentiality), screen.grade(plan.peer_authenticity))},
      {"worst", screen.severity(plan.worst)}};
  if (!plan.done && !harms.empty()) rows.push_back({"may cause", base::join(harms, ", ")});
  rows.push_back({"best here", plan.best});
  if (!plan.done) rows.push_back({"gateway", gateway_words(plan)});
  if (!plan.done) rows.push_back({"effort", std::string(base::name_of(plan.effort))});
  if (!plan.both_modes.empty()) rows.push_back({"Dx and RUO", plan.both_modes});
  screen.table(rows);
  if (plan.done) screen.line("  " + screen.good("nothing to do"));
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const auto& step = plan.steps[i];
    screen.table({{fmt::format("step {}", i + 1),
                   fmt::format("{}: {} ({})", screen.bold(step.where), step.what, base::name_of(step.effort))}});
    if (paste) show_remedies(screen, step);
  }
  for (const auto& one : plan.remains) screen.paragraph("remains: " + one, 2);
}

Result<int> plan_all(const Context& context, const PlanOptions& options) {
  if (options.names.empty() != options.all)
    return fail(ErrorCode::usage, "say for what: a device, an address, or --all (and not both)");
  const std::optional<base::Path> policy =
      options.policy.empty() ? std::nullopt : std::optional<base::Path>(options.policy);
  RUNSEAL_TRY(const auto plans, records::plan(context, options.names, policy));
  const auto open = std::ranges::count_if(plans, [](const auto& plan) { return !plan.done; });
  if (context.json) {
    context.print(plans);
    return open == 0 ? holds : wrong;
  }
  for (std::size_t i = 0; i < plans.size(); ++i) show(context.screen, i + 1, plans[i], options.paste);
  context.screen.line();
  const auto words = fmt::format("{} of {} connections need something done", open, plans.size());
  context.screen.line(open == 0 ? context.screen.good(words) : context.screen.bad(words));
  return open == 0 ? holds : wrong;
}

}  // namespace

void add_plan_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<PlanOptions>();
  auto* command =
      add_remote_command(program, context, "plan", "what to do about each connection, worst first; asks nobody",
                         [&context, options] { return plan_all(context, *options); });
  command->add_option("TARGET", options->names, "devices of the inventory, or addresses such as smb://nas01/runs");
  command->add_flag("--all", options->all, "every connection of every device");
  command->add_flag("--paste", options->paste, "also print what to paste, with how to undo it");
  command->add_option("--policy", options->policy, "policy file (default: policy.toml in the data directory)")
      ->check(CLI::ExistingFile);
  command->footer("Exit: 0 nothing to do, 1 something is to be done.");
}

}  // namespace runseal::app
