#include "base/hash.h"
#include "base/sshsig.h"
#include "unit/service/site.h"

namespace runseal::service {
namespace {

using model::CaseAction;
using model::ItemState;
using model::Protection;

struct CaseBook : Site {
  void SetUp() override {
    ASSERT_TRUE(save_devices(workspace,
                             {device("novaseq", "20068232", {"smb://nas01/runs", "smb://nas02/runs"}),
                              device("printer", "X-1", {}), device("MiSeqDx", "20014053", {})},
                             "test"));
  }
};

TEST_F(CaseBook, OnlyAffectedDevicesOweActionsAndTheOthersAreCounted) {
  const auto now = case_of(workspace, notice);
  ASSERT_TRUE(now);
  ASSERT_EQ(now->devices.size(), 1U);
  EXPECT_EQ(now->devices.front().device_id, "novaseq");
  ASSERT_EQ(now->near_misses.size(), 1U);
  EXPECT_EQ(now->near_misses.front().device_id, "MiSeqDx");
  EXPECT_EQ(now->not_affected, 1U);
}

TEST_F(CaseBook, ANearMissIsSettledByANamedPersonAndOnlyForTheDeviceAsItWasCompared) {
  const auto settle = [&](const std::string& device, const std::string& note) {
    return state_action(workspace, notice,
                        {CaseAction::near_miss_settled, device, "Anna Bērziņa", "", note, std::nullopt});
  };
  EXPECT_EQ(item(CaseAction::near_miss_settled, "MiSeqDx").state, ItemState::open);
  EXPECT_FALSE(settle("MiSeqDx", " ")) << "without a word about the label";
  EXPECT_FALSE(settle("novaseq", "REF 20068232")) << "it is affected: no statement takes it out";
  EXPECT_FALSE(settle("printer", "a printer")) << "it is none";
  const auto stated = settle("MiSeqDx", "REF 20014053, research use only");
  ASSERT_TRUE(stated) << stated.error().describe();
  const auto done = item(CaseAction::near_miss_settled, "MiSeqDx");
  EXPECT_EQ(done.state, ItemState::done);
  EXPECT_EQ(done.evidence, *stated);
  EXPECT_EQ(case_of(workspace, notice)->near_misses.front().settled_by, "Anna Bērziņa");

  ASSERT_TRUE(save_devices(workspace, {device("MiSeqDx", "20014054", {})}, "another look at the label"));
  EXPECT_EQ(item(CaseAction::near_miss_settled, "MiSeqDx").state, ItemState::open) << "the words were about 20014053";
}

TEST_F(CaseBook, ADeviceIsSecureOnlyWhenEveryConnectionWasMeasuredAsProtected) {
  EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::open);
  measured("smb://nas01/runs", Protection::protected_);
  EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::open) << "nas02 was never measured";
  for (const auto grade : {Protection::unknown, Protection::absent, Protection::optional}) {
    measured("smb://nas02/runs", grade);
    EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::open) << base::name_of(grade);
  }
  measured("smb://nas02/runs", Protection::protected_);
  EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::done);
  measured("smb://nas01/runs", Protection::optional);
  EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::open) << "it became worse again";
}

TEST_F(CaseBook, AnOldMeasurementNoLongerCounts) {
  measured("smb://nas01/runs", Protection::protected_);
  measured("smb://nas02/runs", Protection::protected_);
  clock.advance(std::chrono::hours(24 * 91));
  const auto old = item(CaseAction::measured_secure, "novaseq");
  EXPECT_EQ(old.state, ItemState::open);
  EXPECT_NE(old.detail.find("2026-03-01"), std::string::npos) << old.detail;
}

TEST_F(CaseBook, AMeasurementFromTheFutureProvesNothing) {
  clock.advance(std::chrono::hours(24 * 365));
  measured("smb://nas01/runs", Protection::protected_);
  measured("smb://nas02/runs", Protection::protected_);
  clock.advance(-std::chrono::hours(24 * 365));
  EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::open);
}

TEST_F(CaseBook, AnExceptionSignedWithAnotherKeyUnderThisNameDoesNotHold) {
  (void)signer();
  auto impostor = Signer{{"Anna Bērziņa", "", base::ssh_public_key(base::PrivateKey::generate().public_key()), {}},
                         base::PrivateKey::generate()};
  impostor.person.public_key = base::ssh_public_key(impostor.key.public_key());
  ASSERT_TRUE(sign_exception(workspace, notice, "novaseq", "storage is replaced in April",
                             *base::parse_date("2026-03-31"), impostor));
  EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::open);
}

