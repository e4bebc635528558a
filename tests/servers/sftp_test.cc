#include <sys/mount.h>
#include <sys/wait.h>

#include "support/bad_network.h"
#include "support/deposit_site.h"

namespace runseal::transfer {
namespace {

namespace fs = std::filesystem;
using test::BadNetwork;
using test::HookedSink;
using test::noise;
using test::read_file;
using test::shell;
using test::Sshd;
using test::write_file;

class Sftp : public test::DepositSite {
 protected:
  SftpOptions at(std::uint16_t port) const { return sshd.options(into, port); }
  SftpOptions at_server() const { return at(sshd.port()); }

  Sshd sshd{folder / "sshd"};
  OpenSink open = [this] { return open_sftp(at_server()); };
};

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

TEST_F(Sftp, AnUnknownHostIsRefusedWithTheFingerprintThatSshKeygenShows) {
  small_run();
  auto to = at_server();
  write_file(to.to.known_hosts, "");
  const auto refused = open_sftp(to);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied);
  const auto shown = shell("ssh-keygen -lf " + sshd.host_key().string() + ".pub | cut -d ' ' -f 2");
  EXPECT_NE(refused.error().what.find(shown.substr(0, shown.size() - 1)), std::string::npos)
      << refused.error().describe();
  EXPECT_NE(refused.error().next.find("ssh-keyscan"), std::string::npos);
  to.to.known_hosts = folder / "no such file";
  ASSERT_FALSE(open_sftp(to));
  EXPECT_FALSE(fs::exists(to.to.known_hosts)) << "a refused key was remembered";
}

TEST_F(Sftp, AChangedHostKeyIsRefused) {
  const Sshd other(folder / "other");
  auto to = at_server();
  write_file(to.to.known_hosts,
             "[127.0.0.1]:" + std::to_string(sshd.port()) + " " + read_file(other.host_key().string() + ".pub"));
  const auto refused = open_sftp(to);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied);
  EXPECT_NE(refused.error().what.find("another host key"), std::string::npos) << refused.error().describe();
}

TEST_F(Sftp, AHostKnownByAHashedNameIsKnown) {
  const auto to = at_server();
  shell("ssh-keygen -q -H -f '" + to.to.known_hosts.string() + "'");
  EXPECT_EQ(read_file(to.to.known_hosts).find("127.0.0.1"), std::string::npos);
  const auto sink = open_sftp(to);
  EXPECT_TRUE(sink) << sink.error().describe();
}

TEST_F(Sftp, AHostWithSeveralKeysIsKnownByAnyOfThem) {
  shell("ssh-keygen -q -t ecdsa -N '' -f '" + (folder / "ecdsa").string() + "'; ssh-keygen -q -t rsa -N '' -f '" +
        (folder / "rsa").string() + "'");
  for (const char* known : {"ecdsa", "rsa", "sshd/host"}) {
    const Sshd server(folder / "sshd",
                      "HostKey " + (folder / "rsa").string() + "\nHostKey " + (folder / "ecdsa").string());
    auto to = server.options(into, server.port());
    write_file(to.to.known_hosts,
               "[127.0.0.1]:" + std::to_string(server.port()) + " " + read_file((folder / known).string() + ".pub"));
    const auto sink = open_sftp(to);
    EXPECT_TRUE(sink) << known << ": " << sink.error().describe();
  }
}

TEST_F(Sftp, ARevokedHostKeyIsRefusedEvenWhenItIsKnown) {
  const auto to = at_server();
  write_file(to.to.known_hosts,
             read_file(to.to.known_hosts) + "\n@revoked * " + read_file(sshd.host_key().string() + ".pub"));
  const auto refused = open_sftp(to);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied);
  EXPECT_NE(refused.error().what.find("revoked"), std::string::npos) << refused.error().describe();
}

TEST_F(Sftp, TheWrongKeyIsRefusedAndNoPasswordIsTried) {
  const Sshd other(folder / "other");
  auto to = at_server();
  to.to.identity = other.client_key();
  const auto refused = open_sftp(to);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied);
  EXPECT_NE(refused.error().describe().find("authorized_keys"), std::string::npos) << refused.error().describe();
  EXPECT_EQ(sshd.log().find("Failed password"), std::string::npos);
}

