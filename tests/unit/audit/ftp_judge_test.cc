// What observations of FTP servers mean.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"

namespace runseal::audit {
namespace {

using model::Protection;
using Facts = std::map<std::string, Json>;

model::Assessment judged(const Facts& facts, const std::string& endpoint = "ftp://nas01/runs") {
  model::Observation observation;
  observation.id = "o1";
  observation.endpoint = endpoint;
  observation.protocol = "ftp";
  observation.at = "2026-05-08T09:30:00.000Z";
  observation.complete = true;
  for (const auto& [id, value] : facts) observation.facts[id] = {value, "x"};
  return judge(observation, {});
}

std::vector<std::string> ids(const model::Assessment& assessment) {
  std::vector<std::string> list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

Facts plain() { return {{"ftp.auth-tls", "refused"}, {"ftp.plain-login", "offered"}, {"ftp.anonymous", "refused"}}; }

TEST(FtpJudge, WithoutTlsNothingIsProtected) {
  const auto assessment = judged(plain());
  EXPECT_EQ(assessment.integrity.grade, Protection::absent);
  EXPECT_EQ(assessment.confidentiality.grade, Protection::absent);
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::absent);
  EXPECT_THAT(ids(assessment), testing::ElementsAre("ftp.tls-not-offered", "ftp.client-not-measured"));
}

TEST(FtpJudge, AFolderThatOpensToAnybodyIsTheWorst) {
  auto facts = plain();
  facts["ftp.anonymous"] = "accepted";
  EXPECT_THAT(ids(judged(facts)), testing::Contains("ftp.anonymous-accepted"));
  facts["ftp.anonymous-folder"] = "open";
  const auto assessment = judged(facts);
  EXPECT_EQ(assessment.findings.front().id, "ftp.folder-open-to-anybody");
  EXPECT_THAT(ids(assessment), testing::Not(testing::Contains("ftp.anonymous-accepted")));
}

TEST(FtpJudge, TheWorstFindingCarriesTheRemediesOfEachServerAndOfTheDevice) {
  std::vector<std::string> targets;
  const auto assessment = judged(plain());
  for (const auto& remedy : assessment.findings.front().remedies) {
    targets.push_back(remedy.target);
    EXPECT_FALSE(remedy.text.empty() || remedy.undo.empty() || remedy.may_break.empty()) << remedy.target;
  }
  EXPECT_THAT(targets, testing::ElementsAre("vsftpd", "ProFTPD", "IIS FTP", "this device"));
}

}  // namespace
}  // namespace runseal::audit
