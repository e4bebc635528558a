// An SFTP server, its disk or the way to it that fail, and a sender that is killed.
#include <sys/mount.h>

#include "support/bad_network.h"
#include "support/sftp_site.h"

namespace runseal::transfer {
namespace {

namespace fs = std::filesystem;
using test::BadNetwork;
using test::Sftp;
using test::shell;
using test::Sshd;

TEST_F(Sftp, GoesOnAfterCutsAndSendsAgainOnlyWhatWasNotConfirmed) {
  large_files(4, 8'000'000);
  BadNetwork wire(sshd.port(), {BadNetwork::Fault::cut, 7'000'000, 3});
  options.streams = 1;
  const auto deposited = deposit(at(wire.port()));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  expect_deposited();
  EXPECT_EQ(wire.faults(), 3);
  EXPECT_GE(progress->connects, 4U);
  EXPECT_EQ(progress->bytes_sent, progress->bytes_total + progress->bytes_resent);
  EXPECT_GT(progress->bytes_resent, 0U);
  // at most what can be on its way: requests without an answer and the buffers of the sockets
  EXPECT_LT(progress->bytes_resent, 3U * 8'000'000U);
}

TEST_F(Sftp, GoesOnAfterAStallAndACutWhileReadingBack) {
  large_files(2, 4'000'000);
  BadNetwork stalls(sshd.port(), {BadNetwork::Fault::stall, 3'000'000, 1});
  auto to = at(stalls.port());
  to.stall = std::chrono::milliseconds(1'000);
  const auto deposited = deposit(to);
  ASSERT_TRUE(deposited) << deposited.error().describe();
  expect_deposited();
  fs::remove_all(into / "run1");
  BadNetwork cuts(sshd.port(), {BadNetwork::Fault::cut, 5'000'000, 1, true});
  ASSERT_TRUE(deposit(at(cuts.port())));
  EXPECT_EQ(cuts.faults(), 1);
  EXPECT_EQ(progress->bytes_sent, progress->bytes_total + progress->bytes_resent);
  expect_deposited();
}

TEST_F(Sftp, ABitThatFlipsOnTheWayIsNoticedByTheConnection) {
  large_files(1, 6'000'000);
  BadNetwork wire(sshd.port(), {BadNetwork::Fault::flip, 2'000'000, 1});
  const auto deposited = deposit(at(wire.port()));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(wire.faults(), 1);
  EXPECT_EQ(progress->wrong, 0U);
  expect_deposited();
}

TEST_F(Sftp, AKilledSenderGoesOnWhereItWas) {
  large_files(6, 5'000'000);
  options.limit = 10'000'000;
  send_and_kill(open, [&] {
    return shell("du -sb '" + into.string() + "' | cut -f 1").size() >= 9;  // 10 MB and more
  });
  options = {};
  expect_nothing();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // the server writes what it has
  const auto there =
      std::stoull(shell("find '" + hidden_tree().string() + "' -type f -printf '%s\\n' | awk '{s+=$1} END {print s}'"));
  EXPECT_GT(there, 9'000'000U);
  const auto deposited = deposit(at_server());
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  EXPECT_EQ(progress->bytes_sent, progress->bytes_total - there);
  EXPECT_EQ(progress->bytes_read_back, progress->bytes_total);
  expect_deposited();
}

TEST_F(Sftp, KeysThatAreChangedOnTheWayDoNotDisturb) {
  large_files(2, 20'000'000);
  const Sshd server(folder / "rekeys", "RekeyLimit 3M");
  const auto deposited = deposit(server.options(into, server.port()));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  expect_deposited();
}

TEST_F(Sftp, StopsWhenItIsToldTo) {
  large_files(2, 5'000'000);
  std::atomic<bool> stop = false;
  options.stop = &stop;
  options.limit = 2'000'000;
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    stop = true;
  });
  const auto began = std::chrono::steady_clock::now();
  const auto stopped = deposit(at_server());
  stopper.join();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled) << stopped.error().describe();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3));
  expect_nothing();
}

TEST_F(Sftp, AServerThatAllowsNoWritingIsSaidToDoSo) {
  small_run();
  const Sshd read_only(folder / "read-only", {}, "-R");
  const auto refused = deposit(read_only.options(into, read_only.port()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied) << refused.error().describe();
  EXPECT_TRUE(fs::is_empty(into));
}

TEST_F(Sftp, AFullDiskIsSeenBeforeTheFirstByteAndSaidWhenItFillsUpLater) {
  if (::geteuid() != 0) GTEST_SKIP() << "mounting a small disk needs root";
  if (::mount("none", into.c_str(), "tmpfs", 0, "size=24m") != 0) GTEST_SKIP() << "mounting is not allowed here";
  large_files(3, 10'000'000);
  const auto refused = deposit(at_server());
  const auto sent = progress->bytes_sent.load();
  // a feed that does not know its end cannot be weighed beforehand
  struct Dripping : Feed {
    std::vector<Entry> entries;
    Result<> next(std::chrono::milliseconds limit, const TakeEntry& take) override {
      if (entries.empty()) return {};
      if (entries.front().kind == EntryKind::file) std::this_thread::sleep_for(limit);
      const auto one = entries.front();
      entries.erase(entries.begin());
      return take(one);
    }
    [[nodiscard]] bool ended() const override { return entries.empty(); }
    [[nodiscard]] bool whole() const override { return false; }
    Result<> look(const TakeEntry& take) override {
      for (const auto& entry : all) RUNSEAL_CHECK(take(entry));
      return {};
    }
    std::vector<Entry> all;
  } feed;
  const auto source = base::open_folder(run);
  const auto tree = scan(source->get());
  feed.all.assign(tree->entries.begin(), tree->entries.end());
  feed.entries = feed.all;
  const auto sink = open_sftp(at_server());
  const auto filled = deposit_feed(**sink, source->get(), feed);
  shell("umount -l '" + into.string() + "'");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit) << refused.error().describe();
  EXPECT_EQ(sent, 0U);
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().code, ErrorCode::limit) << filled.error().describe();
}

// The server's system tells of a write that was lost once; a second fsync would find nothing to do.
TEST_F(Sftp, WhatTheServerCouldNotMakeDurableIsWrittenAnew) {
  if (shell("strace -qq -o /dev/null true") != "") GTEST_SKIP() << "strace is missing, or tracing is not allowed here";
  large_files(1, 500'000);
  {
    base::Command strace;
    strace.program = "strace";
    strace.arguments = {"-f", "-qq",
                        "-o", (folder / "trace").string(),
                        "-e", "trace=fsync",
                        "-e", "inject=fsync:error=EIO:when=2",
                        "-p", std::to_string(sshd.pid())};
    const auto tracing = base::Child::start(strace, folder / "strace.log");
    ASSERT_TRUE(tracing);
    const auto attached = "grep -q '^TracerPid:.[1-9]' /proc/" + std::to_string(sshd.pid()) + "/status";
    shell("for i in $(seq 500); do " + attached + " && break; sleep 0.02; done");
    const auto refused = deposit(at_server());
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().describe().find("0.cbcl: cannot make it durable"), std::string::npos)
        << refused.error().describe();
    expect_nothing();
  }
  const auto sent = deposit(at_server());
  ASSERT_TRUE(sent) << sent.error().describe();
  EXPECT_EQ(progress->bytes_sent, 500'000U);
  expect_deposited();
}

}  // namespace
}  // namespace runseal::transfer
