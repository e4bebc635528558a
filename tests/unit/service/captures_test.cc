#include "service/captures.h"

#include <gmock/gmock.h>

#include <sstream>

#include "service/capture_document.h"
#include "service/reports/capture_report.h"
#include "support/insisting_smb.h"
#include "unit/service/site.h"

namespace runseal::service {
namespace {

using capture::Conversation;
using model::Protection;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t on_2_march = 1'772'445'600;  // 2026-03-02T10:00:00Z, by date(1)

Conversation conversation(const std::string& client, const std::string& server, std::uint16_t port,
                          const std::string& protocol, Protection grade) {
  Conversation one;
  one.client = client;
  one.server = server;
  one.port = port;
  one.transport = "tcp";
  one.protocol = protocol;
  one.flows = 1;
  one.first = {on_2_march * second_ns, 3};
  one.last = {(on_2_march + 60) * second_ns, 9};
  one.integrity = one.confidentiality = {grade, "as seen"};
  one.peer_authenticity = {Protection::unknown, "packets do not tell"};
  return one;
}

struct Captures : Site {
  capture::Report report;

  Captures() {
    report.sources = {{"/tmp/friday.pcapng", 1, 12, 0, "abc"}};
    report.packets = 12;
  }
  void declare(const std::string& id, const std::string& url, const std::vector<std::string>& hosts = {}) {
    auto one = device(id, "20068232", {url});
    one.hosts = hosts;
    ASSERT_TRUE(save_devices(workspace, {one}, "test"));
  }
  void asked_and_found_safe(const std::string& url) {
    model::Observation observation;
    observation.id = "asked";
    observation.endpoint = url;
    observation.method = "probe+session";
    observation.protocol = "smb";
    observation.at = base::format_instant(clock.now());
    observation.complete = true;
    for (const auto& [id, value] : test::insisting_smb()) observation.facts[id] = {value, "made-up"};
    const auto measured = record_observations(workspace, *targets_named(workspace, {url}), {observation});
    ASSERT_TRUE(measured) << measured.error().describe();
    ASSERT_TRUE(measured->front().now.assessment.secure());
  }
  Captured take_in(CaptureOptions options = {}) {
    options.look_up = [](const std::string& host) -> std::vector<boost::asio::ip::address> {
      if (host != "nas01") return {};
      return {boost::asio::ip::make_address("10.0.0.9")};
    };
    const auto captured = take_in_capture(workspace, report, options);
    EXPECT_TRUE(captured) << captured.error().describe();
    return captured.value_or(Captured());
  }
};

TEST_F(Captures, AConversationBelongsToTheConnectionOfItsServerAndProtocol) {
  declare("novaseq", "smb://nas01/runs");
  declare("dragen", "nfs://10.0.0.9/results");
  report.conversations = {conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::absent),
                          conversation("10.0.0.6", "10.0.0.9", 2049, "nfs", Protection::protected_),
                          conversation("10.0.0.5", "10.0.0.8", 445, "smb", Protection::absent)};
  const auto captured = take_in();
  ASSERT_EQ(captured.measured.size(), 2U);
  EXPECT_THAT(captured.talks[0].connections, ElementsAre("smb://nas01/runs"));
  EXPECT_THAT(captured.talks[1].connections, ElementsAre("nfs://10.0.0.9/results"));
  EXPECT_THAT(captured.talks[2].connections, IsEmpty());
  EXPECT_THAT(captured.strangers, ElementsAre(0U, 1U));
  const auto kept = store::latest_measurement(workspace.database(), "smb://nas01/runs");
  ASSERT_TRUE(kept && *kept);
  EXPECT_EQ((*kept)->record.observation.method, "capture");
  EXPECT_EQ((*kept)->record.observation.at, "2026-03-02T10:00:00.000Z");
  EXPECT_EQ((*kept)->record.assessment.confidentiality.grade, Protection::absent);
}

TEST_F(Captures, WhoeverSpeaksWithKnownStorageInAnotherProtocolIsAStrangerToo) {
  declare("novaseq", "smb://nas01/runs", {"10.0.0.5"});
  report.conversations = {conversation("10.0.0.66", "10.0.0.9", 21, "ftp", Protection::absent),
                          conversation("10.0.0.66", "10.0.0.8", 21, "ftp", Protection::absent),
                          conversation("10.0.0.66", "10.0.0.9", 7777, "unknown", Protection::unknown)};
  const auto captured = take_in();
  EXPECT_THAT(captured.strangers, ElementsAre(0U));
  EXPECT_THAT(captured.talks[0].connections, IsEmpty());
  EXPECT_THAT(captured.not_seen, ElementsAre("smb://nas01/runs"));
}

TEST_F(Captures, TheDocumentIsPrintedPieceByPieceAsItIsAsAWhole) {
  declare("novaseq", "smb://nas01/runs", {"10.0.0.5"});
  const capture::Report empty = report;
  report.conversations = {conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::absent),
                          conversation("10.0.0.6", "10.0.0.9", 21, "ftp", Protection::absent)};
  report.conversations[0].facts["smb.shares"] = {Json::array({"runs", "a \"b\"\n"}), 4};
  report.files = {{"10.0.0.5", "10.0.0.9", 445, {"runs", "a/b", 1, 2, {1, 1}, {2, 2}, "SMB"}},
                  {"10.0.0.5", "10.0.0.9", 445, {"runs", "c\td", 1, 2, {1, 1}, {2, 2}, "SMB"}}};
  report.notes = {"a note"};
  const auto captured = take_in();
  const auto same = [](const capture::Report& one, const Captured* known) {
    std::ostringstream printed;
    print_capture_document(printed, one, known);
    EXPECT_EQ(printed.str(), capture_document(one, known).dump(2) + "\n");
  };
  same(empty, nullptr);
  same(report, nullptr);
  same(report, &captured);
}

