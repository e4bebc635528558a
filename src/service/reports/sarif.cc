// SARIF 2.1.0 plus errata 01: the section numbers below are its.
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "service/reports/report.h"

namespace runseal::service {
namespace {

using model::Finding;
using model::Severity;

constexpr const char* schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

// 3.27.10
const char* level_of(Severity severity) {
  if (severity >= Severity::high) return "error";
  return severity == Severity::info ? "note" : "warning";
}

// 3.11.5: a brace in a message is written twice
Json message(const std::string& text) { return {{"text", base::replaced(base::replaced(text, "{", "{{"), "}", "}}")}}; }

Json tags_of(const Finding& finding) {
  Json tags = Json::array();
  for (const auto harm : finding.harms) tags.push_back(fmt::format("harm/{}", base::name_of(harm)));
  for (const auto& clause : finding.clauses) tags.push_back(model::words_of(clause));
  return tags;
}

// 3.49
Json rule(const Finding& finding) {
  return {{"id", finding.id},
          {"shortDescription", message(finding.title)},
          {"defaultConfiguration", {{"level", level_of(finding.severity)}}},
          {"properties", {{"tags", tags_of(finding)}}}};
}

// 3.28: the endpoint is the artifact, by its address
Json location(const std::string& endpoint) {
  return {{"physicalLocation", {{"artifactLocation", {{"uri", endpoint}}}}},
          {"logicalLocations", Json::array({{{"fullyQualifiedName", endpoint}, {"kind", "resource"}}})}};
}

std::string remedies_in_words(const model::Assessment& assessment) {
  std::string text;
  for (const auto& finding : assessment.findings)
    for (const auto& remedy : finding.remedies)
      text += fmt::format("\n\nRemedy for {} ({}):\n{}", remedy.target, remedy.language, remedy.text);
  return text;
}

// 3.27
Json result(const Measured& measured, const Finding& finding, std::size_t rule_index) {
  const auto& assessment = measured.now.assessment;
  const bool first = &finding == &assessment.findings.front();
  Json out{{"ruleId", finding.id},
           {"ruleIndex", rule_index},
           {"level", level_of(finding.severity)},
           {"message", message(fmt::format("{}: {}. {}{}", assessment.endpoint, finding.title, finding.explanation,
                                           first ? remedies_in_words(assessment) : ""))},
           {"locations", Json::array({location(assessment.endpoint)})},
           {"partialFingerprints", {{"connectionFinding/v1", assessment.endpoint + " " + finding.id}}},
           {"properties",
            {{"severity", finding.severity},
             {"devices", measured.now.devices},
             {"facts", finding.facts},
             {"evidence", measured.evidence},
             {"measuredAt", assessment.at},
             {"integrity", assessment.integrity.grade},
             {"confidentiality", assessment.confidentiality.grade},
             {"peerAuthenticity", assessment.peer_authenticity.grade}}}};
  if (finding.accepted)  // 3.35: it stays in the log
    out["suppressions"] =
        Json::array({{{"kind", "external"},
                      {"status", "accepted"},
                      {"justification", fmt::format("accepted until {} by {}: {}", finding.accepted->until,
                                                    finding.accepted->by, finding.accepted->reason)}}});
  return out;
}

// 3.58: what could not be measured is said as a fault of the run too
Json notification(const Measured& measured) {
  const auto& observation = measured.now.observation;
  const auto why =
      observation.failure.empty() ? "the questions that decide were not all answered" : observation.failure;
  return {{"level", "warning"},
          {"message", message(observation.endpoint + " could not be measured: " + why)},
          {"locations", Json::array({location(observation.endpoint)})}};
}

}  // namespace

Json sarif_log(const ReportHead& head, const std::vector<Measured>& all) {
  Json rules = Json::array();
  Json results = Json::array();
  Json notifications = Json::array();
  std::map<std::string, std::size_t> index;
  for (const auto& one : all) {
    for (const auto& finding : one.now.assessment.findings) {
      const auto [place, is_new] = index.emplace(finding.id, rules.size());
      if (is_new) rules.push_back(rule(finding));
      results.push_back(result(one, finding, place->second));
    }
    if (!one.now.observation.complete) notifications.push_back(notification(one));
  }
  const Json driver{{"name", "runseal"}, {"version", RUNSEAL_VERSION}, {"rules", rules}};
  const Json invocation{
      {"executionSuccessful", true}, {"endTimeUtc", head.at}, {"toolExecutionNotifications", notifications}};
  Json run{{"tool", {{"driver", driver}}},
           {"invocations", Json::array({invocation})},
           {"automationDetails", {{"id", "runseal-audit/" + head.at}}},
           {"results", results}};
  if (!all.empty() && !all.front().policy.empty()) run["properties"] = {{"policySha256", all.front().policy}};
  return {{"$schema", schema}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
}

}  // namespace runseal::service
