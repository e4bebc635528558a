// Each command against the data directory and against a running service: the same output, byte for byte, but for times
// and what is random.
#include <csignal>

#include "e2e/on_terminal.h"
#include "e2e/remote.h"

namespace runseal::e2e {
namespace {

TEST_F(RemoteCommands, PrintTheSameAsThoseThatReadTheDataDirectory) {
  const std::string letter = test::source_file("demo/letter.md").string();
  const auto inventory = file("inventory.csv", base::replaced(test::read_file(test::source_file("demo/inventory.csv")),
                                                              "@STORAGE@", "smb://127.0.0.1:1/runs"));
  same_in_words_and_json({"notice", "list"});
  same_in_words_and_json({"notice", "show", "fsn2024-1562"});
  same_in_words_and_json({"device", "list"});
  same_in_words_and_json({"device", "show", "miseq-1"});
  same_in_words_and_json({"device", "show", "storage"});
  same_in_words_and_json({"run", "list"});
  same_in_words_and_json({"run", "show", "run1"});
  same_in_words_and_json({"node", "list"});
  same_in_words_and_json({"plan", "--all"}, 1);
  same_in_words_and_json({"plan", "miseq-1", "--paste"}, 1);
  same_in_words_and_json({"plan", "smb://127.0.0.1:1/a"}, 1);
  same_in_words_and_json({"evidence", "show"});
  same({"evidence", "show", "1"});
  same({"evidence", "prove", "1"});
  same_in_words_and_json({"evidence", "key"});
  same_in_words_and_json({"evidence", "verify"});
  EXPECT_EQ(alone({"evidence", "verify"}).out, remote({"evidence", "verify"}).out) << "not yet gone their ways";

  same({"notice", "import", letter, "--yes", "--by", "Anna Bērziņa"});
  same({"--json", "notice", "import", letter, "--yes"});
  same_in_words_and_json({"notice", "list"});
  same_in_words_and_json({"device", "import", inventory, "--why", "what stands here"});
  same({"device", "add", "NextSeq", "--catalogue", "20005715"});
  same({"--json", "device", "add", "NextSeq two"});
  same({"device", "connect", "nextseq", "smb://127.0.0.1:1/b", "--host", "nextseq.lab"});
  same({"--json", "device", "connect", "nextseq", "smb://127.0.0.1:1/c"});
  same_in_words_and_json({"device", "list"});
  same_in_words_and_json({"notice", "match", "FSN2024-1562"});
  same_in_words_and_json({"case", "show", "FSN2024-1562"}, 1);
  same({"case", "done", "FSN2024-1562", "notice-read", "--by", "Anna Bērziņa"});
  same({"case", "done", "FSN2024-1562", "guidance-read", "--by", "Anna Bērziņa", "--file", letter});
  same_in_words_and_json({"case", "show", "FSN2024-1562"}, 1);
  same_in_words_and_json({"plan", "--all"}, 1);
  same_in_words_and_json({"node", "pair", "--address", "nas01:7433", "--name", "nas01"});
  same_in_words_and_json({"evidence", "verify"});
  same({"evidence", "bundle", "FSN2024-1562", "--out", (folder / "bundle.tar").string()});

  // what is refused is refused with the same code
  same({"--json", "device", "import", file("bad.csv", "name,udi\nx,(01)1\n"), "--why", "more"}, 1);
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"device", "show", "nobody"},
                                                {"notice", "show", "X1"},
                                                {"run", "show", "none"},
                                                {"node", "revoke", "nobody", "--why", "it was sold"},
                                                {"evidence", "show", "99999"}}) {
    EXPECT_EQ(remote(wrong).exit_code, alone(wrong).exit_code) << base::join(wrong, " ");
  }
}

TEST_F(RemoteCommands, ACaptureIsReadByTheServiceAsItIsHere) {
  const auto recording = test::source_file("tests/golden/capture/ftp_pasv.pcap").string();
  same({"device", "add", "NovaSeq", "--id", "n1", "--connection", "ftp://127.0.0.1/runs", "--host", "127.0.0.1"});
  same_in_words_and_json({"capture", recording}, 1);
  same({"--json", "capture", recording, "--connection", "ftp://127.0.0.1/runs"}, 1);
  const auto csv = [&](const char* name) { return (folder / name).string(); };
  EXPECT_EQ(alone({"capture", recording, "--csv", csv("here.csv")}).exit_code, 1);
  EXPECT_EQ(remote({"capture", recording, "--csv", csv("there.csv"), "--proof", csv("there.pcapng")}).exit_code, 1);
  EXPECT_EQ(test::read_file(csv("here.csv")), test::read_file(csv("there.csv")));
  EXPECT_EQ(alone({"capture", recording, "--proof", csv("here.pcapng")}).exit_code, 1);
  EXPECT_EQ(test::read_file(csv("here.pcapng")), test::read_file(csv("there.pcapng")));
  EXPECT_THAT(remote({"--json", "capture", recording, "--pseudonymise"}).out,
              testing::Not(testing::HasSubstr("RunInfo")));
  EXPECT_EQ(remote({"capture", csv("here.csv")}).exit_code, alone({"capture", csv("here.csv")}).exit_code)
      << "no capture";
  EXPECT_EQ(remote({"capture", recording, "--no-record"}).exit_code, 2);
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"capture", "-"},
                                                {"capture", "--interface", "lo"},
                                                {"capture", recording, recording, "--jobs", "2"}})
    EXPECT_EQ(remote(wrong).exit_code, 2) << base::join(wrong, " ");
  EXPECT_TRUE(std::filesystem::is_empty(folder / "data/uploads")) << "nothing of a capture stays";
}