// Whose they were is not known any more: they accuse nobody, and acquit nobody.
TEST_F(Captures, WhatWasTooMuchToBeKeptApartLeavesEachConnectionOfItsProtocolInDoubt) {
  declare("novaseq", "smb://nas01/runs");
  declare("dragen", "smb://10.0.0.8/results");
  report.conversations = {conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::protected_),
                          conversation(capture::gathered, capture::gathered, 0, "smb", Protection::absent)};
  const auto captured = take_in();
  ASSERT_EQ(captured.measured.size(), 1U);
  const auto& found = captured.measured.front().now.assessment;
  EXPECT_EQ(found.confidentiality.grade, Protection::unknown);
  EXPECT_THAT(found.confidentiality.reason, testing::HasSubstr("too many conversations"));
  EXPECT_THAT(captured.not_seen, IsEmpty());
}

TEST_F(Captures, ClearTrafficOfLastNightAgainstAServerThatWasMeasuredAsSecure) {
  declare("novaseq", "smb://nas01/runs");
  asked_and_found_safe("smb://nas01/runs");  // on 1 March
  report.conversations = {conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::absent)};
  const auto captured = take_in();
  ASSERT_EQ(captured.measured.size(), 1U);
  const auto& one = captured.measured.front();
  EXPECT_EQ(one.difference.trend, model::Trend::worse);
  EXPECT_TRUE(one.worse_evidence);
  EXPECT_EQ(one.now.assessment.findings.front().id, "capture.weaker-than-measured");
}

TEST_F(Captures, TheReportSaysWhatItMeansForConnections) {
  declare("novaseq", "smb://nas01/runs");
  declare("dragen", "nfs://10.0.0.9/results");
  report.conversations = {conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::absent),
                          conversation("10.0.0.6", "10.0.0.9", 2049, "nfs", Protection::protected_)};
  const auto captured = take_in();
  const auto html = *capture_html(report, &captured)->whole();
  EXPECT_THAT(html, HasSubstr("What it means for connections"));
  EXPECT_THAT(html, HasSubstr("capture.readable-traffic"));
  EXPECT_THAT(html, HasSubstr("<td>none</td>"));
  EXPECT_THAT(*capture_html(report, nullptr)->whole(), Not(HasSubstr("What it means for connections")));
}

TEST_F(Captures, ADeviceIsKnownByItsAddressOrByTheNameItGives) {
  declare("novaseq", "smb://nas01/runs", {"10.0.0.5"});
  declare("miseq", "smb://nas01/runs", {"miseq-pc"});
  auto by_name = conversation("10.0.0.7", "10.0.0.9", 445, "smb", Protection::absent);
  by_name.facts["smb.workstation"] = {"MISEQ-PC", 4};
  report.conversations = {conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::absent), by_name,
                          conversation("10.0.0.66", "10.0.0.9", 445, "smb", Protection::absent)};
  const auto captured = take_in();
  EXPECT_EQ(captured.talks[0].device, "novaseq");
  EXPECT_EQ(captured.talks[1].device, "miseq");
  EXPECT_THAT(captured.strangers, ElementsAre(2U));
  report.files = {{"10.0.0.5", "10.0.0.9", 445, {"runs", "a.bcl", 1, 2, {}, {}, "clear"}}};
  EXPECT_THAT(*capture_html(report, &captured)->whole(), HasSubstr("<td>novaseq (10.0.0.5)</td>"));
}

