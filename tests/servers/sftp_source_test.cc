// Sources that change, or lead out of the run, on their way to an SFTP server.
#include "support/sftp_site.h"

namespace runseal::transfer {
namespace {

namespace fs = std::filesystem;
using test::HookedSink;
using test::Sftp;
using test::shell;

TEST_F(Sftp, ASourceThatGrowsShrinksOrIsReplacedIsSentAsItIsAtLast) {
  for (const std::string how : {"grow", "shrink", "replace"}) {
    fs::remove_all(run);
    fs::create_directories(run);
    small_run();
    large_files(1, 2'000'000);
    const auto sink = open_sftp(at_server());
    ASSERT_TRUE(sink);
    int times = 0;
    HookedSink hooked(**sink, {}, [&](const std::string& path) -> Result<> {
      if (path != "L001/0.cbcl" || ++times > 2) return {};
      const auto file = (run / path).string();
      if (how == "grow") shell("printf more >> '" + file + "'");
      if (how == "shrink") shell("truncate -s -1000 '" + file + "'");
      if (how == "replace")
        shell(
            "cd '" + (run / "L001").string() + "' && touch -r . ../../folder-time && tr a b < 0.cbcl > ../../new && " +
            "touch -r 0.cbcl ../../new && mv ../../new 0.cbcl && touch -r ../../folder-time .");  // only the file moves
      return {};
    });
    const auto deposited = deposit_to(hooked, how);
    ASSERT_TRUE(deposited) << how << deposited.error().describe();
    EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
    EXPECT_EQ(times, 3) << how;
    expect_deposited(how);
  }
}

TEST_F(Sftp, ASourceThatNeverRestsIsAClearFailure) {
  small_run();
  const auto sink = open_sftp(at_server());
  ASSERT_TRUE(sink);
  int times = 0;
  HookedSink hooked(**sink, {}, [&](const std::string& path) -> Result<> {
    if (path == "RunInfo.xml" && ++times > 0) shell("printf more >> '" + (run / path).string() + "'");
    return {};
  });
  const auto refused = deposit_to(hooked);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(refused.error().where, "RunInfo.xml");
  EXPECT_EQ(times, 4);  // once, and again three times
  expect_nothing();
}

TEST_F(Sftp, LinksThatLeaveTheRunAreRefusedBeforeAnythingIsSent) {
  small_run();
  fs::create_symlink("../../etc/passwd", run / "way out");
  const auto refused = deposit(at_server());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().describe().find("way out"), std::string::npos) << refused.error().describe();
  EXPECT_EQ(progress->bytes_sent, 0U);
  expect_nothing();
}

}  // namespace
}  // namespace runseal::transfer
