// What facts about HTTP mean, in clear and inside TLS.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using model::Protection;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

using Facts = std::map<std::string, Json>;

Json certificate() {
  return {{"subject", "CN=nas01"},
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
          {"issuers", Json::array()}};
}

Facts good() {
  return {{"tls.versions",
           {{"SSL 3.0", false}, {"TLS 1.0", false}, {"TLS 1.1", false}, {"TLS 1.2", false}, {"TLS 1.3", true}}},
          {"tls.suites", {{"TLS 1.3", {"TLS_AES_128_GCM_SHA256"}}}},
          {"tls.suites-complete", {{"TLS 1.3", true}}},
          {"tls.groups", {{"TLS 1.3", {"x25519"}}}},
          {"tls.groups-complete", {{"TLS 1.3", true}}},
          {"tls.certificates", Json::array({certificate()})},
          {"http.tls", true},
          {"http.status", 401},
          {"http.without-login", "refused"},
          {"http.login-offered", {"basic"}},
          {"http.hsts", true},
          {"http.twin", "redirects"}};
}

Facts changed(const Facts& with) {
  auto facts = good();
  for (const auto& [id, value] : with) facts[id] = value;
  return facts;
}

Facts in_clear(const Facts& with = {}) {
  Facts facts{{"http.tls", false}, {"http.status", 401}, {"http.without-login", "refused"}};
  for (const auto& [id, value] : with) facts[id] = value;
  return facts;
}

model::Assessment judged(const Facts& facts, const std::string& endpoint = "https://nas01/runs",
                         const std::vector<model::Device>& devices = {}) {
  model::Observation observation;
  observation.endpoint = endpoint;
  observation.protocol = endpoint.starts_with("http:") ? "http" : "https";
  observation.at = "2026-05-08T09:30:00.000Z";
  observation.complete = true;
  for (const auto& [id, value] : facts) observation.facts[id] = {value, "x"};
  return judge(observation, devices);
}

