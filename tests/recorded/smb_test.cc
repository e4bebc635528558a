// Samba in its dialects and policies, spoken with by smbclient, recorded and read as captures. What is expected follows
// from the configuration; the marker in the raw bytes and tshark are the second opinion.
#include <gtest/gtest.h>

#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"
#include "demo/samba.h"
#include "recorded/recorded.h"
#include "support/smbclient.h"

namespace runseal::test {
namespace {

namespace fs = std::filesystem;
using model::Protection;

constexpr auto none = Protection::absent;
constexpr auto safe = Protection::protected_;

struct Case {
  const char* name;
  const char* version;  // as runseal names the dialect
  const char* dialect;  // as smbclient does
  const char* client;   // --client-protection
  demo::SambaSettings settings;
  Protection confidentiality;
  Protection integrity;
  bool always = true;  // else only with RUNSEAL_ALL_TESTS
  bool guest = false;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

const demo::SambaSettings plain{};
const demo::SambaSettings old{{{"server min protocol", "NT1"}, {"ntlm auth", "ntlmv2-only"}}, {}};
const demo::SambaSettings signs{{{"server signing", "mandatory"}}, {}};
const demo::SambaSettings signs_old{{{"server signing", "mandatory"}, {"server min protocol", "NT1"}}, {}};
const demo::SambaSettings encrypts{{{"server smb encrypt", "required"}}, {}};
const demo::SambaSettings share_encrypts{{}, {{"server smb encrypt", "required"}}};
const demo::SambaSettings for_guests{{{"map to guest", "Bad User"}, {"guest account", "games"}}, {{"guest ok", "yes"}}};

const Case cases[] = {
    {"smb1", "1", "NT1", "off", old, none, none},
    {"smb1_signed", "1", "NT1", "sign", signs_old, none, safe},
    {"smb2_02", "2.0.2", "SMB2_02", "off", plain, none, none},
    {"smb2_02_signed", "2.0.2", "SMB2_02", "sign", signs, none, safe, false},
    {"smb2_10", "2.1", "SMB2_10", "off", plain, none, none, false},
    {"smb2_10_signed", "2.1", "SMB2_10", "sign", plain, none, safe},
    {"smb3_00", "3.0", "SMB3_00", "off", plain, none, none, false},
    {"smb3_00_signed", "3.0", "SMB3_00", "sign", plain, none, safe, false},
    {"smb3_00_encrypted", "3.0", "SMB3_00", "encrypt", plain, safe, safe},
    {"smb3_02", "3.0.2", "SMB3_02", "off", plain, none, none, false},
    {"smb3_02_encrypted", "3.0.2", "SMB3_02", "encrypt", plain, safe, safe, false},
    {"smb3_11", "3.1.1", "SMB3_11", "off", plain, none, none},
    {"smb3_11_signed", "3.1.1", "SMB3_11", "sign", plain, none, safe},
    {"smb3_11_server_signs", "3.1.1", "SMB3_11", "off", signs, none, safe, false},
    {"smb3_11_encrypted", "3.1.1", "SMB3_11", "encrypt", plain, safe, safe},
    {"smb3_11_server_encrypts", "3.1.1", "SMB3_11", "off", encrypts, safe, safe, false},
    {"smb3_11_share_encrypts", "3.1.1", "SMB3_11", "off", share_encrypts, safe, safe},
    {"smb3_11_guest", "3.1.1", "SMB3_11", "off", for_guests, none, none, true, true},
};

std::vector<Case> chosen() {
  std::vector<Case> all(std::begin(cases), std::end(cases));
  if (std::getenv("RUNSEAL_ALL_TESTS") == nullptr) std::erase_if(all, [](const Case& one) { return !one.always; });
  return all;
}

// What tshark reads of SMB 2 and 3: the version agreed on, and which messages about files in clear are signed. Asking
// where a share is found (IOCTL) is none, nor are interim answers, which are never signed.
struct AsTshark {
  std::string dialect;
  std::uint64_t is_signed[2] = {0, 0}, not_signed[2] = {0, 0};  // the client's, the server's
  bool names_the_file = false;
};

AsTshark as_tshark(const fs::path& capture, std::uint16_t port) {
  base::Command command;
  command.program = "tshark";
  command.arguments = {"-r", capture.string(), "-d", fmt::format("tcp.port=={},nbss", port),
                       "-Y", "smb2",           "-T", "fields"};
  for (const auto* field :
       {"smb2.cmd", "smb2.flags.response", "smb2.flags.signature", "smb2.nt_status", "smb2.dialect", "smb2.filename"})
    command.arguments.insert(command.arguments.end(), {"-e", field});
  const auto done = base::run(command);
  EXPECT_TRUE(done && done->ok()) << (done ? done->err : done.error().describe());
  AsTshark all;
  const auto text = done ? done->out : std::string();
  for (const auto line : base::lines(text)) {
    auto row = base::split(line, '\t');
    row.resize(6);
    const auto verbs = base::split(row[0], ',');
    const auto answers = base::split(row[1], ',');
    const auto marks = base::split(row[2], ',');
    const auto statuses = base::split(row[3], ',');
    std::size_t answered = 0;
    for (std::size_t i = 0; i < verbs.size() && !verbs[i].empty(); ++i) {
      const auto verb = std::stoul(verbs[i]);
      const bool answer = answers[i] == "1" || answers[i] == "True";
      const bool interim = answer && answered < statuses.size() && statuses[answered] == "0x00000103";
      if (answer) ++answered;
      if (answer && verb == 0) all.dialect = row[4];
      if (verb < 5 || verb == 11 || verb == 12 || verb == 13 || interim) continue;
      const bool mark = marks[i] == "1" || marks[i] == "True";
      ++(mark ? all.is_signed : all.not_signed)[answer ? 1 : 0];
    }
    if (row.size() > 5 && row[5].find(marker) != std::string::npos) all.names_the_file = true;
  }
  return all;
}

class CaptureSmb : public testing::TestWithParam<Case> {
 protected:
  std::string put_and_get(const demo::Samba& samba, const fs::path& file) {
    const auto& given = GetParam();
    const auto name = file.filename().string();
    const auto user = given.guest ? std::string("nobody-here") : samba.user();
    const auto done =
        smbclient(samba.port(), user, samba.password(),
                  fmt::format("put {} {}; get {} {}", file.string(), name, name, (folder_ / "back").string()),
                  {"-m", given.dialect, "--client-protection", given.client, "--option=client min protocol=NT1"});
    if (!done.ok()) return "smbclient: " + done.out + done.err;
    return read_file(folder_ / "back") == read_file(file) ? "" : "smbclient got another file back";
  }

