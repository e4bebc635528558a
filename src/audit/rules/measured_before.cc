#include "audit/rules/measured_before.h"

#include "audit/rules/captured.h"
#include "audit/rules/saved.h"

namespace runseal::audit {

MeasuredBefore measured_before(const model::Observation& observation, const char* axis) {
  const auto found = observation.facts.find(measured_before_id);
  if (found == observation.facts.end()) return {};
  try {
    const auto& before = found->second.value;
    return {before.at("at").get<std::string>(), before.at(axis).get<model::Protection>()};
  } catch (const std::exception&) {  // an unknown grade is none
    return {};
  }
}

bool rests_on_measured(const model::Observation& observation) {
  return observation.method == saved_method || observation.method == captured_method;
}

void remember_measured(model::Observation& now, const model::Observation& before, const model::Assessment& assessed) {
  // two captures stand beside each other; but what a capture showed, no statement makes better
  if (before.method == saved_method || (before.method == captured_method && now.method == captured_method)) {
    const auto kept = before.facts.find(measured_before_id);
    if (kept != before.facts.end()) now.facts[measured_before_id] = kept->second;
    return;
  }
  const auto value = [&](const char* id) {
    const auto found = before.facts.find(id);
    return found == before.facts.end() ? Json() : found->second.value;
  };
  auto signing = value("smb.signing-required-by-dialect");
  if (const auto smb1 = value("smb.smb1.signing-required");
      !smb1.is_null() && (signing.is_null() || signing.is_object()))
    signing["1"] = smb1;
  now.facts[measured_before_id] = {Json{{"observation", before.id},
                                        {"versions", value("smb.dialects")},
                                        {"smb1", value("smb.smb1")},
                                        {"signing_required_by_version", signing},
                                        {"ciphers", value("smb.ciphers")},
                                        {"at", before.at},
                                        {"integrity", assessed.integrity.grade},
                                        {"confidentiality", assessed.confidentiality.grade},
                                        {"peer_authenticity", assessed.peer_authenticity.grade}},
                                   ""};
}

}  // namespace runseal::audit
