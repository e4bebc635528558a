// Runs on a real SFTP server: what arrives, what is read back, what stands there already.
#include "support/sftp_site.h"

namespace runseal::transfer {
namespace {

namespace fs = std::filesystem;
using test::HookedSink;
using test::read_file;
using test::Sftp;
using test::shell;
using test::Sshd;
using test::write_file;

TEST_F(Sftp, BringsAllThatMattersAndASealThatStandardToolsCheck) {
  small_run();
  large_files(3, 3'000'000);
  write_file(run / std::string(255, 'n'), "the longest name");
  fs::create_directories(run / "deep/er/and/deeper");
  const auto deposited = deposit(at_server());
  ASSERT_TRUE(deposited) << deposited.error().describe() << sshd.log();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  EXPECT_FALSE(deposited->was_there);
  EXPECT_EQ(deposited->modes_lost, 0U);
  expect_deposited();
  EXPECT_EQ(progress->bytes_sent, progress->bytes_total);
  EXPECT_EQ(progress->bytes_read_back, progress->bytes_total);
  EXPECT_EQ(progress->bytes_resent, 0U);
  EXPECT_EQ(progress->files_done, progress->files_total);
}

TEST_F(Sftp, AnEmptyRunIsARunToo) {
  const auto deposited = deposit(at_server());
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  EXPECT_EQ(read_file(into / "run1/.runseal/manifest.sha256"), "");
}

TEST_F(Sftp, TheServersUmaskStaysInForce) {
  small_run();
  const Sshd strict(folder / "strict", {}, "-u 0027");
  const auto deposited = deposit(strict.options(into, strict.port()));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(shell("stat -c %a '" + (into / "run1/RunInfo.xml").string() + "'"), "640\n");
  EXPECT_EQ(shell("stat -c %a '" + (into / "run1/program.sh").string() + "'"), "750\n");
}

TEST_F(Sftp, WhatCannotBeReadBackIsUnverifiedAndStaysHidden) {
  small_run();
  const auto sink = open_sftp(at_server());
  ASSERT_TRUE(sink);
  HookedSink hooked(**sink,
                    [](const std::string& path) -> Result<> {
                      if (path == "RunInfo.xml") return fail(ErrorCode::denied, "may not be read");
                      return {};
                    },
                    {});
  const auto deposited = deposit_to(hooked);
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::unverified);
  ASSERT_EQ(deposited->unread.size(), 1U);
  EXPECT_EQ(deposited->unread[0].path, "RunInfo.xml");
  expect_nothing();
}

TEST_F(Sftp, AFileThatTheServersDiskAltersIsNamedAndOnlyThatOne) {
  small_run();
  const auto sink = open_sftp(at_server());
  ASSERT_TRUE(sink);
  HookedSink hooked(**sink,
                    [&](const std::string& path) -> Result<> {
                      if (path == "RunInfo.xml") write_file(hidden_tree() / "RunInfo.xml", "<RunInfO/>");
                      return {};
                    },
                    {});
  const auto deposited = deposit_to(hooked);
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::corrupt);
  ASSERT_EQ(deposited->corrupt.size(), 1U);
  EXPECT_EQ(deposited->corrupt[0].path, "RunInfo.xml");
  expect_nothing();
  EXPECT_FALSE(fs::exists(hidden_tree() / ".runseal/seal.json"));

  const auto again = deposit(at_server());  // what is bad is found by reading it back, and sent once more
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_EQ(again->outcome, DepositOutcome::verified);
  EXPECT_EQ(progress->wrong, 1U);
  EXPECT_EQ(progress->bytes_sent, std::string("<RunInfo/>").size());
  expect_deposited();
}

TEST_F(Sftp, TheSameRunAgainIsASuccessAndAnotherRunOfThatNameAnError) {
  small_run();
  ASSERT_TRUE(deposit(at_server()));
  expect_deposited();
  expect_same_again_is_a_success_and_another_is_not(open);
  EXPECT_EQ(read_file(into / "run1/RunInfo.xml"), "<RunInfo/>");
}

TEST_F(Sftp, TheSameRunAgainIsNoSuccessWhenTheOneThatIsThereHasRotted) {
  small_run();
  ASSERT_TRUE(deposit(at_server()));
  write_file(into / "run1/RunInfo.xml", "<RunInfO/>");
  const auto again = deposit(at_server());
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_EQ(again->outcome, DepositOutcome::corrupt);
  ASSERT_EQ(again->corrupt.size(), 1U);
  EXPECT_EQ(again->corrupt[0].path, "RunInfo.xml");
}

TEST_F(Sftp, ARunWithoutASealUnderThatNameIsNeverReplaced) {
  small_run();
  fs::create_directories(into / "run1");
  const auto refused = deposit(at_server());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::exists) << refused.error().describe();
  EXPECT_TRUE(fs::is_empty(into / "run1"));
}

TEST_F(Sftp, ARunThatComesToStandThereMeanwhileIsNotReplaced) {
  small_run();
  const auto sink = open_sftp(at_server());
  ASSERT_TRUE(sink);
  HookedSink hooked(**sink,
                    [&](const std::string& path) -> Result<> {
                      if (path.ends_with("seal.json")) fs::create_directories(into / "run1");
                      return {};
                    },
                    {});
  const auto refused = deposit_to(hooked);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::exists) << refused.error().describe();
  EXPECT_TRUE(fs::is_empty(into / "run1"));
}

TEST_F(Sftp, WhatStandsInTheHiddenTreeButIsNotOursGoes) {
  small_run();
  large_files(1, 100'000);
  const auto sink = open_sftp(at_server());
  ASSERT_TRUE(sink);
  HookedSink stops(**sink, {}, [](const std::string& path) -> Result<> {
    if (path == "RunInfo.xml") return fail(ErrorCode::limit, "stop here");
    return {};
  });
  EXPECT_FALSE(deposit_to(stops));
  const auto tree = hidden_tree();
  write_file(tree / "stranger", "x");
  fs::create_directories(tree / "strange folder");
  write_file(tree / "strange folder/file", "x");
  write_file(folder / "victim", "keep me");
  fs::create_symlink(folder / "victim", tree / "RunInfo.xml");
  write_file(tree / "L001/0.cbcl", std::string(200'000, 'z'));  // longer than ours
  const auto deposited = deposit(at_server());
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  expect_deposited();
  EXPECT_EQ(read_file(folder / "victim"), "keep me");
}

TEST_F(Sftp, TheOlderOfTwoSendersOfOneRunGivesWay) {
  small_run();
  expect_older_gives_way(open);
  expect_nothing();
}

}  // namespace
}  // namespace runseal::transfer
