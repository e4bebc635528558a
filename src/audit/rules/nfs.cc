#include "audit/rules/nfs.h"

#include <fmt/format.h>

#include "audit/rules/nfs_axes.h"
#include "audit/rules/nfs_findings.h"
#include "audit/rules/nfs_remedies.h"
#include "audit/rules/tls_axes.h"
#include "audit/rules/tls_findings.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Observation;
using model::Protection;

constexpr std::size_t most_named = 5;

std::string name_an_export(const NfsFacts& facts) {
  std::string step = "name the export in the address (nfs://host/export), so that it can be seen what it asks for";
  std::vector<std::string> some;
  for (const auto& [path, clients] : facts.exports.value_or(std::map<std::string, std::vector<std::string>>()))
    if (some.size() < most_named) some.push_back(path);
  return some.empty() ? step : step + "; the server lists " + base::join(some, ", ");
}

std::vector<std::string> would_settle(const Assessment& assessment, const NfsFacts& facts) {
  std::vector<std::string> steps;
  if (!facts.names_export) steps.push_back(name_an_export(facts));
  if (facts.v3_mount == "refused" || facts.v4_export == "refused")
    steps.emplace_back(facts.reserved_port ? "measure from a machine that the export lets in"
                                           : "measure as root, from a machine that the export lets in");
  if (facts.v4_export == "not-found")
    steps.emplace_back(facts.v3_mount == "accepted"
                           ? "name the path that the export has in NFS 4, or turn off the version that no device needs"
                           : "name the path that the devices mount, and measure as root from a machine that it serves");
  if (facts.v4_way) steps.emplace_back("name the folder that the devices mount, if it is one further up");
  const bool any_unknown = assessment.integrity.grade == Protection::unknown ||
                           assessment.confidentiality.grade == Protection::unknown ||
                           assessment.peer_authenticity.grade == Protection::unknown;
  if (any_unknown && facts.v3.served && !facts.v3.flavours && facts.names_export)
    steps.emplace_back("turn NFS 3 off if no device needs it, or let this machine reach the ports of MOUNT");
  if (facts.tls_shown_required())
    for (auto& step : tls_would_settle(facts.tls_seen)) steps.push_back(std::move(step));
  if (any_unknown && steps.empty()) steps.emplace_back("measure again; some questions were not answered");
  return steps;
}

void judge_nfs(Assessment& into, const Observation& observation) {
  const auto facts = nfs_facts(observation);
  into.integrity = nfs_integrity(facts);
  into.confidentiality = nfs_confidentiality(facts);
  into.peer_authenticity = nfs_peer_authenticity(facts);
  add_findings(nfs_rules(), facts, into);
  if (facts.tls == std::optional(true) && facts.tls_seen.versions) add_findings(tls_rules(), facts.tls_seen, into);
  into.would_settle = would_settle(into, facts);
}

std::vector<model::Remedy> remedies(const Assessment& assessment, const Observation& observation,
                                    const std::vector<model::Device>& devices) {
  return assessment.secure() ? nfs_device_remedies(observation.endpoint, devices)
                             : nfs_remedies(observation.endpoint, devices);
}

std::vector<std::string> ids() {
  auto all = ids_of(nfs_rules());
  for (auto& id : ids_of(tls_rules())) all.push_back(std::move(id));
  return all;
}

}  // namespace

RuleSet nfs_rule_set() { return {"nfs", judge_nfs, remedies, ids}; }

}  // namespace runseal::audit
