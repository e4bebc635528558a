#include "service/run_rules.h"

#include <fmt/format.h>

#include "base/text.h"
#include "runs/completion.h"
#include "runs/rules.h"

namespace runseal::service {
namespace {

transfer::Classify classes_of(const runs::Rules* rules) {
  if (rules == nullptr) return {};
  return [rules](std::string_view path) { return runs::class_of(rules, path); };
}

struct Looking final : transfer::Visitor {
  explicit Looking(runs::Watch& w) : watch(w) {}
  runs::Watch& watch;

  Result<> entry(transfer::Entry entry) override {
    if (entry.kind == transfer::EntryKind::file)
      watch.see({std::move(entry.path), entry.size, entry.mtime_ns, entry.ctime_ns});
    return {};
  }
  void unreadable(std::string, std::string) override {}
  void special(std::string, std::string) override {}
};

std::string why_incomplete(const runs::Completion& found) {
  if (found.missing.empty()) return found.why;
  return fmt::format("{} Missing: {}", found.why, base::printable(base::join(found.missing, ", "), 1000));
}

}  // namespace

Result<RunRules> rules_of_run(const RunFolder& run, const std::string& wanted, Instant now) {
  const auto identity = runs::identify(run.path);
  const auto* rules = !wanted.empty() ? runs::rules_named(wanted) : identity ? runs::rules_for(*identity) : nullptr;
  if (rules == nullptr && !wanted.empty())
    return fail(ErrorCode::not_found, "there are no rules called \"" + base::printable(wanted, 60) + "\"");
  if (rules == nullptr) return RunRules{};
  RunRules out{rules->label(), classes_of(rules), {}, {}, {}};
  if (!identity) return out;
  runs::Watch watch(rules);
  Looking looking(watch);
  watch.begin_look(now);
  RUNSEAL_CHECK(transfer::walk(run.fd.get(), {}, looking));
  watch.end_look();
  const auto found = runs::completion(watch, *identity, runs::read_run_status(run.path));
  if (found.state == runs::CompletionState::complete) out.complete = found.by;
  if (found.state == runs::CompletionState::not_yet) out.incomplete = why_incomplete(found);
  out.warnings = found.warnings;
  return out;
}

transfer::Classify classes_by(const std::string& label) {
  return label.empty() ? transfer::Classify{} : classes_of(runs::rules_named(label));
}

}  // namespace runseal::service
