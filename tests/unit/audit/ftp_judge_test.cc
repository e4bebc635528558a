// What observations of FTP servers mean.
#include <gmock/gmock.h>

#include "unit/audit/good_tls.h"

namespace runseal::audit {
namespace {

using model::Protection;
using test::Facts;
using test::ids;
using testing::Contains;
using testing::Not;

model::Assessment judged(const Facts& facts, const std::string& endpoint = "ftp://nas01/runs") {
  return test::judged("ftp", endpoint, facts);
}

Facts plain() { return {{"ftp.auth-tls", "refused"}, {"ftp.plain-login", "offered"}, {"ftp.anonymous", "refused"}}; }

// A server as the remedy leaves it, seen with a login.
Facts remedied() {
  return test::together(test::good_tls(), {{"ftp.auth-tls", "accepted"},
                                           {"ftp.plain-login", "refused"},
                                           {"ftp.tls-login", "offered"},
                                           {"ftp.anonymous", "refused"},
                                           {"ftp.anonymous-tls", "refused"},
                                           {"ftp.protected-data", "accepted"},
                                           {"ftp.clear-data", "accepted"},
                                           {"ftp.session.login", "accepted"},
                                           {"ftp.session.clear-data", "refused"}});
}

Facts changed(const Facts& more) { return test::together(remedied(), more); }

Facts without(const std::string& id) {
  auto facts = remedied();
  facts.erase(id);
  return facts;
}

TEST(FtpJudge, WithoutTlsNothingIsProtected) {
  const auto assessment = judged(plain());
  EXPECT_EQ(assessment.integrity.grade, Protection::absent);
  EXPECT_EQ(assessment.confidentiality.grade, Protection::absent);
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::absent);
  EXPECT_THAT(ids(assessment), testing::ElementsAre("ftp.tls-not-offered", "ftp.client-not-measured"));
}

TEST(FtpJudge, AServerThatRequiresTlsOfLoginsAndFilesIsSecure) { EXPECT_TRUE(judged(remedied()).secure()); }

TEST(FtpJudge, TlsThatIsOnlyOfferedIsOptional) {
  const auto assessment = judged(changed({{"ftp.plain-login", "offered"}}));
  EXPECT_EQ(assessment.integrity.grade, Protection::optional);
  EXPECT_EQ(assessment.confidentiality.grade, Protection::optional);
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::optional);
  EXPECT_EQ(assessment.findings.front().id, "ftp.plain-login-offered");
}

TEST(FtpJudge, ARefusalInClearCountsOnlyWhereTheSameNameIsAskedForItsPasswordInsideTls) {
  for (const auto& facts : {changed({{"ftp.tls-login", "refused"}}), without("ftp.tls-login")}) {
    EXPECT_EQ(judged(facts).integrity.grade, Protection::unknown);
    EXPECT_THAT(ids(judged(facts)), Contains("ftp.plain-login-refusal-not-shown"));
  }
}

TEST(FtpJudge, FilesInClearAfterALoginOutweighWhatIsSaidBeforeIt) {
  const auto taken = judged(changed({{"ftp.session.clear-data", "not-refused"}, {"ftp.clear-data", "refused"}}));
  EXPECT_EQ(taken.confidentiality.grade, Protection::optional);
  EXPECT_THAT(ids(taken), Contains("ftp.clear-data-accepted"));
}

TEST(FtpJudge, WithoutALoginOnlyARefusalOfProtCShowsThatFilesMustBeEncrypted) {
  auto facts = without("ftp.session.clear-data");
  facts.erase("ftp.session.login");
  const auto not_shown = judged(facts);
  EXPECT_EQ(not_shown.confidentiality.grade, Protection::optional);
  EXPECT_THAT(ids(not_shown), Contains("ftp.data-protection-not-shown"));
  EXPECT_NE(not_shown.would_settle.at(0).find("credentials"), std::string::npos);
  facts["ftp.clear-data"] = "refused";
  EXPECT_TRUE(judged(facts).secure());
  facts.erase("ftp.protected-data");  // then it may refuse every PROT before a login
  EXPECT_EQ(judged(facts).confidentiality.grade, Protection::unknown);
}

TEST(FtpJudge, TlsForTheCommandsAloneProtectsNoFile) {
  const auto assessment = judged(changed({{"ftp.protected-data", "refused"}}));
  EXPECT_EQ(assessment.integrity.grade, Protection::absent);
  EXPECT_EQ(assessment.findings.front().id, "ftp.data-not-protected");
}

TEST(FtpJudge, AnonymousVisitorsProveNothing) {
  const auto inside = judged(changed({{"ftp.anonymous-tls", "accepted"}, {"ftp.anonymous-tls-folder", "refused"}}));
  EXPECT_EQ(inside.integrity.grade, Protection::protected_);
  EXPECT_EQ(inside.peer_authenticity.grade, Protection::optional);
  EXPECT_THAT(ids(inside), Contains("ftp.anonymous-accepted"));
  EXPECT_EQ(judged(changed({{"ftp.anonymous", "accepted"}})).integrity.grade, Protection::optional);  // in clear
  EXPECT_EQ(judged(changed({{"ftp.anonymous-tls", "accepted"}})).peer_authenticity.grade, Protection::unknown);
  const auto open = judged(changed({{"ftp.anonymous-tls", "accepted"}, {"ftp.anonymous-tls-folder", "open"}}));
  EXPECT_EQ(open.peer_authenticity.grade, Protection::absent);
  EXPECT_EQ(open.findings.front().id, "ftp.folder-open-to-anybody");
  EXPECT_THAT(ids(open), Not(Contains("ftp.anonymous-accepted")));
}

TEST(FtpJudge, TlsFromTheFirstByteNeedsNothingToBeRefusedInClear) {
  auto facts = remedied();
  for (const auto* id : {"ftp.auth-tls", "ftp.plain-login", "ftp.anonymous"}) facts.erase(id);
  EXPECT_TRUE(judged(facts, "ftps://nas01/runs").secure());
  EXPECT_FALSE(judged(facts, "ftp://nas01/runs").secure());
}

TEST(FtpJudge, AMissingOrMalformedFactNeverImprovesAGrade) {
  for (const auto& facts :
       {plain(), remedied(), changed({{"ftp.plain-login", "offered"}}), changed({{"ftp.anonymous", "accepted"}}),
        changed({{"ftp.session.clear-data", "not-refused"}}),
        changed({{"ftp.protected-data", "refused"}, {"ftp.plain-login", "offered"}}),
        changed({{"ftp.anonymous-tls", "accepted"}, {"ftp.anonymous-tls-folder", "open"}})}) {
    test::expect_no_missing_fact_to_help("ftp", "ftp://nas01/runs", facts);
    test::expect_no_missing_fact_to_help("ftp", "ftps://nas01/runs", facts);
  }
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
