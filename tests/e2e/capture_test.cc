// `runseal capture` as a technician and a privacy officer use it, on a recording of a real vsftpd and curl
// (tests/golden/capture/record_ftp.sh): a login in clear, RETR of RunInfo.xml and STOR of up.txt.
#include <unistd.h>

#include <gmock/gmock.h>

#include "e2e/program.h"

namespace runseal::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

struct CaptureCommand : Program {
  const std::string recording = test::source_file("tests/golden/capture/ftp_pasv.pcap").string();

  std::string tool(const std::string& program, std::vector<std::string> arguments) {
    base::Command command;
    command.program = program;
    command.arguments = std::move(arguments);
    const auto done = base::run(command);
    EXPECT_TRUE(done) << program;
    if (!done) return {};
    EXPECT_EQ(done->exit_code, 0) << program << "\n" << done->err;
    return done->out;
  }
  std::string entries() { return json({"evidence", "verify"})["entries"].dump(); }
  void declare() {
    ASSERT_EQ(runseal({"device", "add", "NovaSeq", "--id", "n1", "--connection", "ftp://127.0.0.1/runs", "--host",
                       "127.0.0.1"})
                  .exit_code,
              0);
  }
};

TEST_F(CaptureCommand, TellsWhatLayOpenAndRecordsItForTheConnection) {
  declare();
  const auto report = json({"capture", recording}, 1);
  EXPECT_EQ(report["sources"][0]["sha256"], tool("/usr/bin/sha256sum", {recording}).substr(0, 64));
  EXPECT_EQ(report["packets"].get<std::size_t>(),
            base::lines(tool("/usr/bin/tshark", {"-r", recording, "-T", "fields", "-e", "frame.number"})).size());
  const auto& control =
      report["conversations"][0]["protocol"] == "ftp" ? report["conversations"][0] : report["conversations"][1];
  EXPECT_EQ(control["protocol"], "ftp");
  EXPECT_EQ(control["confidentiality"]["grade"], "absent");
  EXPECT_EQ(control["device"], "n1");
  ASSERT_EQ(report["measured"].size(), 1U);
  EXPECT_EQ(report["measured"][0]["connection"], "ftp://127.0.0.1/runs");
  EXPECT_EQ(report["measured"][0]["assessment"]["confidentiality"]["grade"], "absent");
  EXPECT_THAT(report["measured"][0]["assessment"]["findings"].dump(), HasSubstr("capture.readable-traffic"));
  EXPECT_EQ(runseal({"evidence", "verify"}).exit_code, 0);
  const auto shown = runseal({"device", "show", "n1"});
  EXPECT_THAT(shown.out, HasSubstr("confidentiality absent"));
}

TEST_F(CaptureCommand, WhatItMeansForAConnectionIsOnTheScreenAndInTheReport) {
  declare();
  const auto html = (folder / "report.html").string();
  const auto done = runseal({"capture", recording, "--html", html});
  EXPECT_EQ(done.exit_code, 1) << done.err;
  EXPECT_THAT(done.out, HasSubstr("What it means for connections"));
  EXPECT_THAT(done.out, HasSubstr("Files crossed the network readable"));
  EXPECT_THAT(done.out, HasSubstr("capture.readable-traffic"));
  EXPECT_THAT(test::read_file(html), HasSubstr("What it means for connections"));
  EXPECT_THAT(test::read_file(html), HasSubstr("capture.readable-traffic"));
  tool("/usr/bin/xmllint", {"--noout", "--nonet", html});
  const auto alone = runseal({"capture", recording, "--no-record"});
  EXPECT_THAT(alone.out, Not(HasSubstr("What it means for connections")));
}

TEST_F(CaptureCommand, AnOptionTakesOneValueEachTimeItIsGiven) {
  ASSERT_EQ(runseal({"device", "add", "--connection", "ftp://nas01/runs", "--host", "10.1.2.3", "NovaSeq"}).exit_code,
            0);
  const auto report = json({"capture", "--host", "nas02=10.1.2.3", "--host", "nas01=127.0.0.1", recording}, 1);
  ASSERT_EQ(report["measured"].size(), 1U);
  EXPECT_EQ(report["measured"][0]["connection"], "ftp://nas01/runs");
}

TEST_F(CaptureCommand, WritesWhatOthersCanRead) {
  const auto csv = (folder / "readable.csv").string();
  const auto html = (folder / "report.html").string();
  const auto proof = (folder / "proof.pcapng").string();
  const auto done = runseal({"capture", "--no-record", recording, "--csv", csv, "--html", html, "--proof", proof});
  EXPECT_EQ(done.exit_code, 1) << done.err;
  EXPECT_THAT(done.out, HasSubstr("up.txt"));
  EXPECT_THAT(test::read_file(csv), HasSubstr("RunInfo.xml,1,14,0,"));
  tool("/usr/bin/xmllint", {"--noout", "--nonet", html});
  const auto numbers = tool("/usr/bin/tshark", {"-r", proof, "-T", "fields", "-e", "frame.number"});
  EXPECT_GT(base::lines(numbers).size(), 0U);
  const auto original = test::read_file(recording);
  const auto packets = test::read_file(proof);
  for (const auto* content : {"marker: a run", "secret", "USER "}) {
    ASSERT_THAT(original, HasSubstr(content));
    EXPECT_THAT(packets, Not(HasSubstr(content)));
    for (const auto& file : {csv, html}) EXPECT_THAT(test::read_file(file), Not(HasSubstr(content)));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "data"));
}

