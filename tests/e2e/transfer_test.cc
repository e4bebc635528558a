// Two machines as their operators meet them: pairing, sending, being killed, going on, and what then stands where.
#include <signal.h>
#include <sys/mount.h>

#include "base/text.h"
#include "e2e/two_nodes.h"

namespace runseal::e2e {
namespace {

namespace fs = std::filesystem;

class Transfer : public TwoNodes {};

TEST_F(Transfer, ARunIsPairedForSentVerifiedAndTold) {
  make_run(50, 20'000);
  pair();
  receive();
  const auto sent = json_at("gateway", send_words());
  EXPECT_EQ(sent["seal"]["hashed_at"], "gateway");
  EXPECT_EQ(sent["seal"]["files"], 51);
  EXPECT_EQ(sent["bytes_resent"], 0);
  EXPECT_EQ(check_with_coreutils(into / "run1"), "");
  EXPECT_EQ(json_at("nas", {"verify", (into / "run1").string()})["verification"]["intact"], 51);
  EXPECT_EQ(json_at("nas", {"run", "show", "run1"})["events"][0]["kind"], "received");
  EXPECT_EQ(json_at("gateway", {"run", "show", "run1"})["events"][0]["kind"], "sent");
  EXPECT_TRUE(json_at("gateway", {"evidence", "verify"})["holds"].get<bool>());
  EXPECT_TRUE(json_at("nas", {"evidence", "verify"})["holds"].get<bool>());
  const auto again = json_at("gateway", send_words());
  EXPECT_TRUE(again["was_there"].get<bool>());
  EXPECT_EQ(again["seal_sha256"], sent["seal_sha256"]) << "of the seal that stands there, not of one made to compare";
  EXPECT_TRUE(again["seal"].is_null());
  EXPECT_EQ(json_at("gateway", {"run", "show", "run1"})["events"][1]["seal_sha256"], sent["seal_sha256"]);
  json_at("nas", {"node", "revoke", "gateway1", "--why", "it was sold"});
  const auto refused = runseal(at("gateway", send_words()));
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.err.find("node pair"), std::string::npos) << refused.err;
}

// docs/manual/send.md, "Once" and "Send": the sender is kept to one folder, and the run goes into it under its name.
TEST_F(Transfer, APlaceThatEndsWithASlashIsAFolderAndOneWithoutIsTheRunsName) {
  make_run(3, 1000);
  const auto invitation = json_at("nas", {"node", "pair", "--address", seen_at + ":" + std::to_string(port), "--name",
                                          "nas01", "--folder", "miseq"});
  const auto answer = json_at("gateway", {"node", "pair", invitation["line"], "--name", "gateway1"});
  json_at("nas", {"node", "pair", answer["line"]});
  receive();
  EXPECT_EQ(json_at("gateway", {"send", run.string(), "runseal://nas01/miseq/"})["seal"]["run"], "run1");
  EXPECT_EQ(check_with_coreutils(into / "miseq/run1"), "");
  EXPECT_EQ(json_at("gateway", {"send", run.string(), "runseal://nas01/miseq/other"})["seal"]["run"], "other");
  EXPECT_EQ(check_with_coreutils(into / "miseq/other"), "");
  EXPECT_EQ(runseal(at("gateway", {"send", run.string(), "runseal://nas01/elsewhere/"})).exit_code, 3);
}

TEST_F(Transfer, AKilledSenderGoesOnAndSendsOnlyWhatWasNotConfirmed) {
  make_run(12, 2'000'000);
  pair();
  receive();
  {
    auto child = base::Child::start(command(at("gateway", send_words({"--limit", "6M"}))), folder / "send.log");
    wait_until_arriving(9'000'000);
    ::kill(child->pid(), SIGKILL);
  }
  EXPECT_FALSE(fs::exists(into / "run1"));
  const auto stood = arriving();
  const auto sent = json_at("gateway", send_words());
  EXPECT_EQ(check_with_coreutils(into / "run1"), "");
  // what stood in the hidden tree is not sent again: at most one piece of each open file
  EXPECT_LE(sent["bytes_sent"].get<std::uint64_t>(), 24'000'000U - stood + 8U * (1U << 20U));
}

TEST_F(Transfer, AKilledReceiverIsWaitedForAndTheRunGoesOn) {
  make_run(12, 2'000'000);
  pair();
  receive();
  auto sending = std::thread([&] {
    const auto sent = json_at("gateway", send_words({"--limit", "8M"}));
    EXPECT_GE(sent["attempts"].get<int>(), 2);
    EXPECT_LE(sent["bytes_resent"].get<std::uint64_t>(), 8U * (1U << 20U));
  });
  wait_until_arriving(6'000'000);
  kill_receiver();
  EXPECT_FALSE(fs::exists(into / "run1"));
  receive();
  sending.join();
  EXPECT_EQ(check_with_coreutils(into / "run1"), "");
  EXPECT_FALSE(fs::exists(into / ".runseal-incoming"));
}

TEST_F(Transfer, CtrlCLeavesNothingUnderTheNameAndTheSameCommandFinishes) {
  make_run(6, 2'000'000);
  pair();
  receive();
  {
    auto child = base::Child::start(command(at("gateway", send_words({"--limit", "4M"}))), folder / "send.log");
    wait_until_arriving(2'000'000);
    ::kill(child->pid(), SIGINT);
    for (int i = 0; i < 200 && child->running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(25));
    EXPECT_FALSE(child->running());
  }
  EXPECT_FALSE(fs::exists(into / "run1"));
  json_at("gateway", send_words());
  EXPECT_EQ(check_with_coreutils(into / "run1"), "");
}

TEST_F(Transfer, ARunThatIsStillWrittenIsFollowedToItsEnd) {
  make_run(3, 10'000);
  pair();
  receive();
  auto sending = std::thread([&] {
    const auto sent = json_at("gateway", send_words({"--follow", "--complete-when", "done.txt", "--quiet", "1"}));
    EXPECT_EQ(sent["seal"]["files"], 6);
    EXPECT_EQ(sent["seal"]["complete"], "done.txt");
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(1'500));
  test::write_file(run / "Data/later.bcl", "later");
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_FALSE(fs::exists(into / "run1"));
  test::write_file(run / "done.txt", "");
  sending.join();
  EXPECT_EQ(test::read_file(into / "run1/Data/later.bcl"), "later");
  EXPECT_EQ(check_with_coreutils(into / "run1"), "");
}

// At its first look the second sender knows of no file that is finished; what arrived before is not sent again.
TEST_F(Transfer, AKilledSenderThatFollowsGoesOnWhileTheRunIsStillWritten) {
  constexpr std::uint64_t files = 5, size = 2'000'000;
  for (std::uint64_t i = 1; i <= files; ++i) {
    const auto cycle = run / fmt::format("Data/Intensities/BaseCalls/L001/C{}.1", i);
    fs::create_directories(cycle);
    test::write_file(cycle / "s_1_1101.bcl", std::string(size, 'b'));
  }
  pair();
  receive();
  const auto follow = [&](const char* limit) {
    return command(at("gateway", send_words({"--follow", "--rules", "hiseq-2500", "--complete-when", "done.txt",
                                             "--quiet", "1", "--limit", limit, "--json"})));
  };
  {
    auto child = base::Child::start(follow("2M"), folder / "send.log");
    for (int i = 0; i < 3 && arriving() < 5'000'000; ++i) std::this_thread::sleep_for(std::chrono::seconds(5));
    wait_until_arriving(5'000'000);
    ::kill(child->pid(), SIGKILL);
  }
  const auto stood = arriving();
  auto again = base::Child::start(follow("100M"), folder / "again.log");
  for (int i = 0; i < 1'200 && arriving() < files * size; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  EXPECT_GE(arriving(), files * size) << test::read_file(folder / "again.log");
  test::write_file(run / "done.txt", "");
  for (int i = 0; i < 1'200 && again->running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(25));
  const auto told = test::read_file(folder / "again.log");
  EXPECT_EQ(check_with_coreutils(into / "run1"), "") << told;
  const auto at = told.find("\"bytes_sent\":");
  ASSERT_NE(at, std::string::npos) << told;
  // at most one piece of each open file is sent again
  EXPECT_LE(std::stoull(told.substr(at + 13)), files * size - stood + files * (1U << 20U)) << told;
}

TEST_F(Transfer, ARunThatIsFollowedToWhereAnotherStandsReplacesNothing) {
  make_run(3, 10'000);
  pair();
  receive();
  json_at("gateway", send_words());
  auto sending = std::thread([&] {
    const auto sent = runseal(at("gateway", send_words({"--follow", "--complete-when", "done.txt", "--quiet", "1"})));
    EXPECT_EQ(sent.exit_code, 3) << sent.err;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(2'500));
  test::write_file(run / "done.txt", "");
  sending.join();
  EXPECT_FALSE(fs::exists(into / "run1/done.txt"));
  EXPECT_EQ(check_with_coreutils(into / "run1"), "");
}

TEST_F(Transfer, AnUnknownInstrumentIsNotGuessedAt) {
  make_run(3, 10'000);
  pair();
  const auto refused = runseal(at("gateway", send_words({"--follow"})));
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("--complete-when"), std::string::npos) << refused.err;
}

TEST_F(Transfer, WithJsonALineEachSecondTellsHowFarItIs) {
  make_run(12, 500'000);
  const auto sent =
      runseal(at("gateway", {"--json", "send", run.string(), "file://" + into.string(), "--limit", "2M"}));
  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  std::vector<Json> told;
  for (const auto& line : base::split(sent.err, '\n'))
    if (!line.empty()) told.push_back(Json::parse(line));
  ASSERT_GE(told.size(), 3U) << sent.err;
  for (std::size_t i = 1; i < told.size(); ++i) EXPECT_GE(told[i]["bytes"], told[i - 1]["bytes"]) << sent.err;
  EXPECT_LE(told.back()["bytes"], 6'000'015) << sent.err;
  EXPECT_EQ(told.back()["total_bytes"], 6'000'015) << sent.err;
  EXPECT_EQ(told.back()["total_files"], 13) << sent.err;
}

TEST_F(Transfer, AFolderIsWrittenAndReadBack) {
  make_run(20, 50'000);
  const auto sent = json_at("gateway", {"send", run.string(), "file://" + into.string()});
  EXPECT_TRUE(sent["receipt"]["read_back"].get<bool>());
  EXPECT_EQ(check_with_coreutils(into / "run1"), "");
  EXPECT_EQ(json_at("gateway", {"verify", (into / "run1").string()})["verification"]["intact"], 21);
}

TEST_F(Transfer, ARunThatAnotherNodeBroughtToTheFolderIsThere) {
  make_run(20, 50'000);
  const auto to_folder = [&](const char* node) {
    return json_at(node, {"send", run.string(), "file://" + into.string()});
  };
  EXPECT_FALSE(to_folder("gateway")["was_there"].get<bool>());
  const auto receipt = test::read_file(into / "run1/.runseal/receipt.json");
  EXPECT_TRUE(to_folder("spare")["was_there"].get<bool>());
  EXPECT_EQ(test::read_file(into / "run1/.runseal/receipt.json"), receipt);
  test::write_file(into / "run1/Data/0.bcl", "altered");
  EXPECT_EQ(runseal(at("spare", {"send", run.string(), "file://" + into.string()})).exit_code, 1);
}

TEST_F(Transfer, ARunIsNotSentIntoItselfNorOntoItself) {
  make_run(3, 1000);
  fs::create_symlink(run / "Data", folder / "alias");
  const auto listed = [&] { return shell("find '" + run.parent_path().string() + "' -printf '%P %T@ ' | sha256sum"); };
  const auto before = listed();
  for (const auto& place : {run, run / "Data", folder / "alias", run.parent_path()}) {
    const auto refused = runseal(at("gateway", {"send", run.string(), "file://" + place.string()}));
    EXPECT_EQ(refused.exit_code, 2) << place << refused.out;
    EXPECT_EQ(listed(), before) << place << " was written to";
  }
}

TEST_F(Transfer, AFullDiskIsSaidAndNothingStandsUnderTheName) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can mount a small file system";
  make_run(10, 4'000'000);
  pair();
  ASSERT_EQ(::mount("none", into.c_str(), "tmpfs", 0, "size=24m"), 0);
  receive();
  const auto refused = runseal(at("gateway", send_words()));
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.err.find("not enough space"), std::string::npos) << refused.err;
  EXPECT_FALSE(fs::exists(into / "run1"));
  receiver_.reset();
  ::umount2(into.c_str(), MNT_DETACH);
}

TEST_F(Transfer, WithoutPairingItSaysHowToPair) {
  make_run(1, 10);
  const auto refused = runseal(at("gateway", send_words()));
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_NE(refused.err.find("runseal node pair"), std::string::npos) << refused.err;
  EXPECT_EQ(runseal(at("gateway", {"send", run.string(), "ftp://nas01/x"})).exit_code, 2);
  EXPECT_EQ(runseal(at("gateway", {"send", run.string(), "runseal://nas01/", "--limit", "fast"})).exit_code, 2);
}

}  // namespace
}  // namespace runseal::e2e