TEST_F(Captures, WhatIsKnownToBeAnotherDeviceIsNotHeldAgainstAConnection) {
  declare("novaseq", "smb://nas01/runs", {"10.0.0.5"});
  declare("office", "smb://10.9.9.9/letters", {"10.0.0.66"});
  report.conversations = {conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::protected_),
                          conversation("10.0.0.66", "10.0.0.9", 445, "smb", Protection::absent)};
  const auto captured = take_in();
  ASSERT_EQ(captured.measured.size(), 1U);
  EXPECT_EQ(captured.measured.front().now.assessment.confidentiality.grade, Protection::optional);
}

TEST_F(Captures, ADeviceThatSpeaksWithKnownStorageUndeclaredIsListed) {
  declare("novaseq", "smb://nas01/runs", {"10.0.0.5"});
  declare("office", "smb://10.9.9.9/letters", {"10.0.0.66"});
  report.conversations = {conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::protected_),
                          conversation("10.0.0.66", "10.0.0.9", 445, "smb", Protection::absent),
                          conversation("10.0.0.5", "10.0.0.9", 21, "ftp", Protection::absent),
                          conversation("10.0.0.66", "10.9.9.9", 445, "smb", Protection::absent)};
  EXPECT_THAT(take_in().strangers, ElementsAre(1U, 2U));
}

TEST_F(Captures, WhereAConnectionIsNamedAllOfItsProtocolBelongsToIt) {
  declare("novaseq", "smb://nas01/runs", {"10.0.0.5"});
  declare("office", "smb://10.9.9.9/letters", {"10.0.0.66"});
  report.conversations = {conversation("10.0.0.66", "10.0.0.9", 445, "smb", Protection::absent)};
  CaptureOptions named;
  named.connection = "smb://nas01/runs";
  const auto captured = take_in(named);
  EXPECT_THAT(captured.talks[0].connections, ElementsAre("smb://nas01/runs"));
  EXPECT_THAT(captured.strangers, IsEmpty());
}

// RFC 4217 9: after PROT C the data connection is in clear, to a port that only the hidden answer to EPSV names.
struct FtpInTls : Captures {
  Conversation unread(const std::string& server, std::uint16_t port) {
    auto one = conversation("10.0.0.5", server, port, "unknown", Protection::unknown);
    one.bytes_to_server = 1200;
    return one;
  }
  void control(const std::string& url, std::uint16_t port, const std::string& protocol) {
    declare("novaseq", url);
    report.conversations = {conversation("10.0.0.5", "10.0.0.9", port, protocol, Protection::protected_)};
    if (protocol == "ftp") report.conversations.front().facts["ftp.tls"] = {true, 4};
  }
  void expect(Protection grade) {
    const auto captured = take_in();
    ASSERT_EQ(captured.measured.size(), 1U);
    const auto& found = captured.measured.front().now.assessment;
    EXPECT_EQ(found.confidentiality.grade, grade) << found.confidentiality.reason;
    EXPECT_EQ(found.integrity.grade, grade) << found.integrity.reason;
  }
};

TEST_F(FtpInTls, WhatIsNotReadBetweenTheSameTwoMayHaveBeenItsFiles) {
  control("ftp://nas01/runs", 21, "ftp");
  expect(Protection::optional);
  report.conversations.push_back(unread("10.0.0.9", 52001));
  expect(Protection::unknown);
  EXPECT_THAT(take_in().talks[1].connections, ElementsAre("ftp://nas01/runs"));
  EXPECT_THAT(take_in().measured.front().now.assessment.confidentiality.reason, HasSubstr("FTP's files"));
}

TEST_F(FtpInTls, SoItIsWhereTlsBeginsAtOnce) {
  control("ftps://nas01/runs", 990, "tls");
  report.conversations.push_back(unread("10.0.0.9", 52001));
  expect(Protection::unknown);
}

TEST_F(FtpInTls, WhatWentElsewhereOrCarriedNothingWasNot) {
  control("ftp://nas01/runs", 21, "ftp");
  auto refused = unread("10.0.0.9", 990);
  refused.bytes_to_server = 0;
  auto time = unread("10.0.0.9", 123);
  time.transport = "udp";
  report.conversations.insert(report.conversations.end(), {unread("10.0.0.8", 52001), refused, time});
  expect(Protection::optional);
}