TEST_F(Sftp, AKeyWithAPassphraseIsNotAskedForButTheAgentIs) {
  auto to = at_server();
  shell("cp '" + sshd.client_key().string() + "' '" + (folder / "locked").string() +
        "' && ssh-keygen -q -p -N secret -f '" + (folder / "locked").string() + "'");
  to.to.identity = folder / "locked";
  const auto locked = open_sftp(to);
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, ErrorCode::usage);
  EXPECT_NE(locked.error().next.find("ssh-agent"), std::string::npos) << locked.error().describe();

  to.to.identity.clear();
  ::unsetenv("SSH_AUTH_SOCK");
  const auto none = open_sftp(to);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::usage) << none.error().describe();
  const auto socket = (folder / "agent").string();
  shell("ssh-agent -a '" + socket + "' > '" + (folder / "agent.env").string() + "' && SSH_AUTH_SOCK='" + socket +
        "' ssh-add -q '" + sshd.client_key().string() + "'");
  ::setenv("SSH_AUTH_SOCK", socket.c_str(), 1);
  const auto sink = open_sftp(to);
  ::unsetenv("SSH_AUTH_SOCK");
  shell(". '" + (folder / "agent.env").string() + "' > /dev/null && kill $SSH_AGENT_PID");
  EXPECT_TRUE(sink) << sink.error().describe();
}

TEST_F(Sftp, AServerWithOnlyOldAlgorithmsIsRefused) {
  for (const char* old : {"Ciphers aes256-cbc", "Ciphers chacha20-poly1305@openssh.com",
                          "MACs hmac-sha1\nCiphers aes256-ctr", "KexAlgorithms diffie-hellman-group14-sha1"}) {
    const Sshd server(folder / "old", old);
    const auto refused = open_sftp(server.options(into, server.port()));
    ASSERT_FALSE(refused) << old;
    EXPECT_EQ(refused.error().code, ErrorCode::denied) << refused.error().describe();
    EXPECT_NE(refused.error().what.find("offers no algorithms"), std::string::npos) << refused.error().describe();
  }
}

TEST_F(Sftp, NobodyThereAFolderThatIsNotThereAndAFileInItsPlaceAreSaidAtOnce) {
  small_run();
  const auto nobody = open_sftp(at(1));
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, ErrorCode::unavailable);
  auto to = at_server();
  to.folder = (folder / "nowhere").string();
  const auto nowhere = open_sftp(to);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, ErrorCode::not_found);
  write_file(folder / "nowhere", "a file");
  EXPECT_FALSE(open_sftp(to));
}

TEST_F(Sftp, AServerThatAllowsNoWritingIsSaidToDoSo) {
  small_run();
  const Sshd read_only(folder / "read-only", {}, "-R");
  const auto refused = deposit(read_only.options(into, read_only.port()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied) << refused.error().describe();
  EXPECT_TRUE(fs::is_empty(into));
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
  feed.entries = feed.all = scan(source->get())->entries;
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

TEST(SftpUrl, SaysWhoWhereAndInWhichFolder) {
  const auto plain = parse_sftp_url("sftp://runs@nas01/incoming/dir/");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->to.user, "runs");
  EXPECT_EQ(plain->to.at.host, "nas01");
  EXPECT_EQ(plain->to.at.port, 22);
  EXPECT_EQ(plain->folder, "/incoming/dir");
  EXPECT_EQ(parse_sftp_url("sftp://runs@[::1]:2222/~/in%20coming")->folder, "in coming");
  EXPECT_EQ(parse_sftp_url("sftp://runs@[::1]:2222/~/in")->to.at.port, 2222);
  for (const char* bad : {"sftp://nas01/x", "sftp://u:secret@nas01/x", "sftp://u@nas01", "sftp://u@nas01/",
                          "smb://u@n/x", "sftp://u@/x", "sftp://u@n/%zz", "sftp://u@n/a%00b"}) {
    const auto refused = parse_sftp_url(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_EQ(refused.error().describe().find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace runseal::transfer
