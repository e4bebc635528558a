// What follows from a server's answers, and what is said of each endpoint.
#include <gtest/gtest.h>

#include "audit/audit.h"
#include "audit/probes/smb.h"
#include "audit/probes/smb_answers.h"
#include "proto/smb_status.h"

namespace runseal::audit {
namespace {

using proto::Smb2Dialect;
using Who = SessionAnswer::Who;
namespace status = proto::status;

DialectAnswer answered(Smb2Dialect dialect, std::uint32_t with = status::success, bool signing = false) {
  DialectAnswer answer{dialect, "negotiate-" + proto::name(dialect), Outcome::answered, {}, proto::Smb2Negotiate{}};
  answer.negotiate->status = with;
  answer.negotiate->dialect = dialect;
  answer.negotiate->signing_enabled = true;
  answer.negotiate->signing_required = signing;
  answer.negotiate->encryption_capable = dialect >= Smb2Dialect::v3_0;
  return answer;
}

DialectAnswer unanswered(Smb2Dialect dialect, Outcome outcome) {
  return {dialect, "negotiate-" + proto::name(dialect), outcome, "why", std::nullopt};
}

DialectAnswer hung_up_on(Smb2Dialect dialect) {
  auto answer = unanswered(dialect, Outcome::closed);
  answer.hung_up_twice = true;
  return answer;
}

Smb1Answer no_smb1() { return {"negotiate-smb1", Outcome::answered, {}, proto::Smb1Negotiate{}}; }

// A server that takes everything from 2.1 on and requires signing.
SmbAnswers sound_server() {
  SmbAnswers answers;
  for (const auto dialect : {Smb2Dialect::v3_1_1, Smb2Dialect::v3_0_2, Smb2Dialect::v3_0, Smb2Dialect::v2_1})
    answers.dialects.push_back(answered(dialect, status::success, true));
  answers.dialects.push_back(answered(Smb2Dialect::v2_0_2, status::not_supported));
  answers.smb1 = no_smb1();
  return answers;
}

SessionAnswer session(Who who, Smb2Dialect dialect, bool can_encrypt, std::uint32_t first,
                      std::optional<std::uint32_t> second) {
  SessionAnswer one;
  one.who = who;
  one.dialect = dialect;
  one.can_encrypt = can_encrypt;
  one.exchange = "session";
  one.first = first;
  one.second = second;
  return one;
}

model::Observation concluded(const SmbAnswers& answers) {
  model::Observation observation;
  conclude(answers, std::chrono::milliseconds(10'000), observation);
  return observation;
}

Json fact(const model::Observation& observation, const char* id) {
  const auto found = observation.facts.find(id);
  return found == observation.facts.end() ? Json("not told") : found->second.value;
}

TEST(SmbFacts, ASoundServerIsDescribedInFull) {
  const auto observation = concluded(sound_server());
  EXPECT_TRUE(observation.complete);
  EXPECT_EQ(observation.failure, "");
  EXPECT_EQ(fact(observation, "smb.dialects"), (Json{"2.1", "3.0", "3.0.2", "3.1.1"}));
  EXPECT_EQ(fact(observation, "smb.signing-required"), Json(true));
  EXPECT_EQ(fact(observation, "smb.smb1"), Json(false));
}

TEST(SmbFacts, OneDialectWithoutSigningIsEnoughToSayNotRequired) {
  auto answers = sound_server();
  answers.dialects[3].negotiate->signing_required = false;
  const auto observation = concluded(answers);
  EXPECT_EQ(fact(observation, "smb.signing-required"), Json(false));
  EXPECT_EQ(observation.facts.at("smb.signing-required").exchange, "negotiate-2.1");
}

TEST(SmbFacts, OneUnknownDialectLeavesOutWhatWouldSpeakForTheServer) {
  for (const auto outcome : {Outcome::timed_out, Outcome::malformed, Outcome::other_protocol, Outcome::cancelled}) {
    auto answers = sound_server();
    answers.dialects[4] = unanswered(Smb2Dialect::v2_0_2, outcome);
    const auto observation = concluded(answers);
    EXPECT_FALSE(observation.complete);
    EXPECT_FALSE(observation.failure.empty());
    EXPECT_EQ(fact(observation, "smb.signing-required"), Json("not told"));
    EXPECT_EQ(fact(observation, "smb.dialects"), Json("not told"));
    EXPECT_EQ(fact(observation, "smb.encryption-capable"), Json(true));  // it was shown
  }
}

TEST(SmbFacts, HangingUpOnOneDialectIsARefusalOnlyWhenAnotherWasTaken) {
  auto answers = sound_server();
  answers.dialects[4] = hung_up_on(Smb2Dialect::v2_0_2);
  EXPECT_TRUE(concluded(answers).complete);
  EXPECT_EQ(fact(concluded(answers), "smb.hung-up"), Json({{"SMB 2.0.2", "closed the connection, twice"}}));
  answers.dialects[4].hung_up_twice = false;  // it may have been chance: asked again, or not known
  EXPECT_FALSE(concluded(answers).complete);
  for (auto& one : answers.dialects) one = hung_up_on(one.dialect);
  EXPECT_FALSE(concluded(answers).complete);
}

TEST(SmbFacts, AnErrorOtherThanNotSupportedSettlesNothing) {
  auto answers = sound_server();
  answers.dialects[0] = answered(Smb2Dialect::v3_1_1, status::invalid_parameter);
  const auto observation = concluded(answers);
  EXPECT_FALSE(observation.complete);
  EXPECT_NE(observation.failure.find("STATUS_INVALID_PARAMETER"), std::string::npos) << observation.failure;
}

TEST(SmbFacts, AnSmb1OnlyServerIsComplete) {
  auto answers = sound_server();
  for (auto& one : answers.dialects) one = hung_up_on(one.dialect);
  answers.smb1->negotiate->dialect = 0;
  const auto observation = concluded(answers);
  EXPECT_TRUE(observation.complete);
  EXPECT_EQ(fact(observation, "smb.smb1"), Json(true));
  EXPECT_EQ(fact(observation, "smb.dialects"), Json::array());
  EXPECT_EQ(fact(observation, "smb.encryption-capable"), Json(false));
}

TEST(SmbFacts, SilenceOnTheSmb1QuestionIsNotANo) {
  auto answers = sound_server();
  answers.smb1 = Smb1Answer{"negotiate-smb1", Outcome::timed_out, {}, std::nullopt};
  const auto observation = concluded(answers);
  EXPECT_FALSE(observation.complete);
  EXPECT_EQ(fact(observation, "smb.smb1"), Json("not told"));
}

// What Samba 4.17 does with "smb encrypt = required", and also what a server does that merely lets nobody in.
TEST(SmbFacts, NobodyRefusedIsNotUnencryptedRefused) {
  auto answers = sound_server();
  answers.sessions = {
      session(Who::nobody, Smb2Dialect::v3_1_1, true, status::more_processing_required, status::access_denied),
      session(Who::nobody, Smb2Dialect::v2_1, false, status::more_processing_required, status::access_denied)};
  EXPECT_EQ(fact(concluded(answers), "smb.unencrypted-session"), Json("not told"));
}

// MS-SMB2 3.3.5.5: refused before it was said who asks, by the old and by the new door, while encryption goes on.
TEST(SmbFacts, RefusedBeforeLoginByEveryDoorIsUnencryptedRefused) {
  const auto v3 =
      session(Who::nobody, Smb2Dialect::v3_1_1, true, status::more_processing_required, status::access_denied);
  const auto v2_denied = session(Who::nobody, Smb2Dialect::v2_1, false, status::access_denied, std::nullopt);
  const auto v3_denied = session(Who::nobody, Smb2Dialect::v3_1_1, false, status::access_denied, std::nullopt);
  auto answers = sound_server();
  answers.sessions = {v3, v2_denied, v3_denied};
  EXPECT_EQ(fact(concluded(answers), "smb.unencrypted-session"), Json("refused"));
  answers.sessions = {v3, v2_denied};  // the door without encryption in SMB 3 was not tried
  EXPECT_EQ(fact(concluded(answers), "smb.unencrypted-session"), Json("not told"));
  answers.sessions = {v2_denied, v3_denied};  // no sign that anybody may log in at all
  EXPECT_EQ(fact(concluded(answers), "smb.unencrypted-session"), Json("not told"));
  answers.sessions = {v3, v2_denied, v3_denied};
  answers.dialects[4] = unanswered(Smb2Dialect::v2_0_2, Outcome::timed_out);  // a door that was not seen shut
  EXPECT_EQ(fact(concluded(answers), "smb.unencrypted-session"), Json("not told"));
}

TEST(SmbFacts, NobodyServedWithoutEncryptionIsServed) {
  auto answers = sound_server();
  answers.sessions = {
      session(Who::nobody, Smb2Dialect::v2_1, false, status::more_processing_required, status::success)};
  EXPECT_EQ(fact(concluded(answers), "smb.unencrypted-session"), Json("served"));
  EXPECT_EQ(fact(concluded(answers), "smb.anonymous-session"), Json("accepted"));
}

TEST(SmbFacts, AFaultInALoginIsNotARefusal) {
  auto answers = sound_server();
  answers.sessions = {
      session(Who::unknown_user, Smb2Dialect::v3_1_1, true, status::more_processing_required, 0xC000009AU)};
  EXPECT_EQ(fact(concluded(answers), "smb.guest-session"), Json("not told"));
}

TEST(Observe, AnswersInTheOrderAskedAndGivesAReasonForEach) {
  std::vector<std::unique_ptr<Probe>> probes;
  probes.push_back(smb_probe());
  const std::vector<Question> questions = {{{"ftp", "127.0.0.1", 0, "x"}, std::nullopt},
                                           {{"smb", "127.0.0.1", 1, "x"}, std::nullopt},
                                           {{"smb", "::1", 1, "x"}, std::nullopt},
                                           {{"smb", "no-such-host.invalid", 1, "x"}, std::nullopt}};
  std::vector<std::string> done;
  Options options;
  options.time_limit = std::chrono::milliseconds(20'000);
  options.on_done = [&](const model::Observation& one) { done.push_back(one.endpoint); };
  const auto observations = observe(probes, questions, options);
  ASSERT_EQ(observations.size(), 4U);
  EXPECT_EQ(done.size(), 4U);
  EXPECT_EQ(observations[0].failure, "runseal has no probe for ftp: addresses");
  EXPECT_EQ(observations[1].failure, "refused the connection");
  EXPECT_EQ(observations[1].endpoint, "smb://127.0.0.1:1/x");
  EXPECT_EQ(observations[2].endpoint, "smb://[::1]:1/x");
  EXPECT_FALSE(observations[2].failure.empty());  // refused, or no IPv6 here
  EXPECT_FALSE(observations[3].failure.empty());  // no such name, or no resolver here
  for (const auto& one : observations) EXPECT_FALSE(one.complete);
}

TEST(Observe, ASetStopCancelsBeforeAsking) {
  std::vector<std::unique_ptr<Probe>> probes;
  probes.push_back(smb_probe());
  const std::atomic<bool> stop = true;
  Options options;
  options.stop = &stop;
  const auto observations = observe(probes, {{{"smb", "127.0.0.1", 1, "x"}, std::nullopt}}, options);
  ASSERT_EQ(observations.size(), 1U);
  EXPECT_EQ(observations[0].failure, "cancelled before it was asked");
}

}  // namespace
}  // namespace runseal::audit