TEST_F(CaptureCommand, PutsPseudonymsForNames) {
  const auto csv = (folder / "readable.csv").string();
  const auto html = (folder / "report.html").string();
  const auto done =
      runseal({"--json", "capture", "--no-record", "--pseudonymise", recording, "--csv", csv, "--html", html});
  EXPECT_EQ(done.exit_code, 1);
  for (const auto* name : {"up.txt", "RunInfo", "anonymous"}) {
    EXPECT_THAT(done.out, Not(HasSubstr(name)));
    EXPECT_THAT(test::read_file(csv), Not(HasSubstr(name)));
    EXPECT_THAT(test::read_file(html), Not(HasSubstr(name)));
  }
}

// Who they were stands in the recordings, as tshark shows: a bind's name, an initiator, a machine's name, a user.
TEST_F(CaptureCommand, NamesOfPeopleAndOfClientsAreInNoEvidenceAndBehindPseudonymsInEveryProtocol) {
  const std::pair<const char*, const char*> recordings[] = {{"ldap_simple", "cn=admin"},
                                                            {"iscsi_open", "iscsi-inq"},
                                                            {"nfs3", "libnfs"},
                                                            {"rsync_password", "\"sequencer\""},
                                                            {"smb-3.1.1-plain", "\"sequencer\""}};
  const std::pair<const char*, const char*> connections[] = {{"ldap", "ldap://nas01"},
                                                             {"iscsi", "iscsi://nas01/x"},
                                                             {"nfs", "nfs://nas01/runs"},
                                                             {"rsync", "rsync://nas01/locked"},
                                                             {"smb", "smb://nas01/runs"}};
  for (std::size_t i = 0; i < std::size(recordings); ++i) {
    const auto [name, who] = recordings[i];
    const auto path = test::source_file("tests/golden/capture/" + std::string(name) + ".pcap").string();
    EXPECT_THAT(json({"capture", "--no-record", path}, 1).dump(), HasSubstr(who)) << name;
    EXPECT_THAT(json({"capture", "--no-record", "--pseudonymise", path}, 1).dump(), Not(HasSubstr(who))) << name;
    ASSERT_EQ(runseal({"device", "add", name, "--connection", connections[i].second}).exit_code, 0);
    const auto taken = json({"capture", path, "--connection", connections[i].second}, 1);
    ASSERT_EQ(taken["measured"].size(), 1U) << name;
    EXPECT_THAT(taken["measured"].dump(), Not(HasSubstr(who))) << name;
  }
}

TEST_F(CaptureCommand, ReadsOneCaptureFromSeveralFilesAndFromAPipe) {
  const auto whole = json({"capture", "--no-record", recording}, 1);
  tool("/usr/bin/editcap", {"-c", "20", recording, (folder / "part.pcapng").string()});
  std::vector<std::string> parts;
  for (const auto& one : std::filesystem::directory_iterator(folder.path()))
    if (one.path().extension() == ".pcapng") parts.push_back(one.path().string());
  std::ranges::sort(parts);
  ASSERT_GT(parts.size(), 2U);
  std::vector<std::string> words{"capture", "--no-record"};
  words.insert(words.end(), parts.begin(), parts.end());
  auto together = json(words, 1);
  EXPECT_EQ(together["conversations"], whole["conversations"]);
  EXPECT_EQ(together["files"], whole["files"]);
  words.insert(words.end(), {"--jobs", "2"});
  const auto apart = json(words, 1);
  EXPECT_EQ(apart["packets"], whole["packets"]);
  const auto piped = base::run([&] {
    auto command = this->command({"--json", "capture", "--no-record", "-"});
    command.input = test::read_file(recording);
    return command;
  }());
  ASSERT_TRUE(piped);
  EXPECT_EQ((*base::parse_json(piped->out))["conversations"], whole["conversations"]);
}

TEST_F(CaptureCommand, APlaceThatCannotBeWrittenToIsSaidBeforeAnythingIsRecorded) {
  for (const auto* option : {"--csv", "--html", "--proof"}) {
    const auto nowhere = (folder / "missing/out").string();
    const auto refused = runseal({"capture", recording, option, nowhere});
    EXPECT_EQ(refused.exit_code, 3) << option;
    EXPECT_THAT(refused.err, HasSubstr("cannot write here")) << option;
    EXPECT_EQ(runseal({"capture", recording, option, folder.path().string()}).exit_code, 3) << "a folder";
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "data")) << "nothing was recorded";
}

