// SSH as it went by, in recordings of OpenSSH's server (tests/golden/capture/record_ssh). What each holds is told by
// tshark and ssh-keygen.
#include "capture/dissectors/ssh.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/process.h"
#include "base/text.h"
#include "capture/conversations.h"
#include "proto/ssh.h"
#include "recorded_flow.h"
#include "support/temporary.h"

namespace runseal::capture {
namespace {

using model::Protection;

constexpr std::uint16_t port = 2222;

std::filesystem::path recording(const std::string& name) {
  return test::source_file("tests/golden/capture/ssh_" + name + ".pcap");
}

struct Seen {
  FlowReport flow;
  test::Noted noted;

  [[nodiscard]] Json fact(const std::string& id) const {
    const auto found = flow.facts.find("ssh." + id);
    return found == flow.facts.end() ? Json() : found->second.value;
  }
};

Seen seen(const std::string& name) {
  Seen all;
  auto flows = test::dissected(ssh_kind(), test::read_packets(recording(name)), port, all.noted);
  EXPECT_EQ(flows.size(), 1U);
  if (!flows.empty()) all.flow = std::move(flows.front());
  return all;
}

std::string run(const std::string& program, std::vector<std::string> arguments, const std::string& input = {}) {
  base::Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  command.input = input;
  const auto done = base::run(command);
  EXPECT_TRUE(done && done->ok()) << (done ? done->err : done.error().describe());
  return done ? done->out : std::string();
}

// What tshark reads of fields in all packets: of each, the values in the order of the packets that have it.
std::vector<std::vector<std::string>> tshark(const std::string& name, const std::vector<std::string>& fields) {
  std::vector<std::string> words{
      "-r", recording(name).string(), "-d", "tcp.port==2222,ssh", "-Y", "ssh", "-T", "fields", "-E", "occurrence=f"};
  for (const auto& field : fields) words.insert(words.end(), {"-e", field});
  const auto text = run("tshark", std::move(words));
  std::vector<std::vector<std::string>> values(fields.size());
  for (const auto line : base::lines(text)) {
    const auto row = base::split(line, '\t');
    for (std::size_t i = 0; i < fields.size() && i < row.size(); ++i)
      if (!row[i].empty()) values[i].push_back(row[i]);
  }
  return values;
}

// RFC 4253 7.1: the client's first that the server has too. The client's offer stands first in the recording.
std::string agreed(const std::vector<std::string>& offers) {
  EXPECT_EQ(offers.size(), 2U);
  if (offers.size() != 2) return {};
  const auto server = base::split(offers[1], ',');
  for (const auto& wanted : base::split(offers[0], ','))
    if (std::ranges::find(server, wanted) != server.end()) return wanted;
  return {};
}

struct Case {
  const char* name;
  const char* cipher;
  Protection confidentiality;
  Protection integrity;
  const char* why_confidentiality;
  const char* why_integrity;
};

class SshFlows : public testing::TestWithParam<Case> {};

TEST_P(SshFlows, IsJudgedByWhatWasAgreedOn) {
  const auto& expected = GetParam();
  const auto all = seen(expected.name);
  EXPECT_EQ(all.flow.protocol, "ssh");
  EXPECT_EQ(all.flow.version, "2");
  EXPECT_EQ(all.fact("cipher-to-server"), expected.cipher);
  EXPECT_EQ(all.flow.confidentiality.grade, expected.confidentiality) << all.flow.confidentiality.reason;
  EXPECT_EQ(all.flow.integrity.grade, expected.integrity) << all.flow.integrity.reason;
  EXPECT_THAT(all.flow.confidentiality.reason, testing::HasSubstr(expected.why_confidentiality));
  EXPECT_THAT(all.flow.integrity.reason, testing::HasSubstr(expected.why_integrity));
  EXPECT_EQ(all.flow.peer_authenticity.grade, Protection::unknown);
}

TEST_P(SshFlows, TsharkReadsTheSame) {
  const std::string name = GetParam().name;
  const auto all = seen(name);
  const auto theirs = tshark(name, {"ssh.kex_algorithms", "ssh.server_host_key_algorithms",
                                    "ssh.encryption_algorithms_server_to_client", "ssh.host_key.type"});
  EXPECT_EQ(all.fact("key-exchange"), agreed(theirs[0]));
  EXPECT_EQ(all.fact("host-key-algorithm"), agreed(theirs[1]));
  EXPECT_EQ(all.fact("cipher-to-client"), agreed(theirs[2]));
  const auto& types = theirs[3];
  ASSERT_FALSE(types.empty());
  ASSERT_TRUE(all.fact("host-keys").is_array());
  EXPECT_EQ(all.fact("host-keys")[0]["type"], types.front());
  EXPECT_EQ(all.noted.identities.begin()->first, "SSH host key " + types.front());
}

TEST_P(SshFlows, PartOfItIsNeverSafer) {
  test::expect_never_safer(ssh_kind(), test::read_packets(recording(GetParam().name)), port);
}

constexpr auto safe = Protection::protected_;
constexpr auto unknown = Protection::unknown;
INSTANTIATE_TEST_SUITE_P(
    Recorded, SshFlows,
    testing::Values(Case{"plain", "chacha20-poly1305@openssh.com", safe, safe, "chacha20", "noticed any change"},
                    Case{"gcm", "aes256-gcm@openssh.com", safe, safe, "aes256-gcm", "aes256-gcm"},
                    Case{"group_exchange", "aes128-ctr", safe, safe, "aes128-ctr", "hmac-sha2-256"},
                    Case{"short_group", "chacha20-poly1305@openssh.com", Protection::absent, Protection::absent,
                         "1024-bit", "1024"},
                    Case{"cbc", "aes128-cbc", unknown, unknown, "CVE-2008-5161", "MD5"},
                    Case{"terrapin", "aes128-cbc", unknown, unknown, "CVE-2008-5161", "Terrapin"},
                    Case{"other_host", "chacha20-poly1305@openssh.com", unknown, unknown, "not seen to its end",
                         "not seen"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Ssh, TheHostKeyHasTheFingerprintThatSshKeygenSays) {
  const auto all = seen("plain");
  const auto raw = base::from_hex(tshark("plain", {"ssh.host_key.eddsa.key"})[0].front());
  ASSERT_TRUE(raw);
  base::Writer blob;
  blob.be32(11).text("ssh-ed25519").be32(32).bytes(*raw);
  const auto said = run("ssh-keygen", {"-l", "-f", "-"}, "ssh-ed25519 " + base::to_base64(blob.data()) + "\n");
  const auto fingerprint = all.fact("host-keys")[0]["fingerprint"].get<std::string>();
  EXPECT_EQ(base::split(said, ' ')[1], fingerprint);
  EXPECT_THAT(all.noted.identities, testing::ElementsAre(testing::Pair("SSH host key ssh-ed25519", fingerprint)));
}

TEST(Ssh, TerrapinTakesBothEndsToKeepItOut) {
  EXPECT_EQ(seen("terrapin").fact("open-to-terrapin"),
            true);  // the server keeps the strict exchange, the client does not
  EXPECT_EQ(seen("terrapin").fact("strict-exchange"), "server");
  EXPECT_EQ(seen("plain").fact("strict-exchange"), "both");
  EXPECT_EQ(seen("plain").fact("open-to-terrapin"), false);
  EXPECT_EQ(seen("cbc").fact("open-to-terrapin"), false);
}

TEST(Ssh, OneThatIsStrictDoesNotHideAnother) {
  auto fact = seen("plain").flow.facts.at("ssh.strict-exchange");
  merge_fact(fact, seen("terrapin").flow.facts.at("ssh.strict-exchange"));
  EXPECT_EQ(fact.value, Json({"both", "server"}));
  auto complete = seen("plain").flow.facts.at("ssh.key-exchange-incomplete");
  merge_fact(complete, seen("other_host").flow.facts.at("ssh.key-exchange-incomplete"));
  EXPECT_EQ(complete.value, true);
}

TEST(Ssh, AConnectionThatBrokeOffBeforeItEncryptedDoesNotCount) {
  EXPECT_TRUE(seen("other_host").flow.idle);
  EXPECT_FALSE(seen("plain").flow.idle);
}

// What both ends send up to where they encrypt; `from_server` stands between the offers and that.
FlowReport exchanged(const std::string& method, const std::vector<Bytes>& from_server) {
  proto::SshKexInit offer;
  offer.kex = {method};
  offer.host_keys = {"ssh-ed25519"};
  offer.ciphers_to_server = offer.ciphers_to_client = {"aes256-gcm@openssh.com"};
  offer.macs_to_server = offer.macs_to_client = {"hmac-sha2-256"};
  offer.compression_to_server = offer.compression_to_client = {"none"};
  FlowContext context;
  context.from_start = true;
  auto ssh = ssh_kind().make(context);
  const auto say = [&](Side side, ByteView payload) { ssh->data(side, proto::ssh_packet(payload), 0, {}); };
  const Bytes new_keys{21};
  for (const auto side : {Side::client, Side::server}) {
    ssh->data(side, base::as_bytes("SSH-2.0-End\r\n"), 0, {});
    say(side, proto::ssh_kexinit(offer, Bytes(16)));
  }
  for (const auto& payload : from_server) say(Side::server, payload);
  for (const auto side : {Side::client, Side::server}) say(side, new_keys);
  return ssh->finish();
}

// RFC 4419 3: byte SSH_MSG_KEX_DH_GEX_GROUP (31), mpint p, mpint g
Bytes group_of(std::size_t bits) {
  Bytes prime(bits / 8, 0xff);
  if (bits % 8 != 0) prime.insert(prime.begin(), static_cast<std::uint8_t>((1U << bits % 8) - 1));
  base::Writer out;
  out.u8(31);
  proto::put_ssh_string(out, proto::ssh_mpint(prime));
  proto::put_ssh_string(out, proto::ssh_mpint(Bytes{2}));
  return std::move(out).take();
}

TEST(Ssh, AShortGroupThatTheServerChoseIsBreakable) {
  for (const std::size_t bits : {512U, 1023U, 1024U}) {
    const auto report = exchanged("diffie-hellman-group-exchange-sha256", {group_of(bits)});
    EXPECT_EQ(report.facts.at("ssh.group-bits").value, std::to_string(bits));
    EXPECT_EQ(report.confidentiality.grade, Protection::absent) << report.confidentiality.reason;
    EXPECT_EQ(report.integrity.grade, Protection::absent);
    EXPECT_THAT(report.integrity.reason, testing::HasSubstr(std::to_string(bits) + " bits"));
  }
  for (const std::size_t bits : {1025U, 2048U, 8192U}) {
    const auto report = exchanged("diffie-hellman-group-exchange-sha256", {group_of(bits)});
    EXPECT_EQ(report.facts.at("ssh.group-bits").value, std::to_string(bits));
    EXPECT_EQ(report.confidentiality.grade, Protection::protected_) << report.confidentiality.reason;
    EXPECT_EQ(report.integrity.grade, Protection::protected_);
  }
}

TEST(Ssh, AGroupThatWasNotSeenIsNotKnown) {
  const auto report = exchanged("diffie-hellman-group-exchange-sha256", {});
  EXPECT_FALSE(report.facts.contains("ssh.group-bits"));
  EXPECT_EQ(report.confidentiality.grade, Protection::unknown);
  EXPECT_EQ(report.integrity.grade, Protection::unknown);
}

// RFC 5656 4: there, 31 is the reply, with the host key, a point and a signature
TEST(Ssh, TheReplyOfOtherMethodsIsNoGroup) {
  base::Writer reply;
  reply.u8(31);
  for (const std::size_t size : {51U, 32U, 83U}) proto::put_ssh_string(reply, Bytes(size, 1));
  const auto report = exchanged("curve25519-sha256", {std::move(reply).take()});
  EXPECT_FALSE(report.facts.contains("ssh.group-bits"));
  EXPECT_EQ(report.confidentiality.grade, Protection::protected_) << report.confidentiality.reason;
}

TEST(Ssh, TsharkReadsAGroupOfTheSameSize) {
  const auto prime = tshark("group_exchange", {"ssh.dh_gex.p"})[0].front();
  ASSERT_EQ(prime.substr(0, 3), "00c");  // its first bit is set
  EXPECT_EQ(seen("group_exchange").fact("group-bits"), std::to_string((prime.size() - 2) * 4));
  EXPECT_TRUE(seen("plain").fact("group-bits").is_null());
}

TEST(Ssh, Ssh1IsBroken) {
  FlowContext context;
  context.from_start = true;
  test::Noted noted;
  context.recorder = &noted;
  auto ssh = ssh_kind().make(context);
  ssh->data(Side::server, base::as_bytes("SSH-1.99-OpenSSH_3.9\r\n"), 0, {});
  ssh->data(Side::client, base::as_bytes("SSH-1.5-OldClient\n"), 0, {});
  const auto report = ssh->finish();
  EXPECT_EQ(report.version, "1");
  EXPECT_EQ(report.confidentiality.grade, Protection::absent);
  EXPECT_EQ(report.peer_authenticity.grade, Protection::absent);
}

}  // namespace
}  // namespace runseal::capture
