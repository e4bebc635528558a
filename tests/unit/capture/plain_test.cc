// iSCSI, LDAP and Kerberos read from recordings of tgt, OpenLDAP and their clients (tests/golden/capture/record_*.sh).
#include "capture/dissectors/iscsi.h"
#include "capture/dissectors/kerberos.h"
#include "capture/dissectors/ldap.h"
#include "proto/ber.h"
#include "unit/capture/net_feed.h"

#include <set>

namespace runseal::capture {
namespace {

using model::Protection;
using test::golden;
using test::play;
using test::segments_of;
using test::Talk;

const std::vector<DissectorKind>& plain() {
  static const std::vector<DissectorKind> kinds = {iscsi_kind(), ldap_kind(), kerberos_kind(), kerberos_udp_kind()};
  return kinds;
}

Json fact(const FlowReport& report, const std::string& id) {
  const auto found = report.facts.find(id);
  return found == report.facts.end() ? Json() : found->second.value;
}

void expect_all(const FlowReport& report, Protection grade) {
  EXPECT_EQ(report.integrity.grade, grade) << report.integrity.reason;
  EXPECT_EQ(report.confidentiality.grade, grade) << report.confidentiality.reason;
  EXPECT_EQ(report.peer_authenticity.grade, grade) << report.peer_authenticity.reason;
}

const std::vector<const char*> recordings = {"iscsi_open.pcap", "iscsi_chap.pcap", "ldap_anonymous.pcap",
                                             "ldap_simple.pcap", "ldap_start_tls.pcap"};

// tshark -r iscsi_open.pcap -Y 'iscsi.opcode == 0x25' -T fields -e iscsi.datasegmentlength
TEST(CaptureIscsi, SaysWhoLoggedInAndHow) {
  const auto told = play(plain(), segments_of(golden("iscsi_open.pcap")));
  const auto open = told.only("iscsi");
  expect_all(open, Protection::absent);
  EXPECT_EQ(fact(open, "iscsi.targets"), Json::parse(R"(["iqn.2024-05.invalid.lab:runs"])"));
  EXPECT_EQ(fact(open, "iscsi.chap"), Json());
  EXPECT_EQ(fact(open, "iscsi.bytes-read"), 64 + 66);
  EXPECT_EQ(told.files.size(), 1U);
  const auto chap = play(plain(), segments_of(golden("iscsi_chap.pcap"))).only("iscsi");
  expect_all(chap, Protection::absent);
  EXPECT_EQ(fact(chap, "iscsi.chap"), true);
  EXPECT_EQ(fact(chap, "iscsi.bytes-read"), 32);
  EXPECT_EQ(fact(chap, "iscsi.chap-mutual"), Json());
  EXPECT_EQ(fact(chap, "iscsi.login-methods"), Json::parse(R"(["CHAP"])"));
}

Bytes pdu(std::uint8_t opcode, std::uint8_t flags, std::string_view data) {  // RFC 7143 section 11
  base::Writer out;
  out.u8(opcode).u8(flags).be16(0).be32(static_cast<std::uint32_t>(data.size())).zeros(40).text(data).align(4);
  return std::move(out).take();
}

// Behind the login a code stands behind the heads and one behind the data (RFC 7143 section 11.1).
TEST(CaptureIscsi, SkipsTheDigestsThatWereAgreedOn) {
  using namespace std::string_view_literals;
  Talk talk(3260);
  talk.client(pdu(0x43, 0x87, "InitiatorName=iqn.a\0TargetName=iqn.b\0HeaderDigest=CRC32C\0DataDigest=CRC32C\0"sv));
  talk.server(pdu(0x23, 0x87, "HeaderDigest=CRC32C\0DataDigest=CRC32C\0"sv));
  base::Writer three;
  for (int i = 0; i < 3; ++i) {
    const auto whole = pdu(0x25, 0x80, "0123456789abcdef");
    three.bytes(ByteView(whole).first(48)).be32(0xdeadbeef).bytes(ByteView(whole).subspan(48)).be32(0xdeadbeef);
  }
  three.bytes(pdu(0x21, 0x80, {})).be32(0xdeadbeef);
  talk.server(three.data());
  const auto report = play(plain(), talk.segments()).only("iscsi");
  EXPECT_EQ(fact(report, "iscsi.bytes-read"), 3 * 16);
  EXPECT_EQ(fact(report, "iscsi.data-digest"), true);
  EXPECT_EQ(fact(report, "iscsi.bytes-not-seen"), Json());
}

TEST(CaptureLdap, TellsTheKindsOfBinds) {
  const auto anonymous = play(plain(), segments_of(golden("ldap_anonymous.pcap"))).only("ldap");
  expect_all(anonymous, Protection::absent);
  EXPECT_EQ(fact(anonymous, "ldap.binds-anonymous"), 1);
  EXPECT_EQ(fact(anonymous, "ldap.password-in-clear"), Json());
  const auto simple = play(plain(), segments_of(golden("ldap_simple.pcap"))).only("ldap");
  expect_all(simple, Protection::absent);
  EXPECT_EQ(fact(simple, "ldap.password-in-clear"), true);
  EXPECT_EQ(fact(simple, "ldap.bind-names"), Json::parse(R"(["cn=admin,dc=example"])"));
  for (const auto& [id, one] : simple.facts) EXPECT_EQ(one.value.dump().find("secret"), std::string::npos) << id;
}

TEST(CaptureLdap, FollowsStartTls) {
  const auto report = play(plain(), segments_of(golden("ldap_start_tls.pcap"))).only("ldap");
  EXPECT_EQ(report.integrity.grade, Protection::protected_) << report.integrity.reason;
  EXPECT_EQ(report.confidentiality.grade, Protection::protected_) << report.confidentiality.reason;
  EXPECT_EQ(fact(report, "ldap.tls"), true);
  EXPECT_EQ(fact(report, "ldap.binds"), Json());
}

// What was lost before TLS began may have been a password.
TEST(CaptureLdap, ALossBeforeTlsLeavesProtectionUnknown) {
  const Bytes nothing_said{0x30, 5, 2, 1, 1, 0x42, 0};
  const auto segments = test::with_loss_behind(segments_of(golden("ldap_start_tls.pcap")), nothing_said);
  expect_all(play(plain(), segments).only("ldap"), Protection::unknown);
}

// What was said behind the end of TLS.
FlowReport after_tls(const std::vector<Bytes>& messages, test::How how = {}) {
  auto segments = segments_of(golden("ldap_start_tls.pcap"));
  auto last = *std::find_if(segments.rbegin(), segments.rend(), [](auto& one) { return one.from == Side::client; });
  for (const auto& bytes : messages) {
    last.sequence += static_cast<std::uint32_t>(last.bytes.size());
    last.bytes = bytes;
    ++last.at.packet;
    segments.push_back(last);
  }
  return play(plain(), segments, how).only("ldap");
}

// StopTLS: either side closes TLS, and LDAP goes on in clear (RFC 4511 section 4.14.3).
TEST(CaptureLdap, ReadsWhatComesInClearAfterTls) {
  const Bytes close_notify{0x15, 3, 3, 0, 19, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
  const Bytes simple{0x30, 16, 2, 1, 5, 0x60, 11, 2, 1, 3, 4, 2, 'c', 'n', 0x80, 2, 'p', 'w'};
  const Bytes anonymous{0x30, 12, 2, 1, 5, 0x60, 7, 2, 1, 3, 4, 0, 0x80, 0};
  const Bytes search{0x30, 9, 2, 1, 6, 0x63, 4, 4, 2, 'd', 'c'};
  const auto with_password = after_tls({close_notify, simple, search});
  expect_all(with_password, Protection::absent);
  EXPECT_EQ(fact(with_password, "ldap.password-in-clear"), true);
  EXPECT_EQ(fact(with_password, "ldap.tls"), true);
  EXPECT_EQ(fact(with_password, "ldap.back-in-clear"), true);
  EXPECT_EQ(fact(with_password, "ldap.bind-names"), Json::parse(R"(["cn"])"));
  expect_all(after_tls({close_notify, anonymous}), Protection::absent);
  expect_all(after_tls({close_notify, search}), Protection::absent);
  expect_all(after_tls({close_notify, search}, {.kept = 64}), Protection::absent);  // of each packet
  auto together = close_notify;
  together.insert(together.end(), search.begin(), search.end());
  expect_all(after_tls({together}), Protection::absent);
  EXPECT_EQ(after_tls({close_notify}).confidentiality.grade, Protection::protected_);
}

// A bind of SASL and wrap tokens as RFC 4513 and RFC 4121 section 4.2.6.2 lay them out.
Bytes message(std::uint8_t operation, const Bytes& content) {
  base::Writer parts;
  parts.bytes(proto::ber_integer(1)).bytes(proto::ber(operation, content));
  return proto::ber(proto::ber_sequence, parts.data());
}

Bytes wrapped(std::uint8_t flags, std::size_t size) {
  base::Writer out;
  out.be32(static_cast<std::uint32_t>(16 + size)).u8(5).u8(4).u8(flags).u8(0xff).zeros(12 + size);
  return std::move(out).take();
}

Talk bound_by_kerberos() {
  base::Writer bind;
  bind.bytes(proto::ber_integer(3)).bytes(proto::ber(proto::ber_octets, {}));
  bind.bytes(proto::ber(0xa3, proto::ber(proto::ber_octets, base::as_bytes("GSSAPI"))));
  Talk talk(389);
  talk.client(message(0x60, bind.data()));
  talk.server(message(0x61, Bytes{0x0a, 1, 0, 4, 0, 4, 0}));
  return talk;
}

TEST(CaptureLdap, TellsSealedFromSigned) {
  auto sealed = bound_by_kerberos();
  sealed.client(wrapped(6, 100)).server(wrapped(7, 3000));
  const auto report = play(plain(), sealed.segments()).only("ldap");
  EXPECT_EQ(report.integrity.grade, Protection::protected_);
  EXPECT_EQ(report.confidentiality.grade, Protection::protected_);
  EXPECT_EQ(report.peer_authenticity.grade, Protection::unknown);
  EXPECT_EQ(fact(report, "ldap.messages-sealed"), 2);
  EXPECT_EQ(fact(report, "ldap.sasl-mechanisms"), Json::parse(R"(["GSSAPI"])"));
  never_safer(plain(), sealed.segments());
  auto only_signed = bound_by_kerberos();
  only_signed.client(wrapped(4, 100)).server(wrapped(7, 30));
  EXPECT_EQ(play(plain(), only_signed.segments()).only("ldap").confidentiality.grade, Protection::absent);
  auto in_clear = bound_by_kerberos();
  in_clear.client(message(0x63, Bytes(20, 4)));
  expect_all(play(plain(), in_clear.segments()).only("ldap"), Protection::absent);
}

// tshark -r kerberos_tcp.pcap -Y kerberos -T fields -e kerberos.msg_type -e kerberos.realm -e kerberos.SNameString
TEST(CaptureKerberos, NamesRealmsAndServices) {
  for (const auto* name : {"kerberos_tcp.pcap", "kerberos_udp.pcap"}) {
    const auto flows = play(plain(), segments_of(golden(name))).of("kerberos");
    ASSERT_FALSE(flows.empty());
    std::set<std::string> services, kinds;
    std::uint64_t messages = 0;
    for (const auto& report : flows) {
      EXPECT_TRUE(report.idle);
      EXPECT_EQ(fact(report, "kerberos.realms"), Json::parse(R"(["EXAMPLE.ORG"])"));
      for (const auto& one : fact(report, "kerberos.services")) services.insert(one.get<std::string>());
      for (const auto& one : fact(report, "kerberos.message-kinds")) kinds.insert(one.get<std::string>());
      messages += fact(report, "kerberos.messages").get<std::uint64_t>();
    }
    EXPECT_EQ(services, (std::set<std::string>{"krbtgt/EXAMPLE.ORG", "nfs/nas01.example.org"})) << name;
    EXPECT_EQ(kinds, (std::set<std::string>{"AS-REQ", "AS-REP", "TGS-REQ", "TGS-REP", "KRB-ERROR"})) << name;
    EXPECT_EQ(messages, 6U) << name;
  }
}

TEST(CapturePlain, SaysTheSameHoweverTheBytesAreCut) {
  for (const auto* name : recordings)
    for (const std::size_t size : {3U, 7U, 50U}) {
      const auto whole = play(plain(), segments_of(golden(name)));
      const auto cut = play(plain(), segments_of(golden(name)), {.at_most = size});
      ASSERT_EQ(cut.flows.size(), whole.flows.size()) << name;
      for (std::size_t i = 0; i < cut.flows.size(); ++i)
        for (const auto& [id, one] : whole.flows[i].second.facts)
          EXPECT_EQ(fact(cut.flows[i].second, id), one.value) << name << " " << id << " " << size;
    }
}

TEST(CapturePlain, IsNeverSaferForWhatIsMissing) {
  for (const auto* name : recordings) never_safer(plain(), segments_of(golden(name)));
}

}  // namespace
}  // namespace runseal::capture