std::vector<std::string> ids(const model::Assessment& assessment) {
  std::vector<std::string> list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

std::vector<Protection> grades(const model::Assessment& a) {
  return {a.integrity.grade, a.confidentiality.grade, a.peer_authenticity.grade};
}

const std::vector<Protection> all_absent(3, Protection::absent);
const std::vector<Protection> all_optional(3, Protection::optional);
const std::vector<Protection> all_unknown(3, Protection::unknown);

TEST(HttpJudge, HttpsInOrderIsSecureAndOnlyTheDevicesEndIsLeft) {
  const auto now = judged(good());
  EXPECT_TRUE(now.secure()) << now.integrity.reason << now.confidentiality.reason << now.peer_authenticity.reason;
  EXPECT_THAT(ids(now), testing::ElementsAre("tls.client-not-measured"));
  ASSERT_EQ(now.findings.front().remedies.size(), 1U);
  EXPECT_EQ(now.findings.front().remedies.front().target, "this device");
}

TEST(HttpJudge, InClearProtectsNothing) {
  const auto now = judged(in_clear({{"http.login-offered", {"basic", "digest"}}, {"http.allow", {"GET", "PUT"}}}),
                          "http://nas01/runs");
  EXPECT_EQ(grades(now), all_absent);
  EXPECT_THAT(ids(now), testing::IsSupersetOf(
                            {"http.in-clear", "http.basic-in-clear", "http.digest-in-clear", "http.upload-in-clear"}));
  EXPECT_THAT(ids(now), Not(Contains("tls.client-not-measured")));
  EXPECT_EQ(now.findings.front().severity, model::Severity::critical);
}

TEST(HttpJudge, APromiseOfTlsThatIsNotKeptProtectsNothing) {
  EXPECT_EQ(grades(judged(in_clear(), "https://nas01:8080/runs")), all_absent);
}

TEST(HttpJudge, ARedirectIsNoProtection) {
  const auto now = judged(in_clear({{"http.without-login", "redirected"},
                                    {"http.redirect", "https"},
                                    {"http.redirect-to", "https://nas01/runs"}}),
                          "http://nas01/runs");
  EXPECT_EQ(grades(now), all_absent);
  EXPECT_THAT(ids(now), Contains("http.only-a-redirect"));
  EXPECT_THAT(now.would_settle, Contains(HasSubstr("https://nas01/runs")));
}

TEST(HttpJudge, ATwinInClearMakesProtectionAMatterOfTheAddress) {
  const auto now = judged(changed({{"http.twin", "serves"}, {"http.twin.login-offered", {"basic"}}}));
  EXPECT_EQ(grades(now), all_optional);
  EXPECT_THAT(ids(now), testing::IsSupersetOf({"http.also-in-clear", "http.basic-in-clear"}));
  for (const auto* harmless : {"closed", "silent", "refuses", "redirects", "something else"})
    EXPECT_TRUE(judged(changed({{"http.twin", harmless}})).secure()) << harmless;
}

TEST(HttpJudge, OnlyPort443HasATwin) {
  auto facts = good();
  facts.erase("http.twin");
  EXPECT_EQ(grades(judged(facts)), all_unknown);
  EXPECT_TRUE(judged(facts, "https://nas01:8443/runs").secure());
}

TEST(HttpJudge, AFolderForAnybodyProvesNothingOfTheClient) {
  const auto now = judged(changed({{"http.without-login", "served"}}));
  EXPECT_EQ(now.peer_authenticity.grade, Protection::optional);
  EXPECT_EQ(now.confidentiality.grade, Protection::protected_);
  EXPECT_THAT(ids(now), Contains("http.open-without-login"));
  EXPECT_THAT(now.findings.front().remedies.at(0).text, HasSubstr("auth_basic_user_file"));
  EXPECT_EQ(judged(changed({{"http.without-login", "not-there"}})).peer_authenticity.grade, Protection::unknown);
}

TEST(HttpJudge, WhomAnS3ServiceAnswersWithoutABucketSaysNothingAboutFiles) {
  const auto facts = changed({{"http.without-login", "served"}});
  const auto now = judged(facts, "s3://nas01");
  EXPECT_EQ(now.peer_authenticity.grade, Protection::unknown);
  EXPECT_THAT(ids(now), Not(Contains("http.open-without-login")));
  EXPECT_THAT(now.would_settle, Contains(HasSubstr("name the bucket")));
  EXPECT_EQ(judged(facts, "s3://nas01/runs").peer_authenticity.grade, Protection::optional);
}

TEST(HttpJudge, TheRemediesNameTheCertificateWhereItIsWrongAndTheDevice) {
  auto wrong = certificate();
  wrong["for-this-host"] = false;
  const auto now = judged(changed({{"tls.certificates", Json::array({wrong})}}));
  std::vector<std::string> targets;
  for (const auto& remedy : now.findings.front().remedies) {
    targets.push_back(remedy.target);
    EXPECT_FALSE(remedy.undo.empty() || remedy.may_break.empty() || remedy.text.empty()) << remedy.target;
  }
  EXPECT_THAT(targets, testing::ElementsAre("nginx", "Apache", "IIS", "certificate", "this device"));
  model::Device old;
  old.id = "miseq";
  old.operating_system = "Windows 7";
  const auto with_device = judged(good(), "https://nas01/runs", {old});
  EXPECT_THAT(with_device.findings.front().remedies.back().text, HasSubstr("KB3140245"));
}

TEST(HttpJudge, AMissingOrMalformedFactNeverImprovesAGrade) {
  const std::vector<std::pair<Facts, std::string>> bases{
      {good(), "https://nas01/runs"},
      {changed({{"http.twin", "serves"}}), "https://nas01/runs"},
      {changed({{"http.without-login", "served"}}), "https://nas01/runs"},
      {in_clear(), "http://nas01/runs"},
      {in_clear({{"http.redirect", "https"}}), "http://nas01/runs"}};
  const auto rank = [](Protection grade) {  // unknown is no better than absent
    return grade == Protection::unknown ? 0 : static_cast<int>(grade) - 1;
  };
  for (const auto& [base, endpoint] : bases) {
    const auto whole = grades(judged(base, endpoint));
    for (const auto& [id, value] : base) {
      for (const auto& spoilt : {Json(), Json(7), Json("perhaps"), Json::array({1}), Json::object()}) {
        auto facts = base;
        facts[id] = spoilt;
        if (spoilt.is_null()) facts.erase(id);
        const auto now = grades(judged(facts, endpoint));
        for (std::size_t i = 0; i < 3; ++i) EXPECT_LE(rank(now[i]), rank(whole[i])) << id << spoilt << " axis " << i;
      }
    }
  }
}

TEST(HttpJudge, TheManualShowsTheRemediesAsTheyAre) {
  const auto manual = test::read_file(test::source_file("docs/manual/remedies-http.md"));
  auto wrong = certificate();
  wrong["for-this-host"] = false;
  const auto now = judged(changed({{"tls.certificates", Json::array({wrong})}, {"http.without-login", "served"}}));
  for (const auto& remedy : now.findings.front().remedies)
    EXPECT_THAT(manual, HasSubstr(remedy.text)) << remedy.target;
}

}  // namespace
}  // namespace runseal::audit