TEST_F(FtpInTls, ItsFilesMayBeAmongWhatWasTooMuchToBeKeptApart) {
  control("ftp://nas01/runs", 21, "ftp");
  report.conversations.push_back(unread(capture::gathered, 0));
  report.conversations.back().client = capture::gathered;
  expect(Protection::unknown);
}

TEST_F(FtpInTls, NothingOfTheKindFollowsForHttps) {
  control("https://nas01/runs", 443, "tls");
  report.conversations.push_back(unread("10.0.0.9", 52001));
  expect(Protection::optional);
}

// One server, whose share scratch was read in clear.
Conversation with_clear_scratch(std::uint64_t encrypted) {
  auto one = conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::absent);
  one.places = {{"Scratch", {40, 3}}, {"IPC$", {4, 0}}};
  one.facts["smb.shares"] = {Json::array({"IPC$", "Scratch"}), 4};
  if (encrypted > 0) one.facts["smb.client-messages-encrypted"] = {encrypted, 5};
  return one;
}

TEST_F(Captures, AShareIsNotJudgedByWhatWasReadableOfAnother) {
  declare("novaseq", "smb://nas01/runs");
  declare("office", "smb://nas01/scratch/letters");
  declare("nas", "smb://nas01");
  report.conversations = {with_clear_scratch(900)};
  report.files = {{"10.0.0.5", "10.0.0.9", 445, {"Scratch", "a.txt", 10, 0, {}, {}, "in clear"}}};
  const auto captured = take_in();
  ASSERT_EQ(captured.measured.size(), 3U);
  std::map<std::string, model::Assessment> by_name;
  std::map<std::string, Json> files;
  for (const auto& one : captured.measured) {
    by_name[one.now.observation.endpoint] = one.now.assessment;
    files[one.now.observation.endpoint] = one.now.observation.facts.at("capture.readable-files").value;
  }
  const auto& runs = by_name.at("smb://nas01/runs");
  EXPECT_EQ(runs.confidentiality.grade, Protection::unknown);
  EXPECT_EQ(runs.integrity.grade, Protection::unknown);
  EXPECT_THAT(runs.confidentiality.reason, HasSubstr("900 encrypted messages"));
  EXPECT_EQ(files.at("smb://nas01/runs"), 0);
  const auto& scratch = by_name.at("smb://nas01/scratch/letters");
  EXPECT_EQ(scratch.confidentiality.grade, Protection::absent);
  EXPECT_THAT(scratch.integrity.reason, HasSubstr("3 of 40"));
  EXPECT_EQ(files.at("smb://nas01/scratch/letters"), 1);
  EXPECT_EQ(by_name.at("smb://nas01").confidentiality.grade, Protection::absent);  // the server as a whole
}

TEST_F(Captures, AShareOfWhichNothingWasSaidWasNotSeen) {
  declare("novaseq", "smb://nas01/runs");
  report.conversations = {with_clear_scratch(0)};
  EXPECT_THAT(take_in().not_seen, ElementsAre("smb://nas01/runs"));
}

TEST_F(Captures, WhereTheShareOfAReadableMessageIsNotKnownItSpeaksAgainstEach) {
  declare("novaseq", "smb://nas01/runs");
  report.conversations = {with_clear_scratch(900)};
  report.conversations.front().places[""] = {1, 1};
  const auto captured = take_in();
  ASSERT_EQ(captured.measured.size(), 1U);
  EXPECT_EQ(captured.measured.front().now.assessment.confidentiality.grade, Protection::absent);
}

TEST_F(Captures, AnExportIsNotJudgedByWhatWasReadableOfAnother) {
  declare("novaseq", "nfs://nas01/srv/runs");
  declare("office", "nfs://nas01/srv/scratch/letters");
  declare("nas", "nfs://nas01");
  auto one = conversation("10.0.0.5", "10.0.0.9", 2049, "nfs", Protection::absent);
  one.places = {{"/", {2, 2, 2}}, {"/srv/scratch", {3, 3, 3}}, {"/srv/scratch/letters/…", {40, 40, 40}}};
  one.facts["nfs.calls-krb5p"] = {900, 5};
  report.conversations = {one};
  report.files = {{"10.0.0.5", "10.0.0.9", 2049, {"/", "srv/scratch/letters/a.txt", 10, 0, {}, {}, "in clear"}}};
  std::map<std::string, store::Measurement> by_name;
  for (const auto& each : take_in().measured) by_name[each.now.observation.endpoint] = each.now;
  const auto& runs = by_name.at("nfs://nas01/srv/runs");
  EXPECT_EQ(runs.assessment.confidentiality.grade, Protection::unknown);
  EXPECT_EQ(runs.assessment.peer_authenticity.grade, Protection::unknown);
  EXPECT_THAT(runs.assessment.confidentiality.reason, HasSubstr("900 encrypted calls"));
  EXPECT_EQ(runs.observation.facts.at("capture.readable-files").value, 0);
  const auto& letters = by_name.at("nfs://nas01/srv/scratch/letters");
  EXPECT_EQ(letters.assessment.confidentiality.grade, Protection::absent);
  EXPECT_EQ(letters.assessment.peer_authenticity.grade, Protection::absent);
  EXPECT_THAT(letters.assessment.integrity.reason, HasSubstr("40 of 40"));
  EXPECT_EQ(letters.observation.facts.at("capture.readable-files").value, 1);
  EXPECT_EQ(by_name.at("nfs://nas01").assessment.confidentiality.grade, Protection::absent);
}

