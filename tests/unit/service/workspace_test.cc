#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/outbox.h"
#include "unit/service/site.h"

namespace runseal::service {
namespace {

struct WorkspaceTest : Site {
  base::Path data = folder / "data";

  Result<std::uint64_t> save(const std::string& id) {
    const auto positions = save_devices(workspace, {device(id, "1", {})}, "test");
    if (!positions) return fail(positions.error());
    return positions->front();
  }
};

TEST_F(WorkspaceTest, TheDataDirectoryIsPrivateAndHasOneWriter) {
  struct stat status{};
  ASSERT_EQ(::stat(data.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  ASSERT_EQ(::stat((data / "keys/evidence.pem").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(Workspace::open(data, Access::write).has_value() ? 1 : 0);
  int ended = 0;
  ::waitpid(child, &ended, 0);
  EXPECT_EQ(WEXITSTATUS(ended), 0) << "a second writer was let in";
  EXPECT_TRUE(Workspace::open(data, Access::read)) << "reading goes on beside a writer";
}

TEST_F(WorkspaceTest, ADirectoryThatOthersCanReadIsRefused) {
  ::mkdir((folder / "open").c_str(), 0755);
  ::chmod((folder / "open").c_str(), 0755);
  const auto outcome = Workspace::open(folder / "open", Access::write);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::denied);
}

TEST_F(WorkspaceTest, EveryRecordHasItsEntryInTheEvidenceAndTheOtherWayRound) {
  const auto position = save("a");
  ASSERT_TRUE(position) << position.error().describe();
  EXPECT_EQ((*store::find_device(workspace.database(), "a"))->evidence, *position);
  const auto entry =
      evidence::read_entry(workspace.files(), workspace.evidence_folder(), *workspace.checkpoint(), *position);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->at("data").at("device").at("id"), "a");
}

TEST_F(WorkspaceTest, WhatAKilledProcessLeftInTheOutboxIsFinishedOnceAndOnlyOnce) {
  const auto before = workspace.checkpoint()->size;
  ASSERT_TRUE(store::add_entry(workspace.database(), "left-behind", Json{{"id", "left-behind"}, {"kind", "test"}}));
  ASSERT_TRUE(save("a"));
  EXPECT_EQ(workspace.checkpoint()->size, before + 2);
  EXPECT_EQ(*store::position_of(workspace.database(), "left-behind"), before);

  // killed after the log had it and before the store knew
  ASSERT_TRUE(
      workspace.database().execute("UPDATE evidence SET position = NULL WHERE position >= " + std::to_string(before)));
  {
    const auto gone = std::move(workspace);
  }
  workspace = *Workspace::open(data, Access::write, clock);
  EXPECT_EQ(workspace.checkpoint()->size, before + 2) << "entries were appended twice";
  EXPECT_EQ(*store::position_of(workspace.database(), "left-behind"), before);
}

TEST_F(WorkspaceTest, AnEntryThatCannotFitIsRefusedBeforeAnythingIsStored) {
  auto huge = device("huge", "1", {});
  huge.software_version = std::string(70'000, 'x');
  EXPECT_FALSE(save_devices(workspace, {huge}, "test"));
  EXPECT_FALSE(store::find_device(workspace.database(), "huge")->has_value());
  EXPECT_TRUE(save("after")) << "later changes are not held up";
}

TEST_F(WorkspaceTest, KillingTheProcessAtAnyMomentLosesNothingThatWasAcknowledged) {
  {
    const auto gone = std::move(workspace);
  }
  std::uint64_t acknowledged = 0;
  constexpr int rounds = 12, most_rounds = 60;  // on a busy machine the first children die before they did anything
  for (int round = 0; round < rounds || (acknowledged == 0 && round < most_rounds); ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto mine = Workspace::open(data, Access::write);
      for (int i = 0; mine && i < 1000; ++i) {
        const auto positions =
            save_devices(*mine, {device("d" + std::to_string(round) + "-" + std::to_string(i), "1", {})}, "test");
        if (!positions || ::write(ends[1], &positions->front(), sizeof(std::uint64_t)) < 0) ::_exit(1);
      }
      ::_exit(0);
    }
    ::close(ends[1]);
    ::usleep(static_cast<useconds_t>(15'000 + round * 7'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    std::uint64_t position = 0;
    while (::read(ends[0], &position, sizeof position) == sizeof position)
      acknowledged = std::max(acknowledged, position);
    ::close(ends[0]);
    auto again = Workspace::open(data, Access::write);
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_GT(again->checkpoint()->size, acknowledged);
    EXPECT_TRUE(store::pending_entries(again->database())->empty());
    const auto verification = evidence::verify(again->files(), again->evidence_folder(), again->verifier());
    ASSERT_TRUE(verification);
    EXPECT_TRUE(verification->holds());
    const auto devices = store::all_devices(again->database());
    EXPECT_EQ(devices->size() + 1, again->checkpoint()->size)
        << "records and entries differ in number (one entry is the notice)";
  }
  EXPECT_GT(acknowledged, 0U);
  workspace = *Workspace::open(data, Access::write, clock);
}

}  // namespace
}  // namespace runseal::service
