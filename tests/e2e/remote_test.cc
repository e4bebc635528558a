// Each command against the data directory and against a running service: the same output, byte for byte, but for times
// and what is random.
#include <gmock/gmock.h>

#include <regex>
#include <thread>

#include "base/time.h"
#include "e2e/program.h"
#include "support/ports.h"

namespace runseal::e2e {
namespace {

struct RemoteCommands : Program {
  std::string url;
  std::string fingerprint;
  std::string token;
  std::optional<base::Child> service;

  void SetUp() override {
    ASSERT_EQ(runseal({"device", "add", "MiSeq 1", "--catalogue", "DX-410-1001", "--connection", "smb://127.0.0.1:1/a"})
                  .exit_code,
              0);
    ASSERT_EQ(runseal({"device", "add", "Storage", "--host", "nas01"}).exit_code, 0);
    ASSERT_EQ(runseal({"audit", "miseq-1"}).exit_code, 3);  // nobody answers there
    std::filesystem::create_directories(folder / "run1");
    file("run1/RunInfo.txt", "a run");
    ASSERT_EQ(runseal({"seal", (folder / "run1").string()}).exit_code, 0);
    const auto made = runseal({"account", "add", "anna", "Anna Bērziņa", "--role", "technician"});
    ASSERT_EQ(made.exit_code, 0) << made.out << made.err;
    const auto link = runseal({"--json", "account", "link", "anna"});
    ASSERT_EQ(link.exit_code, 0) << link.out << link.err;
    start();
    make_token(Json::parse(link.out));
    // from here on two copies go their ways: one by itself, one under the service
    std::filesystem::copy(folder / "data", folder / "alone", std::filesystem::copy_options::recursive);
  }

  void start() {
    const auto port = test::free_port();
    url = "https://127.0.0.1:" + std::to_string(port);
    auto child =
        base::Child::start(command({"serve", "--listen", "127.0.0.1:" + std::to_string(port)}), folder / "serve.log");
    ASSERT_TRUE(child) << child.error().describe();
    service.emplace(*std::move(child));
    const std::regex pattern("[0-9A-F]{2}(:[0-9A-F]{2}){31}");
    for (int i = 0; i < 300 && fingerprint.empty(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      const auto log = std::filesystem::exists(folder / "serve.log") ? test::read_file(folder / "serve.log") : "";
      std::smatch found;
      if (std::regex_search(log, found, pattern)) fingerprint = found.str();
    }
    ASSERT_NE(fingerprint, "") << test::read_file(folder / "serve.log");
  }

  base::Finished curl(std::vector<std::string> arguments) {
    base::Command out;
    out.program = "curl";
    out.arguments = {"-sS", "-k", "--noproxy", "*", "-b", folder / "jar", "-c", folder / "jar"};
    out.arguments.insert(out.arguments.end(), arguments.begin(), arguments.end());
    const auto finished = base::run(out);
    EXPECT_TRUE(finished && finished->ok()) << finished->err;
    return *finished;
  }

  void make_token(const Json& link) {
    auto secret = link.at("link").get<std::string>();
    secret = secret.substr(secret.find('=') + 1);
    const auto me = Json::parse(
        curl({"-H", "Content-Type: application/json", "-d", Json{{"link", secret}}.dump(), url + "/api/v1/session"})
            .out);
    ASSERT_TRUE(me.contains("csrf")) << me.dump(2);
    const Json wanted{{"name", "command line"},
                      {"permissions", {"own", "view", "maintain", "state", "measure", "transfer"}},
                      {"expires", base::format_instant(base::system_clock().now() + std::chrono::hours(1))}};
    const auto made = Json::parse(
        curl({"-H", "Content-Type: application/json", "-H", "X-Runseal-Csrf: " + me.at("csrf").get<std::string>(), "-d",
              wanted.dump(), url + "/api/v1/me/tokens"})
            .out);
    ASSERT_TRUE(made.contains("token")) << made.dump(2);
    token = made.at("token").get<std::string>();
  }

  base::Finished remote(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {}) {
    arguments.insert(arguments.begin(), {"--server", url});
    environment.emplace("RUNSEAL_TOKEN", token);
    environment.emplace("RUNSEAL_SERVER_FINGERPRINT", fingerprint);
    return runseal(std::move(arguments), std::move(environment));
  }
  base::Finished alone(std::vector<std::string> arguments) {
    return runseal(std::move(arguments), {{"RUNSEAL_DATA", (folder / "alone").string()}});
  }

  // Times, the ids and secrets that are made at random, and the root of a log that has them in it.
  static std::string without_chance(const std::string& text) {
    static const std::regex time("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z");
    static const std::regex chance("runseal-pair-1,[^']*|runseal-paired-1,[^']*|[0-9a-f]{16,64}|[A-Za-z0-9+/]{43}=");
    return std::regex_replace(std::regex_replace(text, time, "TIME"), chance, "RANDOM");
  }

  void same(const std::vector<std::string>& arguments, int exit_code = 0) {
    const auto here = alone(arguments);
    const auto there = remote(arguments);
    const auto what = base::join(arguments, " ");
    EXPECT_EQ(here.exit_code, exit_code) << what << "\n" << here.out << here.err;
    EXPECT_EQ(there.exit_code, exit_code) << what << "\n" << there.out << there.err;
    EXPECT_EQ(without_chance(here.out), without_chance(there.out)) << what;
    EXPECT_FALSE(here.out.empty()) << what << here.err;
  }
  void same_in_words_and_json(std::vector<std::string> arguments, int exit_code = 0) {
    same(arguments, exit_code);
    arguments.insert(arguments.begin(), "--json");
    same(arguments, exit_code);
  }
};

TEST_F(RemoteCommands, PrintTheSameAsThoseThatReadTheDataDirectory) {
  const std::string letter = RUNSEAL_SOURCE_DIR "/demo/letter.md";
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
  same_in_words_and_json({"device", "import", inventory});
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
  same({"--json", "device", "import", file("bad.csv", "name,udi\nx,(01)1\n")}, 1);
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
  EXPECT_EQ(remote({"capture", csv("here.csv")}).exit_code, alone({"capture", csv("here.csv")}).exit_code) << "no capture";
  EXPECT_EQ(remote({"capture", recording, "--no-record"}).exit_code, 2);
  EXPECT_EQ(remote({"capture", "-"}).exit_code, 2);
  EXPECT_TRUE(std::filesystem::is_empty(folder / "data/uploads")) << "nothing of a capture stays";
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
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"audit", "--all"},
        {"seal", "x"},
        {"verify", "x"},
        {"reply", "FSN2024-1562"},
        {"person", "list"},
        {"node", "key"},
        {"config"},
        {"case", "except", "FSN2024-1562", "x", "--by", "x", "--reason", "x", "--until", "2030-01-01"}}) {
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
