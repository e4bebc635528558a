// Facts of a TLS server that is in order, and of the ways in which facts can be missing or spoilt.
#pragma once

#include <gtest/gtest.h>

#include "audit/rules/judge.h"

namespace runseal::test {

using Facts = std::map<std::string, Json>;

inline Facts good_tls() {
  const Json certificate{{"subject", "CN=nas01"},
                         {"issuer", "CN=Site"},
                         {"names", {"nas01"}},
                         {"not-before", "2024-01-01T00:00:00.000Z"},
                         {"not-after", "2030-01-01T00:00:00.000Z"},
                         {"key", "EC"},
                         {"key-bits", 256},
                         {"signature", "SHA256"},
                         {"self-signed", false},
                         {"for-this-host", true},
                         {"problems", Json::array()},
                         {"issuers", Json::array()}};
  return {{"tls.versions",
           {{"SSL 3.0", false}, {"TLS 1.0", false}, {"TLS 1.1", false}, {"TLS 1.2", false}, {"TLS 1.3", true}}},
          {"tls.suites", {{"TLS 1.3", {"TLS_AES_128_GCM_SHA256"}}}},
          {"tls.suites-complete", {{"TLS 1.3", true}}},
          {"tls.groups", {{"TLS 1.3", {"x25519"}}}},
          {"tls.groups-complete", {{"TLS 1.3", true}}},
          {"tls.stapled", true},
          {"tls.certificates", Json::array({certificate})}};
}

inline Facts together(Facts facts, const Facts& more) {
  for (const auto& [id, value] : more) facts[id] = value;
  return facts;
}

inline model::Assessment judged(const std::string& protocol, const std::string& endpoint, const Facts& facts) {
  model::Observation observation;
  observation.id = "o1";
  observation.endpoint = endpoint;
  observation.protocol = protocol;
  observation.at = "2026-05-08T09:30:00.000Z";
  observation.complete = true;
  for (const auto& [id, value] : facts) observation.facts[id] = {value, "x"};
  return audit::judge(observation, {});
}

inline std::vector<std::string> ids(const model::Assessment& assessment) {
  std::vector<std::string> list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

// Each fact taken away, and made into something else.
inline void expect_no_missing_fact_to_help(const std::string& protocol, const std::string& endpoint,
                                           const Facts& facts) {
  const auto rank = [](model::Protection grade) {  // unknown is no better than absent
    return grade == model::Protection::unknown ? 0 : static_cast<int>(grade) - 1;
  };
  const auto whole = judged(protocol, endpoint, facts);
  for (const auto& [id, value] : facts) {
    for (const auto& spoilt : {Json(), Json(7), Json("perhaps"), Json::array({1}), Json::object()}) {
      auto fewer = facts;
      fewer[id] = spoilt;
      if (spoilt.is_null()) fewer.erase(id);
      const auto partial = judged(protocol, endpoint, fewer);
      EXPECT_LE(rank(partial.integrity.grade), rank(whole.integrity.grade)) << id << spoilt;
      EXPECT_LE(rank(partial.confidentiality.grade), rank(whole.confidentiality.grade)) << id << spoilt;
      EXPECT_LE(rank(partial.peer_authenticity.grade), rank(whole.peer_authenticity.grade)) << id << spoilt;
    }
  }
}

}  // namespace runseal::test
