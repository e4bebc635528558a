#include "audit/rules/mount.h"

#include "audit/rules/mount_axes.h"
#include "audit/rules/mount_findings.h"
#include "audit/rules/mount_remedies.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Protection;

MountAxes axes_of(const MountFacts& facts) {
  const auto unknown = [](const char* why) {
    const model::Axis axis{Protection::unknown, why};
    return MountAxes{axis, axis, axis};
  };
  if (!facts.mounted || (*facts.mounted && !facts.mount)) return unknown("What is mounted there could not be read.");
  if (!*facts.mounted && !facts.declared.empty())
    return unknown("The share is declared, but nothing is mounted there now.");
  if (!*facts.mounted) return unknown("The folder lies on this machine: nothing travels here.");
  return grade_mount(*facts.mount, facts.use);
}

std::vector<std::string> would_settle(const Assessment& into, const MountFacts& facts) {
  std::vector<std::string> steps;
  if (facts.mounted == false) {
    steps.emplace_back(facts.declared.empty() ? "name the folder that the share is mounted at"
                                              : "mount the share, then measure again");
    return steps;
  }
  if (facts.is(MountKind::smb) && facts.use && !facts.use->told && into.confidentiality.grade == Protection::optional)
    steps.emplace_back("run runseal where it can read /proc/fs/cifs/DebugData (as root): it shows what is really used");
  if (facts.is(MountKind::ssh) && into.peer_authenticity.grade == Protection::unknown)
    steps.emplace_back("measure the server by its own address (sftp://HOST), and see that its host key is known");
  if (steps.empty() && into.integrity.grade == Protection::unknown)
    steps.emplace_back("measure the server that it leads to, by that server's own address");
  return steps;
}

void judge_mount(Assessment& into, const model::Observation& observation) {
  const auto facts = mount_facts(observation);
  auto axes = axes_of(facts);
  into.integrity = std::move(axes.integrity);
  into.confidentiality = std::move(axes.confidentiality);
  into.peer_authenticity = std::move(axes.peer_authenticity);
  add_findings(mount_rules(), facts, into);
  into.would_settle = would_settle(into, facts);
}

bool at_rest(const model::Finding& finding) {
  return finding.id == "mount.password-in-options" || finding.id == "mount.declared-weaker";
}

std::vector<model::Remedy> remedies(const Assessment& assessment, const model::Observation& observation,
                                    const std::vector<model::Device>&) {
  if (assessment.secure() && std::ranges::none_of(assessment.findings, at_rest)) return {};
  return mount_remedies(mount_facts(observation));
}

std::vector<std::string> ids() { return ids_of(mount_rules()); }

}  // namespace

RuleSet mount_rule_set() { return {"mount", judge_mount, remedies, ids}; }

}  // namespace runseal::audit
