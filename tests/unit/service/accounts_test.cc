#include "service/accounts.h"

#include <gtest/gtest.h>

#include "base/password.h"
#include "evidence/log.h"
#include "service/sessions.h"
#include "store/console_records.h"
#include "support/fake_clock.h"
#include "support/temporary.h"

namespace runseal::service {
namespace {

using enum model::AccountRole;

struct Accounts : testing::Test {
  test::TemporaryFolder folder;
  test::FakeClock clock{*base::parse_instant("2026-03-01T08:00:00Z")};
  Workspace workspace = *Workspace::open(folder / "data", Access::write, clock);

  void SetUp() override {
    workspace.act_as({"root", "", ""});
    ASSERT_TRUE(create_account(workspace, {"anna", "Anna Bērziņa", {administrator}}));
  }
  Json last_entry() {
    const auto checkpoint = *workspace.checkpoint();
    return *evidence::read_entry(workspace.files(), workspace.evidence_folder(), checkpoint, checkpoint.size - 1);
  }
  ErrorCode code_of(const NewAccount& wanted) {
    const auto made = create_account(workspace, wanted);
    return made ? ErrorCode::internal : made.error().code;
  }
};

TEST_F(Accounts, ANewOneStandsInTheEvidenceWithoutItsPassword) {
  const std::string password = "unrelated words in a row";
  ASSERT_TRUE(create_account(workspace, {"juris", "Juris Ozols", {technician, viewer}, password}));
  const auto entry = last_entry();
  EXPECT_EQ(entry.at("kind"), "account");
  EXPECT_EQ(entry.at("subject"), "juris");
  EXPECT_EQ(entry.at("data").at("what"), "created");
  EXPECT_EQ(entry.at("data").at("roles"), Json({"technician", "viewer"}));
  EXPECT_EQ(entry.dump().find("argon2"), std::string::npos);
  EXPECT_TRUE(base::password_holds(password, account_named(workspace.database(), "juris")->password));
}

TEST_F(Accounts, WhatIsNoAccountIsRefused) {
  EXPECT_EQ(code_of({"", "X Y", {viewer}}), ErrorCode::invalid);
  EXPECT_EQ(code_of({"Anna B", "X Y", {viewer}}), ErrorCode::invalid);
  EXPECT_EQ(code_of({std::string(65, 'a'), "X Y", {viewer}}), ErrorCode::invalid);
  EXPECT_EQ(code_of({"x", "", {viewer}}), ErrorCode::invalid);
  EXPECT_EQ(code_of({"x", "X\nY", {viewer}}), ErrorCode::invalid);
  EXPECT_EQ(code_of({"x", "X Y", {}}), ErrorCode::invalid);
  EXPECT_EQ(code_of({"x", "X Y", {viewer, viewer}}), ErrorCode::invalid);
  EXPECT_EQ(code_of({"anna", "X Y", {viewer}}), ErrorCode::exists);
  EXPECT_EQ(code_of({"anna2", "ANNA BĒRZIŅA", {viewer}}), ErrorCode::exists) << "one signature, two people";
}

TEST_F(Accounts, WeakPasswordsAreRefused) {
  const auto account = *account_named(workspace.database(), "anna");
  for (const char* weak : {"", "elevenchars", "aaaaaaaaaaaaaaaa", "my Anna is the best", "BĒRZIŅA and her dog",
                           "\xff\xfe not utf-8 at all", "ābāāāāāāāāāā"})
    EXPECT_FALSE(check_password(account, weak)) << weak;
  for (const char* good : {"twelve chars", "pulksteņi zem galda", "ķīļēģšžūčāņī"})
    EXPECT_TRUE(check_password(account, good)) << good;
}

TEST_F(Accounts, AChangeSaysOldNewWhoAndWhy) {
  ASSERT_TRUE(create_account(workspace, {"juris", "Juris Ozols", {technician}}));
  EXPECT_FALSE(change_account(workspace, "juris", {.roles = {{quality}}})) << "no reason was given";
  workspace.act_as({"anna", "console", "signs from now on"});
  ASSERT_TRUE(change_account(workspace, "juris", {.roles = {{quality}}}));
  const auto entry = last_entry();
  EXPECT_EQ(entry.at("before").at("roles"), Json({"technician"}));
  EXPECT_EQ(entry.at("data").at("roles"), Json({"quality"}));
  EXPECT_EQ(entry.at("user"), "anna");
  EXPECT_EQ(entry.at("via"), "console");
  EXPECT_EQ(entry.at("why"), "signs from now on");
  EXPECT_FALSE(change_account(workspace, "juris", {.roles = {{quality}}})) << "nothing changes";
}

TEST_F(Accounts, TheLastAdministratorStays) {
  workspace.act_as({"anna", "console", "tidying up"});
  EXPECT_EQ(change_account(workspace, "anna", {.disabled = true}).error().code, ErrorCode::conflict);
  EXPECT_EQ(change_account(workspace, "anna", {.roles = {{viewer}}}).error().code, ErrorCode::conflict);
  ASSERT_TRUE(create_account(workspace, {"juris", "Juris Ozols", {administrator}}));
  ASSERT_TRUE(change_account(workspace, "juris", {.disabled = true}));
  EXPECT_EQ(change_account(workspace, "anna", {.disabled = true}).error().code, ErrorCode::conflict)
      << "a disabled one does not count";
  ASSERT_TRUE(change_account(workspace, "juris", {.disabled = false}));
  EXPECT_TRUE(change_account(workspace, "anna", {.disabled = true}));
}

TEST_F(Accounts, OtherRolesAndOtherPasswordsEndTheSessions) {
  const auto account = *account_named(workspace.database(), "anna");
  const auto sessions = [&] { return store::sessions_of(workspace.database(), "anna")->size(); };
  const auto begin = [&] {
    ASSERT_TRUE(keep_session(workspace.database(), begin_session(account, "password", {}, clock.now())));
    ASSERT_EQ(sessions(), 1U);
  };
  begin();
  workspace.act_as({"anna", "console", "more to do"});
  ASSERT_TRUE(change_account(workspace, "anna", {.full_name = "Anna Kalniņa"}));
  EXPECT_EQ(sessions(), 1U);
  ASSERT_TRUE(change_account(workspace, "anna", {.roles = {{administrator, quality}}}));
  EXPECT_EQ(sessions(), 0U);
  begin();
  ASSERT_TRUE(keep_password(workspace, "anna", *base::hash_password("x", {1024, 1})));
  EXPECT_EQ(sessions(), 0U);
}

TEST_F(Accounts, FailuresThatWereCountedMeanwhileAreNotForgotten) {
  auto account = *account_named(workspace.database(), "anna");
  const auto before = account;
  account.failures = 4;
  ASSERT_TRUE(store::touch_account(workspace.database(), account));
  ASSERT_TRUE(record_account(workspace, "changed", before, before));
  EXPECT_EQ(account_named(workspace.database(), "anna")->failures, 4U);
}

TEST_F(Accounts, ALinkIsKeptOnlyAsItsHashAndTheNewestCounts) {
  EXPECT_EQ(make_link(workspace, "anna").error().where, "why");
  workspace.act_as({"root", "", "she forgot her password"});
  const auto first = make_link(workspace, "anna");
  const auto second = make_link(workspace, "anna");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->expires, "2026-03-01T08:10:00.000Z");
  EXPECT_EQ(last_entry().dump().find(second->secret), std::string::npos);
  const auto now = base::format_instant(clock.now());
  EXPECT_FALSE(store::use_link(workspace.database(), secret_hash(first->secret), now)->has_value());
  EXPECT_EQ(*store::use_link(workspace.database(), secret_hash(second->secret), now), "anna");
}

}  // namespace
}  // namespace runseal::service