TEST_F(RemoteCommands, CapturesAreReadOneAfterTheOther) {
  const auto ftp = test::source_file("tests/golden/capture/ftp_pasv.pcap").string();
  const auto ssh = test::source_file("tests/golden/capture/ssh_gcm.pcap").string();
  const auto missing = remote({"capture", ftp, (folder / "none.pcap").string()});
  EXPECT_NE(missing.exit_code, 0);
  EXPECT_EQ(missing.out, "") << "all are looked at before one is sent";
  std::string mine;
  for (const auto& file : {ftp, ssh}) mine += alone({"--json", "capture", file}).out;
  const auto there = remote({"--json", "capture", ftp, ssh});
  EXPECT_EQ(there.exit_code, 1) << there.err;
  EXPECT_EQ(without_chance(there.out), without_chance(mine));
  const auto proof = (folder / "proof").string();
  const auto told = remote({"capture", ftp, ssh, "--proof", proof, "--csv", (folder / "csv").string()}).out;
  const auto second = told.find(ssh);
  EXPECT_LT(told.find(ftp), told.find("written: " + proof + " "));
  EXPECT_LT(told.find("written: " + proof + " "), second);
  EXPECT_NE(told.find("written: " + proof + ".2 ", second), std::string::npos) << told;
  EXPECT_EQ(alone({"capture", ssh, "--proof", (folder / "mine").string()}).exit_code,
            remote({"capture", ssh}).exit_code);
  EXPECT_EQ(test::read_file(folder / "mine"), test::read_file(proof + ".2"));
  EXPECT_TRUE(std::filesystem::exists(folder / "csv.2"));
}

