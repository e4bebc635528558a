// FTP read from recordings of vsftpd and curl in each of its modes (tests/golden/capture/record_ftp.sh). The files are
// 14 and 25 bytes long.
#include "capture/dissectors/ftp.h"

#include "proto/ftp_transfer.h"
#include "unit/capture/net_feed.h"

namespace runseal::capture {
namespace {

using model::Protection;
using test::golden;
using test::play;
using test::segments_of;

const std::vector<DissectorKind>& ftp() {
  static const std::vector<DissectorKind> kinds = {ftp_kind(), ftp_data_kind()};
  return kinds;
}

void expect_all(const FlowReport& report, Protection grade) {
  EXPECT_EQ(report.integrity.grade, grade) << report.integrity.reason;
  EXPECT_EQ(report.confidentiality.grade, grade) << report.confidentiality.reason;
  EXPECT_EQ(report.peer_authenticity.grade, grade) << report.peer_authenticity.reason;
}

class CaptureFtpModes : public testing::TestWithParam<const char*> {};

TEST_P(CaptureFtpModes, FindsTheDataConnectionsAndNamesTheirFiles) {
  const auto told = play(ftp(), segments_of(golden(GetParam())));
  const auto controls = told.of("ftp");
  ASSERT_EQ(controls.size(), 2U);  // curl made a connection for each file
  for (const auto& control : controls) {
    expect_all(control, Protection::absent);
    EXPECT_EQ(control.facts.at("ftp.users").value, Json::parse(R"(["anonymous"])"));
    EXPECT_EQ(control.facts.at("ftp.password-in-clear").value, true);
    EXPECT_EQ(Json(control.facts.at("ftp.users").value).dump().find("secret"), std::string::npos);
  }
  const auto transfers = told.of("ftp-data");
  ASSERT_EQ(transfers.size(), 2U);
  for (const auto& transfer : transfers) expect_all(transfer, Protection::absent);
  EXPECT_EQ(transfers[0].facts.at("ftp-data.bytes-read").value, 14);
  EXPECT_EQ(transfers[1].facts.at("ftp-data.bytes-written").value, 25);
  ASSERT_EQ(told.files.size(), 2U);
  EXPECT_EQ(told.files.at(":/runs/RunInfo.xml").read, 14U);
  EXPECT_EQ(told.files.at(":/runs/up.txt").written, 25U);
}

INSTANTIATE_TEST_SUITE_P(All, CaptureFtpModes,
                         testing::Values("ftp_pasv.pcap", "ftp_epsv.pcap", "ftp_port.pcap", "ftp_eprt.pcap"),
                         [](const auto& mode) {
                           const std::string name = mode.param;
                           return name.substr(4, name.find('.') - 4);
                         });

TEST(CaptureFtp, SeesNeitherNamesNorALoginThroughTls) {
  for (const auto* name : {"ftp_tls.pcap", "ftp_implicit.pcap"}) {
    const auto told = play(ftp(), segments_of(golden(name)));
    const auto control = told.only("ftp");
    EXPECT_EQ(control.facts.at("ftp.tls").value, true) << name;
    EXPECT_EQ(control.integrity.grade, Protection::protected_) << control.integrity.reason;
    EXPECT_EQ(control.confidentiality.grade, Protection::protected_) << control.confidentiality.reason;
    EXPECT_FALSE(control.facts.contains("ftp.users"));
    EXPECT_FALSE(control.facts.contains("ftp.back-in-clear"));
    EXPECT_TRUE(told.files.empty());
  }
}

Bytes tls_record(std::uint8_t kind, std::size_t size) {
  Bytes record{kind, 3, 3, static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)};
  record.insert(record.end(), size, 0xa5);
  return record;
}

// vsftpd refuses CCC: this follows RFC 4217 section 12.2 by hand.
TEST(CaptureFtp, SeesThatACommandConnectionWentBackToClear) {
  test::Talk talk(21);
  talk.server("220 ready\r\n").client("AUTH TLS\r\n").server("234 go on\r\n");
  talk.client(tls_record(22, 200)).server(tls_record(22, 900)).client(tls_record(23, 40)).server(tls_record(21, 19));
  talk.client(tls_record(21, 19)).client("PASV\r\n").server("227 Entering (192,0,2,2,200,10)\r\n");
  talk.client("RETR patient.vcf\r\n");
  for (const std::size_t kept : {SIZE_MAX, std::size_t{50}}) {
    const auto told = play(ftp(), talk.segments(), {.kept = kept});
    const auto control = told.only("ftp");
    ASSERT_TRUE(control.facts.contains("ftp.back-in-clear")) << kept;
    expect_all(control, Protection::absent);
    EXPECT_TRUE(told.files.contains(":patient.vcf"));
  }
}

TEST(CaptureFtp, TellsTlsOnADataConnectionWhoeverOpenedIt) {
  for (const bool active : {false, true}) {
    test::Talk control(21);
    control.server("220 ready\r\n");
    if (active)
      control.client("PORT 192,0,2,2,195,80\r\n").server("200 good\r\n");
    else
      control.client("PASV\r\n").server("227 (192,0,2,2,195,80)\r\n");
    control.client("STOR a.fastq\r\n");
    test::Talk data(195 * 256 + 80);
    auto hello = tls_record(22, 200);
    hello[5] = 1;  // ClientHello, which the client of FTP sends
    auto answer = tls_record(22, 200);
    answer[5] = 2;
    if (active)
      data.server(hello).client(answer);
    else
      data.client(hello).server(answer);
    auto segments = control.segments();
    segments.insert(segments.end(), data.segments().begin(), data.segments().end());
    const auto told = play(ftp(), segments);
    const auto transfer = told.only("ftp-data");
    EXPECT_EQ(transfer.facts.at("ftp-data.tls").value, true) << active;
    EXPECT_NE(transfer.confidentiality.grade, Protection::absent) << transfer.confidentiality.reason;
  }
}

// The login was before the capture. RFC 959 4.1.1: CDUP is answered like CWD, or by 200.
TEST(CaptureFtp, CommandsAboutFoldersInClearAreEnough) {
  for (const auto* command : {"CWD patient\r\n", "MKD patient\r\n", "SITE CHMOD 700 patient\r\n"}) {
    test::Talk control(21);
    control.client("NOOP\r\n").client(command).server("250 done\r\n");  // a first line may be half of one
    auto segments = control.segments();
    expect_all(play(ftp(), segments, {.from_start = false}).only("ftp"), Protection::absent);
  }
  test::Talk control(21);
  control.server("220 FTP\r\n").client("CWD /runs/a\r\n").server("250 done\r\n");
  control.client("CDUP\r\n").server("200 done\r\n").client("MKD b\r\n").server("257 \"b\"\r\n");
  const auto told = play(ftp(), control.segments());
  EXPECT_TRUE(told.files.contains(":/runs/b"));
}

TEST(CaptureFtp, TakesNoMailForFtp) {
  test::Talk mail(25);
  mail.server("220 mail.example.org ESMTP\r\n").client("EHLO me\r\n").server("250 STARTTLS\r\n");
  EXPECT_TRUE(play(ftp(), mail.segments()).flows.empty());
  test::Talk elsewhere(2121);
  elsewhere.server("220 ready\r\n").client("USER me\r\n").server("331 word?\r\n");
  EXPECT_EQ(play(ftp(), elsewhere.segments()).of("ftp").size(), 1U);
}

TEST(CaptureFtp, SaysTheSameHoweverTheBytesAreCut) {
  for (const auto* name : {"ftp_pasv.pcap", "ftp_eprt.pcap", "ftp_tls.pcap", "ftp_implicit.pcap"}) {
    const auto segments = segments_of(golden(name));
    const auto whole = play(ftp(), segments);
    for (const std::size_t size : {3U, 7U, 100U}) {
      const auto cut = play(ftp(), segments, {.at_most = size});
      ASSERT_EQ(cut.flows.size(), whole.flows.size());
      for (std::size_t i = 0; i < cut.flows.size(); ++i) {
        const auto& [a, b] = std::pair(cut.flows[i].second, whole.flows[i].second);
        ASSERT_EQ(a.facts.size(), b.facts.size()) << name << " " << size;
        for (const auto& [id, fact] : b.facts) EXPECT_EQ(a.facts.at(id).value, fact.value) << name << " " << id;
      }
      EXPECT_EQ(cut.files.size(), whole.files.size());
    }
  }
}

TEST(CaptureFtp, IsNeverSaferForWhatIsMissing) {
  for (const auto* name : {"ftp_pasv.pcap", "ftp_port.pcap", "ftp_tls.pcap", "ftp_implicit.pcap"})
    never_safer(ftp(), segments_of(golden(name)));
}

// What was lost before TLS began may have been a password.
TEST(CaptureFtp, ALossBeforeTlsLeavesProtectionUnknown) {
  const std::string before = "NOOP\r\n";
  const auto segments = test::with_loss_behind(segments_of(golden("ftp_tls.pcap")), {before.begin(), before.end()});
  expect_all(play(ftp(), segments).only("ftp"), Protection::unknown);
}

TEST(CaptureFtp, ReadsWhereDataGoes) {
  EXPECT_EQ(proto::parse_ftp_port("Entering Passive Mode (192,0,2,1,200,10).")->port, 51210);
  EXPECT_EQ(proto::parse_ftp_extended_port("Entering Extended Passive Mode (|||51210|)")->port, 51210);
  EXPECT_EQ(proto::parse_ftp_extended_port("|2|2001:db8::1|51210|")->size, 16U);
  for (const auto* wrong : {"", "1,2,3", "1,2,3,4,5,256", "1,2,3,4,5,", "256,0,0,1,1,1"})
    EXPECT_FALSE(proto::parse_ftp_port(wrong)) << wrong;
  for (const auto* wrong : {"", "|||", "|||65536|", "|1|nowhere|5|", "|||5", "(|||99999999999999999999|)"})
    EXPECT_FALSE(proto::parse_ftp_extended_port(wrong)) << wrong;
  EXPECT_EQ(proto::parse_ftp_folder(R"("/runs/a ""b""" is the folder)"), R"(/runs/a "b")");
  EXPECT_FALSE(proto::parse_ftp_folder(R"("/runs)"));
}

}  // namespace
}  // namespace runseal::capture