TEST_F(CaptureCommand, WhatIsNoCaptureOrIsBrokenIsSaid) {
  const auto text = file("letter.txt", "this is not a capture, it is a letter");
  const auto none = runseal({"capture", text});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("letter.txt"));
  EXPECT_EQ(runseal({"capture", (folder / "nowhere.pcap").string()}).exit_code, 3);
  EXPECT_EQ(runseal({"capture"}).exit_code, 2);
  EXPECT_EQ(runseal({"capture", recording, "--interface", "lo"}).exit_code, 2);
  EXPECT_EQ(runseal({"capture", "-", "--proof", (folder / "p").string()}).exit_code, 2);
  EXPECT_EQ(runseal({"capture", recording, "--host", "nas01"}).exit_code, 2);
  EXPECT_EQ(runseal({"capture", recording, "--host", "nas01=banana"}).exit_code, 2);
  auto bytes = test::read_file(recording);
  const auto cut = file("cut.pcap", bytes.substr(0, bytes.size() / 2));
  const auto half = runseal({"--json", "capture", "--no-record", cut});
  EXPECT_EQ(half.exit_code, 1);
  EXPECT_FALSE((*base::parse_json(half.out))["notes"].empty());
}

// ssh … tcpdump … | runseal capture - has no end of its own; and what was read to look at it cannot be read again to
// hash it.
TEST_F(CaptureCommand, APipeIsReadOnceAndCtrlCEndsIt) {
  const auto whole = json({"capture", "--no-record", recording}, 1);
  const auto pipe = (folder / "pipe").string();
  for (const auto& input : {std::string("- < " + pipe), pipe}) {
    auto with = command({"-c", "rm -f " + pipe + "; mkfifo " + pipe + "; (cat " + recording + "; exec sleep 8) > " +
                                   pipe + " 2> /dev/null & exec timeout --preserve-status -s INT 4 " + the_program() +
                                   " --json capture " + input});
    with.program = "bash";
    const auto done = base::run(with);
    ASSERT_TRUE(done);
    EXPECT_EQ(done->exit_code, 1) << done->err;
    const auto report = base::parse_json(done->out);
    ASSERT_TRUE(report) << done->out << done->err;
    EXPECT_EQ((*report)["packets"], whole["packets"]);
    EXPECT_EQ((*report)["whole"], true);
    EXPECT_TRUE((*report)["sources"][0]["sha256"].is_null());
    EXPECT_TRUE((*report)["evidence"].is_number());
  }
}

TEST_F(CaptureCommand, AFileThatEndsWithinAPacketWasNotReadToItsEnd) {
  const auto sealed = test::source_file("tests/golden/capture/wireguard.pcap").string();
  ASSERT_EQ(json({"capture", "--no-record", sealed}, 0)["whole"], true);
  const auto bytes = test::read_file(sealed);
  const auto cut = file("cut.pcap", bytes.substr(0, bytes.size() - 3));
  EXPECT_EQ(json({"capture", "--no-record", cut}, 3)["whole"], false);
}

// More than may be open at once.
TEST_F(CaptureCommand, ManyFilesNeedNotBeOpenAtTheSameTime) {
  std::string words;
  for (int i = 0; i < 40; ++i) words += " " + recording;
  auto with = command({"-c", "ulimit -n 30; exec " + the_program() + " --json capture --no-record" + words});
  with.program = "bash";
  const auto done = base::run(with);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->exit_code, 1) << done->err;
  EXPECT_EQ((*base::parse_json(done->out))["sources"].size(), 40U);
}

TEST_F(CaptureCommand, WhatIsUnknownHasAReason) {
  const auto path = test::source_file("tests/golden/capture/kerberos_tcp.pcap").string();
  const auto report = json({"capture", "--no-record", path}, 3);
  ASSERT_FALSE(report["conversations"].empty());
  for (const auto& one : report["conversations"])
    for (const auto* axis : {"integrity", "confidentiality", "peer_authenticity"})
      EXPECT_NE(one[axis]["reason"], "") << one["protocol"];
}

TEST_F(CaptureCommand, WhereTheRingsOwnerMayNotRecordNothingIsCapturedFirst) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root becomes another user";
  const auto made = [&](const char* name, ::uid_t owner) {
    const auto path = (folder / name).string();
    std::filesystem::create_directory(path);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    EXPECT_EQ(::chown(path.c_str(), owner, owner), 0);
    return path;
  };
  std::filesystem::permissions(folder.path(), static_cast<std::filesystem::perms>(0755));
  const auto ring = made("ring", 4001);
  made("data", 4002);
  const auto begun = std::chrono::steady_clock::now();
  const auto done = runseal({"capture", "--interface", "lo", "--for", "60s", "--ring", ring + ",32M"});
  EXPECT_NE(done.exit_code, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(30));
  EXPECT_THAT(done.err, HasSubstr("user 4001"));
  EXPECT_THAT(done.err, HasSubstr("data"));
}

TEST_F(CaptureCommand, WithoutAnythingThatIsReadableThereIsNothingToTell) {
  const auto tls = test::source_file("tests/golden/capture/tls_1.3.pcap").string();
  const auto done = runseal({"capture", "--no-record", tls});
  EXPECT_EQ(done.exit_code, 3) << done.out;  // who was at the other end, packets do not show
  EXPECT_THAT(done.out, Not(HasSubstr("Crossed the network readable")));
}

}  // namespace
}  // namespace runseal::e2e