bool soon(const std::function<bool()>& is_so) {
  for (int i = 0; i < 20'000 && !is_so(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return is_so();
}

bool something_lies_in(const std::filesystem::path& folder) {
  return std::filesystem::exists(folder) && !std::filesystem::is_empty(folder);
}

// With the service stopped in the middle, so that the upload waits for as long as the test likes.
TEST_F(RemoteCommands, ACaptureOnItsWayShowsABarAndCtrlCLeavesNothingOfIt) {
  const auto large = file("large.pcap", "");
  std::filesystem::resize_file(large, 1U << 30U);
  const auto anything = [&] { return something_lies_in(folder / "data/uploads"); };
  OnTerminal terminal(command({"--server", url, "capture", large},
                              {{"RUNSEAL_TOKEN", token}, {"RUNSEAL_SERVER_FINGERPRINT", fingerprint}}));
  ASSERT_TRUE(soon(anything));
  ASSERT_EQ(::kill(service->pid(), SIGSTOP), 0);
  EXPECT_TRUE(soon([&] { return terminal.shown().find("of 1.1 GB") != std::string::npos; })) << terminal.shown();
  EXPECT_NE(terminal.shown().find("sending ["), std::string::npos) << terminal.shown();
  terminal.type("\x03");
  EXPECT_EQ(terminal.ended(), 3);
  EXPECT_NE(terminal.shown().find("stopped before all was sent"), std::string::npos) << terminal.shown();
  ASSERT_EQ(::kill(service->pid(), SIGCONT), 0);
  EXPECT_TRUE(soon([&] { return !anything(); }));
  const auto jobs = Json::parse(curl({"-H", "Authorization: Bearer " + token, url + "/api/v1/jobs"}).out);
  EXPECT_EQ(jobs["items"], Json::array());
}

TEST_F(RemoteCommands, ACaptureThatTheDiskDoesNotGiveIsAnErrorOfThatFile) {
  const auto capture = file("large.pcap", std::string(500'000, 'x'));
  base::Command traced = command({"--server", url, "capture", capture},
                                 {{"RUNSEAL_TOKEN", token}, {"RUNSEAL_SERVER_FINGERPRINT", fingerprint}});
  traced.arguments.insert(traced.arguments.begin(),
                          {"-f", "-qq", "-o", "/dev/null", "-P", capture, "-e", "trace=pread64", "-e",
                           "inject=pread64:error=EIO:when=3", the_program()});
  traced.program = "strace";
  traced.environment["ASAN_OPTIONS"] += ":detect_leaks=0";  // which cannot work below ptrace(2)
  const auto sent = base::run(traced);
  ASSERT_TRUE(sent);
  if (sent->err.find("ptrace") != std::string::npos) GTEST_SKIP() << "tracing is not allowed here";
  EXPECT_EQ(sent->exit_code, 3) << sent->out;
  EXPECT_THAT(sent->err, testing::HasSubstr(capture + ": cannot read: Input/output error"));
  EXPECT_TRUE(soon([&] { return !something_lies_in(folder / "data/uploads"); })) << "nothing of it stays";
}

TEST_F(RemoteCommands, PairNodesOverTheService) {
  const auto invited = remote({"--json", "node", "pair", "--address", "nas01:7433", "--name", "nas01"});
  const auto line = Json::parse(invited.out).at("line").get<std::string>();
  const auto accepted = alone({"--json", "node", "pair", line, "--name", "gateway1"});
  // two copies of one data directory have the same key: a node does not pair with itself
  EXPECT_NE(accepted.exit_code, 0);
  const auto elsewhere = runseal({"--json", "node", "pair", line, "--name", "gateway1"},
                                 {{"RUNSEAL_DATA", (folder / "elsewhere").string()}});
  ASSERT_EQ(elsewhere.exit_code, 0) << elsewhere.out << elsewhere.err;
  const auto answer = Json::parse(elsewhere.out).at("line").get<std::string>();
  EXPECT_EQ(remote({"node", "pair", answer}).exit_code, 0);
  EXPECT_NE(remote({"node", "list"}).out.find("gateway1"), std::string::npos);
  EXPECT_EQ(remote({"node", "revoke", "gateway1", "--why", "it was sold"}).exit_code, 0);
  EXPECT_NE(remote({"node", "list"}).out.find("revoked"), std::string::npos);
}

TEST_F(RemoteCommands, SendNothingToWhomTheyDoNotKnow) {
  const auto fails = [&](const std::map<std::string, std::string>& environment, const std::string& words,
                         std::vector<std::string> more = {}) {
    more.insert(more.end(), {"device", "list"});
    const auto ended = remote(more, environment);
    EXPECT_NE(ended.exit_code, 0) << words;
    EXPECT_NE(ended.err.find(words), std::string::npos) << ended.err;
  };
  auto other = fingerprint;
  other[0] = other[0] == 'A' ? 'B' : 'A';
  fails({{"RUNSEAL_SERVER_FINGERPRINT", other}}, "another certificate");
  fails({{"RUNSEAL_SERVER_FINGERPRINT", ""}}, "not trusted");
  fails({{"RUNSEAL_SERVER_FINGERPRINT", "xyz"}}, "64 hexadecimal digits");
  fails({{"RUNSEAL_TOKEN", ""}}, "a token is needed");
  fails({{"RUNSEAL_TOKEN", token + "x"}}, "runseal:");
  fails({}, "others may read", {"--server-token-file", file("token", token, 0644)});
  std::filesystem::permissions(folder / "token", std::filesystem::perms(0600));
  EXPECT_EQ(remote({"--server-token-file", (folder / "token").string(), "device", "list"}, {{"RUNSEAL_TOKEN", "x"}})
                .exit_code,
            0);
  fails({}, "exclude each other", {"--data", (folder / "alone").string()});
  // nothing but TLS, and nothing of a path
  for (const char* address : {"http://127.0.0.1:7443", "127.0.0.1:7443", "https://", "https://127.0.0.1:1/x"})
    EXPECT_EQ(runseal({"--server", address, "device", "list"}, {{"RUNSEAL_TOKEN", token}}).exit_code, 2) << address;
}

TEST_F(RemoteCommands, ThatNeedTheDataDirectorySaySo) {
  for (const std::vector<std::string>& command : {std::vector<std::string>{"person", "list"},
                                                  {"node", "key"},
                                                  {"config"},
                                                  {"account", "password", "anna"},
                                                  {"receive", "--into", "x"}}) {
    const auto ended = remote(command);
    EXPECT_EQ(ended.exit_code, 2) << base::join(command, " ") << ended.err;
    EXPECT_NE(ended.err.find("works with the data directory only"), std::string::npos) << ended.err;
  }
  const auto claimed = remote({"case", "done", "FSN2024-1562", "notice-read", "--by", "Somebody Else"});
  EXPECT_EQ(claimed.exit_code, 2);
  EXPECT_NE(claimed.err.find("in the name of Anna Bērziņa"), std::string::npos) << claimed.err;
}

}  // namespace
}  // namespace runseal::e2e