TEST_F(Captures, OfTlsThePortTells) {
  declare("novaseq", "https://nas01/runs");
  report.conversations = {conversation("10.0.0.5", "10.0.0.9", 443, "tls", Protection::protected_),
                          conversation("10.0.0.5", "10.0.0.9", 993, "tls", Protection::absent)};
  const auto captured = take_in();
  ASSERT_EQ(captured.measured.size(), 1U);
  EXPECT_EQ(captured.measured.front().now.assessment.confidentiality.grade, Protection::optional);
}

TEST_F(Captures, NamesCanBeToldAndAConnectionNamed) {
  declare("novaseq", "smb://nas77/runs");
  report.conversations = {conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::absent)};
  const auto unknown = take_in();
  EXPECT_THAT(unknown.not_found, ElementsAre("nas77"));
  EXPECT_THAT(unknown.not_seen, ElementsAre("smb://nas77/runs"));
  CaptureOptions named;
  named.names = {{"nas77", "10.0.0.9"}};
  EXPECT_EQ(take_in(named).measured.size(), 1U);
  CaptureOptions all;
  all.connection = "smb://nas77/runs";
  EXPECT_EQ(take_in(all).measured.size(), 1U);
  all.connection = "novaseq";  // a device has connections; one of them is meant
  EXPECT_EQ(take_in(all).measured.size(), 1U);
}

TEST_F(Captures, TheEvidenceHoldsNoNamesOfFilesPeopleOrComputers) {
  declare("novaseq", "smb://nas01/runs");
  auto one = conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::absent);
  one.facts = {{"smb.user", {"berzina", 4}}, {"smb.workstation", {"LAB-PC", 4}}, {"smb.dialect", {"3.1.1", 2}}};
  report.conversations = {one};
  report.files = {{"10.0.0.5", "10.0.0.9", 445, {"runs", "Patient_Ozols/x.cbcl", 0, 77, {}, {}, "in clear"}}};
  const auto captured = take_in();
  std::string all;
  for (std::uint64_t i = 0; i < workspace.checkpoint()->size; ++i)
    all += evidence::read_entry(workspace.files(), workspace.evidence_folder(), *workspace.checkpoint(), i)->dump();
  EXPECT_THAT(all, HasSubstr("\"3.1.1\""));
  EXPECT_THAT(all, HasSubstr("\"sha256\":\"abc\""));
  for (const auto* name : {"berzina", "LAB-PC", "Ozols", "/tmp/"}) EXPECT_THAT(all, Not(HasSubstr(name)));
  EXPECT_EQ(captured.measured.front().now.observation.facts.at("capture.readable-bytes").value, 77);
}

TEST_F(Captures, TheListForASpreadsheetHasNoFormulas) {
  report.files = {{"10.0.0.5", "10.0.0.9", 445, {"runs", "=cmd|' /C calc'!A0", 1, 2, {}, {}, "in \"clear\"", {5, 7}}}};
  const auto csv = *exposure_csv(report, nullptr)->whole();
  EXPECT_THAT(csv, HasSubstr(",'=cmd|' /C calc'!A0,1,1,2,\"in \"\"clear\"\"\",5,7\r\n"));
}

TEST_F(Captures, TheReportEscapesWhatCameFromTheNetwork) {
  auto one = conversation("10.0.0.5", "10.0.0.9", 445, "smb", Protection::absent);
  one.versions = {"<script>"};
  report.conversations = {one};
  report.files = {{"10.0.0.5", "10.0.0.9", 445, {"<b>", "<script>alert(1)</script>", 1, 2, {}, {}, "&"}}};
  const auto html = *capture_html(report, nullptr)->whole();
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)"));
  EXPECT_THAT(html, HasSubstr("<svg"));
}

}  // namespace
}  // namespace runseal::service