  void expect_as_tshark(const Packets& packets, const capture::Conversation& smb) {
    const auto bytes = as_pcap(packets);
    write_file(folder_ / "all.pcap", std::string(bytes.begin(), bytes.end()));
    const auto theirs = as_tshark(folder_ / "all.pcap", smb.port);
    const std::map<std::string, std::string> dialects{
        {"0x0202", "2.0.2"}, {"0x0210", "2.1"}, {"0x0300", "3.0"}, {"0x0302", "3.0.2"}, {"0x0311", "3.1.1"}};
    ASSERT_TRUE(dialects.contains(theirs.dialect)) << theirs.dialect;
    EXPECT_EQ(smb.versions, std::vector<std::string>{dialects.at(theirs.dialect)});
    const auto count = [&](const char* id) {
      const auto found = smb.facts.find(id);
      return found == smb.facts.end() ? std::uint64_t{0} : found->second.value.get<std::uint64_t>();
    };
    EXPECT_EQ(count("smb.client-messages-signed"), theirs.is_signed[0]);
    EXPECT_EQ(count("smb.server-messages-signed"), theirs.is_signed[1]);
    EXPECT_EQ(count("smb.client-messages-unsigned"), theirs.not_signed[0]);
    EXPECT_EQ(count("smb.server-messages-unsigned"), theirs.not_signed[1]);
    EXPECT_EQ(smb.confidentiality.grade == none, theirs.names_the_file);
  }

  TemporaryFolder folder_;
};

TEST_P(CaptureSmb, IsReadAsItWasSpoken) {
  const auto& given = GetParam();
  std::optional<demo::Samba> samba;
  const auto file = marked_file(folder_.path());
  const auto all = recorded(folder_.path(), [&](const fs::path& folder, Speak& speak) -> std::string {
    auto started = demo::Samba::start(folder / "samba", given.settings);
    if (!started) return started.error().describe();
    samba.emplace(*std::move(started));
    speak = [&] { return put_and_get(*samba, file); };
    return {};
  });
  if (!all.skipped.empty()) GTEST_SKIP() << all.skipped;
  const auto report = report_of(all.packets);
  ASSERT_EQ(report.conversations.size(), 1U);
  const auto& smb = report.conversations.front();
  EXPECT_EQ(smb.protocol, "smb");
  EXPECT_EQ(smb.versions, std::vector<std::string>{given.version});
  EXPECT_EQ(smb.confidentiality.grade, given.confidentiality) << smb.confidentiality.reason;
  EXPECT_EQ(smb.integrity.grade, given.integrity) << smb.integrity.reason;
  EXPECT_EQ(smb.peer_authenticity.grade == none, given.guest) << smb.peer_authenticity.reason;
  expect_marker_agrees(all.packets, report);
  if (given.dialect != std::string("NT1")) expect_as_tshark(all.packets, smb);
  expect_never_safer(all.packets, report);
  // the file crossed readable twice, written and read, or not at all
  std::uint64_t read = 0, written = 0;
  for (const auto& one : report.files) {
    if (one.what.path.find(marker) == std::string::npos) continue;
    EXPECT_EQ(base::fold_case(one.what.place), "runs");  // SMB 1 says it in capitals
    read += one.what.read;
    written += one.what.written;
    EXPECT_EQ(one.what.range.known(), std::string_view(given.version) != "1");
    if (one.what.range.known()) {
      EXPECT_EQ(one.what.range.first(), 0U);
      EXPECT_EQ(one.what.range.last(), fs::file_size(file) - 1);
    }
  }
  const auto size = given.confidentiality == none ? fs::file_size(file) : 0;
  EXPECT_EQ(read, size);
  EXPECT_EQ(written, size);
}

INSTANTIATE_TEST_SUITE_P(Recorded, CaptureSmb, testing::ValuesIn(chosen()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace runseal::test