TEST_F(CaseBook, AnAffectedDeviceWithoutConnectionsIsNotTakenForSecure) {
  ASSERT_TRUE(save_devices(workspace, {device("veriseq", "20047000", {})}, "test"));
  EXPECT_EQ(item(CaseAction::measured_secure, "veriseq").state, ItemState::open);
}

TEST_F(CaseBook, SecurityCannotBeStated) {
  const auto outcome = state_action(workspace, notice, {CaseAction::measured_secure, "novaseq", "Anna", "", "", {}});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::usage);
}

TEST_F(CaseBook, ReadingTheGuidanceNeedsTheFileAndKeepsItsHash) {
  EXPECT_FALSE(state_action(workspace, notice, {CaseAction::guidance_read, "", "Anna", "", "", {}}));
  stated(CaseAction::guidance_read);
  const auto done = item(CaseAction::guidance_read);
  EXPECT_EQ(done.state, ItemState::done);
  const auto sha256 = base::sha256_hex(base::as_bytes("what was read"));
  EXPECT_NE(done.detail.find(sha256), std::string::npos);
  EXPECT_EQ(test::read_file(folder.path() / "data" / "attachments" / sha256), "what was read");
}

TEST_F(CaseBook, AStatementNeedsAPersonADateThatHasBeenAndADeviceThatIsAffected) {
  EXPECT_FALSE(state_action(workspace, notice, {CaseAction::users_informed, "", " ", "", "", {}}));
  EXPECT_FALSE(state_action(workspace, notice, {CaseAction::users_informed, "", "Anna", "2026-03-02", "", {}}));
  EXPECT_FALSE(state_action(workspace, notice, {CaseAction::users_informed, "", "Anna", "2026-02-30", "", {}}));
  EXPECT_FALSE(state_action(workspace, notice, {CaseAction::protocol_settled, "printer", "Anna", "", "SMB 3", {}}));
  EXPECT_FALSE(state_action(workspace, notice, {CaseAction::protocol_settled, "novaseq", "Anna", "", "", {}}));
  EXPECT_FALSE(state_action(workspace, notice, {CaseAction::protocol_settled, "", "Anna", "", "SMB 3", {}}));
  stated(CaseAction::users_informed);
  EXPECT_EQ(item(CaseAction::users_informed).on, "2026-03-01");
}

TEST_F(CaseBook, AnExceptionIsSignedHoldsUntilItsDayAndThenTheItemIsOpenAgain) {
  const auto signed_at = sign_exception(workspace, notice, "novaseq", "storage is replaced in April",
                                        *base::parse_date("2026-03-31"), signer());
  ASSERT_TRUE(signed_at) << signed_at.error().describe();
  EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::excepted);
  clock.advance(std::chrono::hours(24 * 30));
  EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::excepted) << "31 March is the last day";
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::open);
}

TEST_F(CaseBook, AnExceptionWithoutReasonOrWithoutEndIsRefused) {
  EXPECT_FALSE(sign_exception(workspace, notice, "novaseq", "because", *base::parse_date("2026-03-31"), signer()));
  EXPECT_FALSE(sign_exception(workspace, notice, "novaseq", "storage is replaced in April",
                              *base::parse_date("2026-02-28"), signer()));
  EXPECT_FALSE(sign_exception(workspace, notice, "novaseq", "storage is replaced in April",
                              *base::parse_date("2036-02-28"), signer()));
  EXPECT_FALSE(sign_exception(workspace, notice, "printer", "storage is replaced in April",
                              *base::parse_date("2026-03-31"), signer()));
}

TEST_F(CaseBook, AnExceptionWhoseStoredWordsWereChangedDoesNotHold) {
  ASSERT_TRUE(sign_exception(workspace, notice, "novaseq", "storage is replaced in April",
                             *base::parse_date("2026-03-31"), signer()));
  ASSERT_TRUE(workspace.database().execute("UPDATE exception SET body = json_set(body, '$.expires', '2030-01-01')"));
  EXPECT_EQ(item(CaseAction::measured_secure, "novaseq").state, ItemState::open);
}

TEST_F(CaseBook, AWrongPassphraseOpensNoKey) {
  (void)signer();
  const auto outcome = signer_named(workspace, "Anna Bērziņa", "correct horse batterx");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::denied);
  EXPECT_FALSE(add_person(workspace, "Other", "", "short"));
}

}  // namespace
}  // namespace runseal::service
