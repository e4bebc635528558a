// What facts about TLS mean: the three grades of a connection all of whose content goes through it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/tls_axes.h"
#include "audit/rules/tls_findings.h"

namespace runseal::audit {
namespace {

using model::Protection;
using testing::Contains;
using testing::Not;

using Facts = std::map<std::string, Json>;

Json certificate(const Json& with = Json::object()) {
  Json made{
      {"subject", "CN=nas01"},
      {"issuer", "CN=Site"},
      {"names", {"nas01"}},
      {"not-before", "2024-01-01T00:00:00.000Z"},
      {"not-after", "2027-01-01T00:00:00.000Z"},
      {"key", "EC"},
      {"key-bits", 256},
      {"signature", "SHA256"},
      {"self-signed", false},
      {"for-this-host", true},
      {"problems", Json::array()},
      {"issuers",
       {{{"subject", "CN=Site"}, {"key", "RSA"}, {"key-bits", 4096}, {"signature", "SHA1"}, {"self-signed", true}}}}};
  made.update(with);
  return made;
}

Json versions(const std::vector<std::string>& accepted) {
  Json all{{"SSL 3.0", false}, {"TLS 1.0", false}, {"TLS 1.1", false}, {"TLS 1.2", false}, {"TLS 1.3", false}};
  for (const auto& version : accepted) all[version] = true;
  return all;
}

// A server as the remedies leave it.
Facts good() {
  return {{"tls.versions", versions({"TLS 1.2", "TLS 1.3"})},
          {"tls.suites",
           {{"TLS 1.2", {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}}, {"TLS 1.3", {"TLS_AES_128_GCM_SHA256"}}}},
          {"tls.suites-complete", {{"TLS 1.2", true}, {"TLS 1.3", true}}},
          {"tls.groups", {{"TLS 1.2", {"x25519"}}, {"TLS 1.3", {"x25519", "secp256r1"}}}},
          {"tls.groups-complete", {{"TLS 1.2", true}, {"TLS 1.3", true}}},
          {"tls.compression", false},
          {"tls.secure-renegotiation", true},
          {"tls.stapled", true},
          {"tls.certificates", Json::array({certificate()})}};
}

Facts changed(const Facts& with) {
  auto facts = good();
  for (const auto& [id, value] : with) facts[id] = value;
  return facts;
}

Facts with_suites(const std::vector<std::string>& suites, const Facts& with = {}) {
  auto facts = changed({{"tls.versions", versions({"TLS 1.2"})},
                        {"tls.suites", {{"TLS 1.2", suites}}},
                        {"tls.suites-complete", {{"TLS 1.2", true}}}});
  for (const auto& [id, value] : with) facts[id] = value;
  return facts;
}

Facts with_certificate(const Json& with) { return changed({{"tls.certificates", Json::array({certificate(with)})}}); }

struct Judged {
  model::Axis integrity, confidentiality, peer;
  std::vector<std::string> findings, steps;
};

Judged judged(const Facts& given) {
  model::Observation observation;
  observation.at = "2026-05-08T09:30:00.000Z";
  for (const auto& [id, value] : given) observation.facts[id] = {value, "x"};
  const auto facts = tls_facts(observation);
  model::Assessment found;
  add_findings(tls_rules(), facts, found);
  Judged all{
      tls_integrity(facts), tls_confidentiality(facts), tls_peer_authenticity(facts), {}, tls_would_settle(facts)};
  for (const auto& finding : found.findings) all.findings.push_back(finding.id);
  return all;
}

std::vector<Protection> grades(const Judged& judged) {
  return {judged.integrity.grade, judged.confidentiality.grade, judged.peer.grade};
}

const std::vector<Protection> all_protected(3, Protection::protected_);
const std::vector<Protection> all_optional(3, Protection::optional);
const std::vector<Protection> all_absent(3, Protection::absent);
const std::vector<Protection> all_unknown(3, Protection::unknown);

TEST(TlsJudge, AServerInOrderIsProtectedAndOnlyTheClientIsLeftToLookAt) {
  const auto now = judged(good());
  EXPECT_EQ(grades(now), all_protected) << now.integrity.reason << now.confidentiality.reason << now.peer.reason;
  EXPECT_THAT(now.findings, testing::ElementsAre("tls.client-not-measured"));
  EXPECT_TRUE(now.steps.empty());
}

TEST(TlsJudge, NothingKnownIsUnknown) { EXPECT_EQ(grades(judged({})), all_unknown); }

TEST(TlsJudge, OldVersionsBesideNewOnesLeaveItToTheClient) {
  const auto now = judged(changed({{"tls.versions", versions({"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"})}}));
  EXPECT_EQ(grades(now), all_optional);
  EXPECT_THAT(now.findings, Contains("tls.old-version-accepted"));
  EXPECT_THAT(now.integrity.reason, testing::HasSubstr("TLS 1.0, TLS 1.1"));
}

TEST(TlsJudge, Tls10AloneIsNeverCalledSafe) {
  const auto now = judged(changed({{"tls.versions", versions({"TLS 1.0"})},
                                   {"tls.suites", {{"TLS 1.0", {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"}}}},
                                   {"tls.suites-complete", {{"TLS 1.0", true}}},
                                   {"tls.groups", {{"TLS 1.0", {"x25519"}}}},
                                   {"tls.groups-complete", {{"TLS 1.0", true}}}}));
  EXPECT_EQ(grades(now), all_optional);
  EXPECT_THAT(now.findings, Contains("tls.no-tls-1-3"));
}

TEST(TlsJudge, Ssl3AloneProtectsNothing) {
  const auto now = judged(changed({{"tls.versions", versions({"SSL 3.0"})},
                                   {"tls.suites", {{"SSL 3.0", {"TLS_RSA_WITH_AES_128_CBC_SHA"}}}},
                                   {"tls.suites-complete", {{"SSL 3.0", true}}}}));
  EXPECT_EQ(grades(now), all_absent);
  EXPECT_THAT(now.findings, Contains("tls.ssl-3-accepted"));
}

TEST(TlsJudge, SuitesAreJudgedByWhatTheyLack) {
  const auto strong = std::string("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
  const auto confidentiality = [&](const std::string& weak) {
    return judged(with_suites({strong, weak})).confidentiality.grade;
  };
  const auto findings = [&](const std::string& weak) { return judged(with_suites({strong, weak})).findings; };
  EXPECT_EQ(confidentiality("TLS_RSA_WITH_NULL_SHA"), Protection::optional);
  EXPECT_THAT(findings("TLS_RSA_WITH_NULL_SHA"), Contains("tls.suite-without-encryption"));
  EXPECT_EQ(confidentiality("TLS_ECDH_anon_WITH_AES_128_CBC_SHA"), Protection::optional);
  EXPECT_THAT(findings("TLS_ECDH_anon_WITH_AES_128_CBC_SHA"), Contains("tls.suite-without-certificate"));
  for (const auto* weak : {"TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_DES_CBC_SHA", "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
                           "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA", "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5"}) {
    EXPECT_EQ(confidentiality(weak), Protection::optional) << weak;
    EXPECT_THAT(findings(weak), Contains("tls.breakable-suite")) << weak;
  }
  EXPECT_EQ(confidentiality("TLS_RSA_WITH_3DES_EDE_CBC_SHA"), Protection::optional);
  EXPECT_THAT(findings("TLS_RSA_WITH_3DES_EDE_CBC_SHA"), Contains("tls.small-block-suite"));
  EXPECT_THAT(findings("TLS_RSA_WITH_3DES_EDE_CBC_SHA"), Not(Contains("tls.breakable-suite")));
  EXPECT_EQ(confidentiality("TLS_RSA_WITH_AES_128_GCM_SHA256"), Protection::protected_);
  EXPECT_THAT(findings("TLS_RSA_WITH_AES_128_GCM_SHA256"), Contains("tls.no-forward-secrecy"));
  EXPECT_THAT(findings("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"), Contains("tls.cbc-suite"));
  EXPECT_EQ(confidentiality("TLS_NOT_A_SUITE"), Protection::unknown);
}

TEST(TlsJudge, OnlySuitesWithoutCertificateAreNoProtectionAtAll) {
  auto facts = with_suites({"TLS_ECDH_anon_WITH_AES_128_CBC_SHA"});
  facts.erase("tls.certificates");
  EXPECT_EQ(grades(judged(facts)), all_absent);
}

TEST(TlsJudge, APrimeOf1024BitsIsOptionalAndOneOf1536AFinding) {
  const auto suites = std::vector<std::string>{"TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"};
  EXPECT_EQ(grades(judged(with_suites(suites, {{"tls.dh-bits", 1024}}))), all_optional);
  const auto between = judged(with_suites(suites, {{"tls.dh-bits", 1536}}));
  EXPECT_EQ(grades(between), all_protected);
  EXPECT_THAT(between.findings, Contains("tls.short-prime"));
  EXPECT_THAT(judged(with_suites(suites, {{"tls.dh-bits", 2048}})).findings, Not(Contains("tls.short-prime")));
  EXPECT_EQ(grades(judged(with_suites(suites))), all_unknown);  // how long it is was not seen
}

TEST(TlsJudge, ACertificateThatAClientWouldTurnDownProtectsNobodyForSure) {
  const std::vector<std::pair<Json, std::string>> wrong{
      {{{"problems", {"unable to get local issuer certificate"}}}, "tls.certificate-not-vouched-for"},
      {{{"problems", {"self-signed certificate"}}, {"self-signed", true}}, "tls.certificate-self-signed"},
      {{{"for-this-host", false}}, "tls.certificate-for-another-name"},
      {{{"not-after", "2026-05-08T09:29:59.000Z"}}, "tls.certificate-out-of-date"},
      {{{"not-before", "2026-05-09T00:00:00.000Z"}}, "tls.certificate-out-of-date"},
      {{{"key", "RSA"}, {"key-bits", 1024}}, "tls.certificate-weak-key"},
      {{{"key", "EC"}, {"key-bits", 192}}, "tls.certificate-weak-key"},
      {{{"signature", "SHA1"}}, "tls.certificate-weak-signature"}};
  for (const auto& [how, id] : wrong) {
    const auto now = judged(with_certificate(how));
    EXPECT_EQ(grades(now), all_optional) << id;
    EXPECT_THAT(now.findings, Contains(id));
  }
  EXPECT_FALSE(judged(with_certificate(wrong[0].first)).steps.empty());  // the site's own authority
}

TEST(TlsJudge, OneWrongCertificateOfTwoIsEnough) {
  const auto both = Json::array({certificate(), certificate({{"for-this-host", false}})});
  EXPECT_EQ(grades(judged(changed({{"tls.certificates", both}}))), all_optional);
}

TEST(TlsJudge, WhatEndsSoonOrIsShortIsSaidWithoutAGrade) {
  const auto soon = judged(with_certificate({{"not-after", "2026-06-01T00:00:00.000Z"}}));
  EXPECT_EQ(grades(soon), all_protected);
  EXPECT_THAT(soon.findings, Contains("tls.certificate-ends-soon"));
  const auto brief = judged(with_certificate({{"key", "RSA"}, {"key-bits", 2048}}));
  EXPECT_EQ(grades(brief), all_protected);
  EXPECT_THAT(brief.findings, Contains("tls.certificate-short-key"));
}

TEST(TlsJudge, CompressionAndLooseRenegotiationSpoilOneAxisEach) {
  const auto compressed = judged(changed({{"tls.compression", true}}));
  EXPECT_EQ(compressed.confidentiality.grade, Protection::optional);
  EXPECT_EQ(compressed.integrity.grade, Protection::protected_);
  const auto loose = judged(changed({{"tls.secure-renegotiation", false}}));
  EXPECT_EQ(loose.integrity.grade, Protection::optional);
  EXPECT_THAT(loose.findings, Contains("tls.insecure-renegotiation"));
}

TEST(TlsJudge, SuitesThatWereNotAllAskedForAreUnknown) {
  const auto now = judged(changed({{"tls.suites-complete", {{"TLS 1.2", false}, {"TLS 1.3", true}}}}));
  EXPECT_EQ(grades(now), all_unknown);
  EXPECT_THAT(now.findings, Contains("tls.suites-not-all-asked"));
}

// Taking facts away, or spoiling their kind, must never make a verdict better.
TEST(TlsJudge, AMissingOrMalformedFactNeverImprovesAGrade) {
  const std::vector<Facts> bases{good(),
                                 changed({{"tls.versions", versions({"TLS 1.0", "TLS 1.2", "TLS 1.3"})}}),
                                 with_suites({"TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"}, {{"tls.dh-bits", 1024}}),
                                 changed({{"tls.groups", {{"TLS 1.2", {"secp192r1"}}, {"TLS 1.3", {"x25519"}}}}}),
                                 with_suites({"TLS_RSA_WITH_NULL_SHA"}),
                                 with_certificate({{"for-this-host", false}}),
                                 changed({{"tls.compression", true}}),
                                 changed({{"tls.secure-renegotiation", false}})};
  const auto rank = [](Protection grade) {  // unknown is no better than absent
    return grade == Protection::unknown ? 0 : static_cast<int>(grade) - 1;
  };
  const auto never_better = [&](const Facts& facts, const Judged& whole, const std::string& what) {
    const auto now = grades(judged(facts));
    for (std::size_t i = 0; i < 3; ++i) EXPECT_LE(rank(now[i]), rank(grades(whole)[i])) << what << " axis " << i;
  };
  for (const auto& base : bases) {
    const auto whole = judged(base);
    for (const auto& [id, value] : base) {
      for (const auto& spoilt : {Json(), Json(7), Json("perhaps"), Json::array({1}), Json::object()}) {
        auto facts = base;
        facts[id] = spoilt;
        if (spoilt.is_null()) facts.erase(id);
        never_better(facts, whole, id + spoilt.dump());
      }
      if (!value.is_object()) continue;
      for (const auto& [key, inner] : value.items()) {  // one version of several
        auto facts = base;
        facts[id].erase(key);
        never_better(facts, whole, id + "/" + key);
      }
    }
    if (!base.contains("tls.certificates")) continue;
    for (const auto& [key, inner] : base.at("tls.certificates").at(0).items()) {
      auto facts = base;
      facts["tls.certificates"][0].erase(key);
      never_better(facts, whole, "certificate/" + key);
    }
  }
}

}  // namespace
}  // namespace runseal::audit
