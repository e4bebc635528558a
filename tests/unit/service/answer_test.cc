#include "base/hash.h"
#include "base/process.h"
#include "unit/service/site.h"

namespace runseal::service {
namespace {

using model::AnswerValue;
using model::CaseAction;

struct AnswerTest : Site {
  ReplyRequest request{
      model::ReplyRole::customer, "", "Klīniskā universitātes slimnīca", "Anna Bērziņa", "Vadītāja", false};

  void SetUp() override {
    ASSERT_TRUE(save_devices(workspace, {device("novaseq", "20068232", {"smb://nas01/runs"})}, "test"));
  }

  void complete_the_case() {
    for (const auto action : {CaseAction::notice_read, CaseAction::guidance_read, CaseAction::users_informed})
      stated(action);
    stated(CaseAction::protocol_settled, "novaseq");
    measured("smb://nas01/runs", model::Protection::protected_);
  }

  Result<SignedReply> sign(bool as_it_stands = false) {
    request.as_it_stands = as_it_stands;
    const auto reply = prepare_reply(workspace, notice, request);
    EXPECT_TRUE(reply);
    return sign_reply(workspace, notice, *reply, as_it_stands, signer(), "I am responsible for these answers",
                      folder / "out");
  }
};

TEST_F(AnswerTest, NoYesIsPrintedThatTheCaseDoesNotCarry) {
  const auto empty = prepare_reply(workspace, notice, request);
  for (const auto& answer : empty->answers) EXPECT_EQ(answer.value, AnswerValue::unanswered);
  stated(CaseAction::users_informed);
  const auto reply = prepare_reply(workspace, notice, request);
  ASSERT_TRUE(reply && reply->answers.size() == 3);
  EXPECT_EQ(reply->answers[0].value, AnswerValue::unanswered);
  EXPECT_FALSE(reply->answers[0].missing.empty());
  EXPECT_EQ(reply->answers[1].value, AnswerValue::yes);
  EXPECT_EQ(reply->answers[1].evidence.size(), 1U);
}

TEST_F(AnswerTest, TheFormIsRefusedUntilTheWholeCaseIsDone) {
  const auto refused = sign();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("notice-read"), std::string::npos);
  complete_the_case();
  const auto signed_reply = sign();
  ASSERT_TRUE(signed_reply) << signed_reply.error().describe();
  measured("smb://nas01/runs", model::Protection::optional);
  EXPECT_FALSE(sign()) << "a connection that became worse takes the yes away";
}

TEST_F(AnswerTest, NoFormIsSignedOverANearMissThatNobodySettled) {
  ASSERT_TRUE(save_devices(workspace, {device("MiSeqDx", "20014053", {})}, "test"));
  complete_the_case();
  const auto refused = sign();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("near-miss-settled for MiSeqDx"), std::string::npos) << refused.error().what;
  stated(CaseAction::near_miss_settled, "MiSeqDx");
  const auto signed_reply = sign();
  EXPECT_TRUE(signed_reply) << signed_reply.error().describe();
}

TEST_F(AnswerTest, WhatIsNotDoneCanHonestlyBeAnsweredNo) {
  const auto signed_reply = sign(true);
  ASSERT_TRUE(signed_reply) << signed_reply.error().describe();
  for (const auto& answer : signed_reply->reply.answers) EXPECT_EQ(answer.value, AnswerValue::no);
}

TEST_F(AnswerTest, SshKeygenConfirmsTheSignatureAndRefusesAChangedForm) {
  complete_the_case();
  const auto done = sign();
  ASSERT_TRUE(done) << done.error().describe();
  const auto stem = (folder / "out" / "FSN2024-1562-reply-customer").string();
  const auto check = [&](const std::string& content, const std::string& signature) {
    base::Command command{
        "ssh-keygen",
        {"-Y", "verify", "-f", stem + ".allowed_signers", "-I", "Anna Bērziņa", "-n", "runseal-reply", "-s", signature},
        {},
        content,
        std::chrono::seconds(10),
        0,
        1U << 20U,
        {}};
    return base::run(command)->exit_code;
  };
  const auto pdf = test::read_file(stem + ".pdf");
  const auto json = test::read_file(stem + ".json");
  EXPECT_EQ(check(pdf, stem + ".pdf.sig"), 0);
  EXPECT_EQ(check(json, stem + ".json.sig"), 0);
  auto changed = pdf;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  EXPECT_NE(check(changed, stem + ".pdf.sig"), 0);
  EXPECT_EQ(base::parse_json(json)->at("pdf_sha256"), base::sha256_hex(base::as_bytes(pdf)));
}

TEST_F(AnswerTest, ASignedFormIsNeverWrittenOver) {
  complete_the_case();
  ASSERT_TRUE(sign());
  const auto again = sign();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::exists);
}

TEST_F(AnswerTest, ADistributorOwesOtherAnswersWithTheDate) {
  request.role = model::ReplyRole::distributor;
  for (const auto action : {CaseAction::notice_read, CaseAction::customers_identified, CaseAction::customers_informed})
    stated(action);
  const auto reply = prepare_reply(workspace, notice, request);
  ASSERT_TRUE(reply && reply->answers.size() == 2);
  EXPECT_EQ(reply->answers[1].value, AnswerValue::yes);
  EXPECT_EQ(reply->answers[1].date, "2026-03-01");
  EXPECT_TRUE(not_ready(workspace, notice, *reply, false)->empty())
      << "the hospital's own actions are not the distributor's";
}

TEST_F(AnswerTest, ADraftIsMarkedUnsignedAndMayBeWrittenAgain) {
  for (int i = 0; i < 2; ++i) {
    const auto reply = prepare_reply(workspace, notice, request);
    const auto files = write_draft(workspace.files(), *reply, folder / "out");
    ASSERT_TRUE(files) << files.error().describe();
    EXPECT_EQ(files->pdf.filename(), "FSN2024-1562-reply-customer-draft.pdf");
  }
}

TEST_F(AnswerTest, TheLanguageIsTheNoticesOwnUnlessAnotherIsAskedFor) {
  EXPECT_EQ(prepare_reply(workspace, notice, request)->language, "lv");
  request.language = "en";
  EXPECT_EQ(prepare_reply(workspace, notice, request)->language, "en");
  request.language = "xx";
  EXPECT_FALSE(prepare_reply(workspace, notice, request));
}

}  // namespace
}  // namespace runseal::service
