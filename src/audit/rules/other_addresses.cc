#include "audit/rules/other_addresses.h"

#include <fmt/format.h>

#include "audit/rules/facts.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

constexpr const char* refused_the_connection = "refused the connection";  // Outcome::refused

std::vector<std::string> doubtful_addresses(const model::Observation& observation) {
  std::vector<std::string> list;
  const auto unmeasured = fact<std::map<std::string, std::string>>(observation, "address.unmeasured");
  if (!unmeasured) return list;
  for (const auto& [address, why] : *unmeasured)
    if (why != refused_the_connection) list.push_back(address);
  return list;
}

}  // namespace

void judge_other_addresses(model::Assessment& into, const model::Observation& observation) {
  const auto others = base::join(doubtful_addresses(observation), ", ");
  if (others.empty()) return;
  const auto measured = fact<std::string>(observation, "address").value_or("");
  for (auto* axis : {&into.integrity, &into.confidentiality, &into.peer_authenticity})
    if (axis->grade == model::Protection::protected_)
      axis->reason += fmt::format(" Measured at {} alone, not at {}.", measured, others);
  into.findings.push_back(
      {observation.protocol + "." + other_addresses_id,
       model::Severity::medium,
       "The name has further addresses, which were not measured",
       fmt::format("Measured: {}. Not measured: {}. Behind each may be another server, or the same one with other "
                   "settings, and a device may connect to any of them. Measure each by its address: {}://ADDRESS.",
                   measured, others, observation.endpoint.substr(0, observation.endpoint.find("://"))),
       {},
       {},
       {},
       {"address", "address.unmeasured"}});
}

}  // namespace runseal::audit
