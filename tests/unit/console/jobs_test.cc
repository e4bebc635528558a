// Whose job is stopped by whom, and what the evidence says of it.
#include "support/console_house.h"

namespace runseal::console {
namespace {

service::JobKind idle_job() {
  const auto run = [](service::JobRun&) -> Result<Json> { return Json::object(); };
  const auto title = [](const Json&) -> Result<std::string> { return "Idle"; };
  return {"idle", run, title};
}

struct JobsOfOthers : testing::Test, test::ConsoleHouse {
  JobsOfOthers() : ConsoleHouse({idle_job()}) {}
  std::string started_by(const std::string& account) {
    return "/jobs/" + jobs.submit("idle", Json::object(), {account, "console", ""})->id;  // waits: nothing was started
  }
  std::uint64_t entries() { return get("/evidence")["size"].get<std::uint64_t>(); }
};

TEST_F(JobsOfOthers, OneIsCancelledWithAReasonThatTheEvidenceKeeps) {
  const auto job = started_by("juris");
  EXPECT_EQ(refused(Method::delete_, job), ErrorCode::invalid);
  EXPECT_EQ(refused(Method::delete_, job, nullptr, {{"why", "  "}}), ErrorCode::invalid);
  EXPECT_EQ(get(job)["state"], "queued");
  EXPECT_EQ(json(ask(Method::delete_, job, {{"why", "the network is needed"}}))["state"], "cancelled");
  const auto entry = last_entry();
  EXPECT_EQ(entry["kind"], "job-cancelled");
  EXPECT_EQ(entry["user"], "anna");
  EXPECT_EQ(entry["why"], "the network is needed");
  EXPECT_EQ(entry["data"]["by"], "juris");
  EXPECT_EQ(entry["data"]["title"], "Idle");
  EXPECT_EQ(entry["before"]["state"], "queued");
}

TEST_F(JobsOfOthers, WhatHasEndedAndWhatIsOnesOwnLeavesNoEntry) {
  const auto before = entries();
  const auto own = started_by("anna");
  EXPECT_EQ(json(ask(Method::delete_, own))["state"], "cancelled");
  EXPECT_EQ(json(ask(Method::delete_, own))["state"], "cancelled") << "once more is no error";
  EXPECT_EQ(entries(), before);
  const auto other = started_by("juris");
  ASSERT_TRUE(ask(Method::delete_, other, {{"why", "a test"}}));
  EXPECT_TRUE(ask(Method::delete_, other)) << "it has ended: nothing is changed any more";
  EXPECT_EQ(entries(), before + 1);
}

TEST_F(JobsOfOthers, WhoDoesNotAdministerLeavesThemAlone) {
  caller.permissions = service::permissions_of({model::AccountRole::technician});
  const auto job = started_by("juris");
  EXPECT_EQ(refused(Method::delete_, job, nullptr, {{"why", "mine is more urgent"}}), ErrorCode::denied);
  EXPECT_EQ(get(job)["state"], "queued");
}

}  // namespace
}  // namespace runseal::console
