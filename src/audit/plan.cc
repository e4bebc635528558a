#include "audit/plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/plan_goal.h"
#include "audit/rules/device_limits.h"
#include "audit/rules/harms.h"
#include "audit/rules/policy.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::ConnectionPlan;
using model::Effort;
using model::Harm;
using model::Protection;
using model::Remedy;
using model::Severity;

void add_harms(const std::vector<Harm>& more, std::vector<Harm>& to) {
  for (const auto harm : more)
    if (std::ranges::find(to, harm) == to.end()) to.push_back(harm);
}

void weigh(const Known& known, ConnectionPlan& into) {
  if (!known.observation) into.worst = Severity::medium;
  for (const auto& finding : known.assessment.findings) {
    if (finding.accepted) {
      into.remains.push_back(
          fmt::format("{} is accepted until {} by {}", finding.id, finding.accepted->until, finding.accepted->by));
      continue;
    }
    into.worst = std::max(into.worst, finding.severity);
    add_harms(finding.harms, into.harms);
  }
  if (into.integrity == Protection::unknown || into.peer_authenticity == Protection::unknown)
    add_harms(harms::changed, into.harms);
  if (into.confidentiality == Protection::unknown) add_harms(harms::read, into.harms);
  std::ranges::sort(into.harms);
}

bool at_the_device(const Remedy& remedy) {
  return remedy.target.starts_with("this device") || remedy.target.starts_with("device");
}

std::vector<Remedy> remedies_of(const model::Assessment& assessment, bool device_end) {
  std::vector<Remedy> list;
  for (const auto& finding : assessment.findings)
    for (const auto& remedy : finding.remedies)
      if (at_the_device(remedy) == device_end) list.push_back(remedy);
  return list;
}

std::string targets_of(const std::vector<Remedy>& remedies) {
  std::vector<std::string> names;
  for (const auto& remedy : remedies) names.push_back(remedy.target);
  return base::join(names, ", ");
}

std::string device_end(const ConnectionPlan& of) {
  return of.devices.empty() ? "device" : "device " + base::join(of.devices, ", ");
}

void measure_first(const Known& known, ConnectionPlan& into) {
  const auto command = "runseal audit " + known.endpoint;
  if (!known.observation)
    into.steps.push_back({"here", "measure it, it never was: " + command, Effort::minutes, {}});
  else if (known.stale)
    into.steps.push_back(
        {"here",
         fmt::format("measure it again, the last time was {}: {}", known.assessment.at.substr(0, 10), command),
         Effort::minutes,
         {}});
  for (const auto& settle : known.assessment.would_settle)
    into.steps.push_back({"here", "settle what is unknown: " + settle, Effort::minutes, {}});
}

void change_the_server(const Known& known, const Goal& goal, ConnectionPlan& into) {
  if (!goal.server_first.empty()) into.steps.push_back({"server", goal.server_first, Effort::hours, {}});
  auto remedies = remedies_of(known.assessment, false);
  if (remedies.empty()) return;
  auto what = "make the change for the kind of server that it is: " + targets_of(remedies);
  into.steps.push_back({"server", std::move(what), goal.at_the_server, std::move(remedies)});
}

void change_the_devices(const Known& known, ConnectionPlan& into) {
  auto remedies = remedies_of(known.assessment, true);
  if (remedies.empty()) return;
  const bool all_linux = !known.devices.empty() && std::ranges::all_of(known.devices, is_linux);
  into.steps.push_back({device_end(into),
                        all_linux
                            ? "let the device's own end insist as well"
                            : "let the device's own end insist as well; what may be set on it, its manufacturer says",
                        all_linux ? Effort::minutes : Effort::manufacturer, std::move(remedies)});
}

void add_steps(const Known& known, const Goal& goal, ConnectionPlan& into) {
  measure_first(known, into);
  for (const auto& id : goal.unrecorded)
    into.steps.push_back(
        {"here", fmt::format("record which operating system {} runs", base::trim(id)), Effort::minutes, {}});
  const model::PlanStep gateway{"gateway", "place one, because " + goal.gateway, Effort::hours, {}};
  if (!goal.gateway.empty() && goal.gateway_first) into.steps.push_back(gateway);
  if (known.observation && !known.assessment.secure()) {
    change_the_server(known, goal, into);
    change_the_devices(known, into);
  }
  if (!goal.gateway.empty() && !goal.gateway_first) into.steps.push_back(gateway);
  const bool changes = std::ranges::any_of(into.steps, [](const auto& step) { return step.where != "here"; });
  if (changes && !into.both_modes.empty())
    into.steps.push_back({device_end(into), "send a test run in Dx and one in RUO mode", Effort::hours, {}});
  if (changes) into.steps.push_back({"here", "measure again: runseal audit " + known.endpoint, Effort::minutes, {}});
}

std::string both_modes(const std::vector<model::Device>& devices) {
  std::vector<std::string> ids;
  for (const auto& device : devices)
    if (has_both_modes(device)) ids.push_back(device.id);
  if (ids.empty()) return {};
  return fmt::format(
      "in both modes over this connection: {}. Every step meets both at once: choose a time between runs of either, "
      "and check both afterwards.",
      base::join(ids, ", "));
}

ConnectionPlan plan_of(const Known& known) {
  ConnectionPlan out;
  out.endpoint = known.endpoint;
  for (const auto& device : known.devices) out.devices.push_back(device.id);
  if (known.observation) {
    out.measured_at = known.assessment.at;
    out.integrity = known.assessment.integrity.grade;
    out.confidentiality = known.assessment.confidentiality.grade;
    out.peer_authenticity = known.assessment.peer_authenticity.grade;
  }
  out.done = known.observation && !known.stale && (known.assessment.secure() || borne(known.assessment));
  weigh(known, out);
  auto goal = goal_of(known);
  out.best = goal.best;
  if (!out.done) {
    out.gateway = goal.gateway;
    out.gateway_known = goal.gateway_known;
    out.both_modes = both_modes(known.devices);
    add_steps(known, goal, out);
    std::ranges::move(goal.remains, std::back_inserter(out.remains));
  }
  for (const auto& step : out.steps) out.effort = std::max(out.effort, step.effort);
  for (const auto& finding : known.assessment.findings)
    if (finding.severity == Severity::info) out.remains.push_back(finding.title + " (" + finding.id + ")");
  return out;
}

// What is done stands last.
bool before(const ConnectionPlan& a, const ConnectionPlan& b) {
  const auto wrong_results = [](const ConnectionPlan& plan) {
    return std::ranges::find(plan.harms, Harm::wrong_results) != plan.harms.end();
  };
  const auto key = [&](const ConnectionPlan& plan) {
    return std::tuple(!plan.done, plan.worst, wrong_results(plan), plan.harms.size(), plan.devices.size());
  };
  return key(a) > key(b);
}

}  // namespace

std::vector<ConnectionPlan> plan(const std::vector<Known>& all) {
  std::vector<ConnectionPlan> plans;
  for (const auto& known : all) plans.push_back(plan_of(known));
  rank(plans);
  return plans;
}

void rank(std::vector<ConnectionPlan>& plans) { std::ranges::stable_sort(plans, before); }

}  // namespace runseal::audit
