// SMB read from recordings of Samba and smbclient (tests/golden/capture/record_smb), in every version and policy. What
// is expected is what tshark read in the same recording (the .tsv beside it), and what lies readable in the raw bytes.
#include "capture/dissectors/smb.h"

#include <set>

#include "base/text.h"
#include "capture/read.h"
#include "support/temporary.h"
#include "unit/capture/net_feed.h"
#include "unit/capture/recorded_flow.h"

namespace runseal::capture {
namespace {

using model::Protection;
using test::golden;
using test::play;
using test::segments_of;

const std::vector<DissectorKind>& smb() {
  static const std::vector<DissectorKind> kinds = {smb_kind()};
  return kinds;
}

// tshark's columns, in record_smb's order.
enum Column {
  port,
  command,
  response,
  is_signed,
  status,
  transform,
  dialect,
  name,
  tree,
  read,
  written,
  command1,
  is_signed1,
  response1,
  user,
  domain,
  host,
  ioctl,
  guest,
  encrypts,
  columns
};

struct Counted {
  std::uint64_t is_signed[2] = {0, 0};
  std::uint64_t not_signed[2] = {0, 0};
  std::uint64_t encrypted[2] = {0, 0};
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
  std::set<std::string> dialects;
  std::set<std::string> users;
  std::set<std::string> names;
  bool guest = false;
};

std::string at(const std::vector<std::string>& values, std::size_t i) { return i < values.size() ? values[i] : ""; }

// Of SMB 2: create to oplock break, but cancel, echo, interim answers, and what only makes the connection.
bool counts(const std::vector<std::vector<std::string>>& fields, std::size_t i) {
  const auto verb = std::stoi(fields[command][i]);
  const bool connecting = verb == 11 && (at(fields[ioctl], i) == "0x00140204" || at(fields[tree], i).ends_with("IPC$"));
  return verb >= 5 && verb != 12 && verb != 13 && at(fields[status], i) != "0x00000103" && !connecting;
}

void count_smb2(const std::vector<std::vector<std::string>>& fields, Counted& counted) {
  for (std::size_t i = 0; i < fields[command].size() && !fields[command][i].empty(); ++i)
    if (counts(fields, i))
      ++(fields[is_signed][i] == "1" ? counted.is_signed : counted.not_signed)[fields[response][i] == "1"];
  for (const auto& bytes : fields[written])
    if (!bytes.empty() && fields[response][0] == "0") counted.bytes_written += std::stoul(bytes);
  for (const auto& bytes : fields[read])
    if (!bytes.empty() && fields[response][0] == "0") counted.bytes_read += std::stoul(bytes);
}

void count_smb1(const std::vector<std::vector<std::string>>& fields, Counted& counted) {
  static const std::set<std::string> no_data = {"", "0x72", "0x73", "0x74", "0x75", "0x71", "0x2b", "0xa4"};
  if (!no_data.contains(fields[command1][0]))
    ++(fields[is_signed1][0] == "1" ? counted.is_signed : counted.not_signed)[fields[response1][0] == "1"];
}

Counted tshark_read(const std::string& recording) {
  Counted counted;
  const auto text = runseal::test::read_file(golden(recording + ".tsv"));
  for (const auto line : base::lines(text)) {
    std::vector<std::vector<std::string>> fields;
    for (const auto& value : base::split(line, '\t')) fields.push_back(base::split(value, ','));
    fields.resize(columns, {""});
    if (!fields[transform][0].empty()) ++counted.encrypted[fields[port][0] == "4450" || fields[port][0] == "139"];
    count_smb2(fields, counted);
    count_smb1(fields, counted);
    if (!fields[user][0].empty()) counted.users.insert(fields[user][0]);
    if (!fields[dialect][0].empty() && at(fields[response], 0) == "1") counted.dialects.insert(fields[dialect][0]);
    if (at(fields[command], 0) == "5")
      for (const auto& one : fields[name])
        if (!one.empty()) counted.names.insert(base::replaced(one, "\\", "/"));
    counted.guest = counted.guest || fields[guest][0] == "1";
  }
  return counted;
}

// The recording's raw bytes hold the marker, of a file's content or in a name.
bool readable(const std::string& recording) {
  const auto raw = runseal::test::read_file(golden(recording + ".pcap"));
  std::string name;
  for (const char c : std::string("marker-")) name += std::string{c, '\0'};
  return raw.find("RUNSEAL-MARKER") != std::string::npos || raw.find(name) != std::string::npos;
}

std::uint64_t number(const FlowReport& report, const std::string& id) {
  const auto fact = report.facts.find(id);
  return fact == report.facts.end() ? 0 : fact->second.value.get<std::uint64_t>();
}

class SmbRecorded : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(All, SmbRecorded,
                         testing::Values("smb-nt1-plain", "smb-nt1-signed", "smb-2.0.2-plain", "smb-2.1-signed",
                                         "smb-2.1-netbios", "smb-3.0-encrypted", "smb-3.0.2-signed", "smb-3.1.1-plain",
                                         "smb-3.1.1-signed", "smb-3.1.1-encrypted", "smb-3.1.1-ccm",
                                         "smb-3.1.1-share-encrypted", "smb-3.1.1-guest", "smb-3.1.1-nobody",
                                         "smb-upgraded"),
                         [](const auto& one) {
                           auto name = std::string(one.param).substr(4);
                           std::erase_if(name, [](char c) { return c == '.' || c == '-'; });
                           return name;
                         });

TEST_P(SmbRecorded, IsReadableInTheRawBytesExactlyWhenItIsSaidToBe) {
  const auto report = play(smb(), segments_of(golden(GetParam() + std::string(".pcap")))).only("smb");
  EXPECT_EQ(report.confidentiality.grade, readable(GetParam()) ? Protection::absent : Protection::protected_)
      << report.confidentiality.reason;
}

TEST_P(SmbRecorded, HasTheSignedAndEncryptedMessagesThatTsharkCounts) {
  const auto report = play(smb(), segments_of(golden(GetParam() + std::string(".pcap")))).only("smb");
  const auto theirs = tshark_read(GetParam());
  for (const std::size_t side : {0U, 1U}) {
    const std::string whose = side == 0 ? "smb.client-messages-" : "smb.server-messages-";
    EXPECT_EQ(number(report, whose + "signed"), theirs.is_signed[side]);
    EXPECT_EQ(number(report, whose + "unsigned"), theirs.not_signed[side]);
    EXPECT_EQ(number(report, whose + "encrypted"), theirs.encrypted[side]);
  }
  const auto unsigned_ones = theirs.not_signed[0] + theirs.not_signed[1];
  const auto clear = unsigned_ones + theirs.is_signed[0] + theirs.is_signed[1];
  PlaceSeen of_all;  // smbclient writes its name in two ways, and asks IPC$ where it is
  for (const auto& [name, seen] : report.places) {
    EXPECT_TRUE(name == "runs" || name == "RUNS" || name == "IPC$") << name;
    of_all.readable += seen.readable;
    of_all.changeable += seen.changeable;
  }
  EXPECT_EQ(of_all.readable, clear);
  EXPECT_EQ(of_all.changeable, unsigned_ones);
  const bool open = unsigned_ones > 0;
  EXPECT_GT(theirs.is_signed[0] + theirs.not_signed[0] + theirs.encrypted[0], 10U);
  EXPECT_EQ(report.integrity.grade, open ? Protection::absent : Protection::protected_) << report.integrity.reason;
  EXPECT_EQ(report.facts.contains("smb.messages-unreadable"), false);
  EXPECT_EQ(report.facts.contains("smb.messages-unknown"), false);
}

TEST_P(SmbRecorded, NamesTheFilesThatTsharkNames) {
  const auto told = play(smb(), segments_of(golden(GetParam() + std::string(".pcap"))));
  const auto theirs = tshark_read(GetParam());
  std::uint64_t read = 0;
  std::uint64_t written = 0;
  for (const auto& [where, file] : told.files) {
    EXPECT_TRUE(file.place == "runs" || file.place == "RUNS") << where;
    read += file.read;
    written += file.written;
  }
  for (const auto& name : theirs.names) EXPECT_TRUE(told.files.contains("runs:" + name)) << name;
  if (std::string_view(GetParam()).find("nt1") != std::string_view::npos) {
    EXPECT_EQ(told.files.at("RUNS:marker-run/marker-name.fastq").written, 43U);
    EXPECT_EQ(told.files.at("RUNS:marker-run/marker-name.fastq").read, 43U);
    EXPECT_EQ(told.files.size(), 3U);  // the folder, and the file under both names
    return;
  }
  EXPECT_EQ(written, theirs.bytes_written);
  EXPECT_EQ(read, theirs.bytes_read);
  EXPECT_EQ(told.files.empty(), !readable(GetParam()));
}

TEST_P(SmbRecorded, IsTheSameHoweverTheStreamIsCut) {
  const auto segments = segments_of(golden(GetParam() + std::string(".pcap")));
  const auto whole = play(smb(), segments);
  for (const std::size_t at_most : {1U, 7U, 100U}) {
    const auto cut = play(smb(), segments, {.at_most = at_most});
    const auto one = whole.only("smb");
    const auto other = cut.only("smb");
    EXPECT_EQ(one.integrity.reason, other.integrity.reason);
    EXPECT_EQ(one.confidentiality.reason, other.confidentiality.reason);
    EXPECT_EQ(one.facts.size(), other.facts.size());
    EXPECT_EQ(whole.files.size(), cut.files.size());
  }
}

TEST_P(SmbRecorded, IsNeverSaidToBeSaferWhenPartsAreMissing) {
  const auto packets = runseal::test::read_packets(golden(GetParam() + std::string(".pcap")));
  const auto server = std::string_view(GetParam()).ends_with("netbios") ? 139 : 4450;
  runseal::test::expect_never_safer(smb_kind(), packets, static_cast<std::uint16_t>(server));
  test::never_safer(smb(), segments_of(golden(GetParam() + std::string(".pcap"))));
}

// The engine's part: what captures lose, reorder and wrap.
TEST_P(SmbRecorded, IsNeverSaidToBeSaferThroughTheEngine) {
  namespace changed = runseal::test;
  const auto packets = changed::read_packets(golden(GetParam() + std::string(".pcap")));
  const auto grades = [](const Bytes& file) {
    runseal::test::TemporaryFolder folder;
    const auto path = folder / "part.pcap";
    runseal::test::write_file(path, base::as_text(file));
    const auto report = read_captures({path.string()});
    EXPECT_TRUE(report && report->conversations.size() == 1U && report->conversations[0].protocol == "smb");
    const auto& read = report->conversations.at(0);
    return std::pair(read.confidentiality.grade, read.integrity.grade);
  };
  const auto whole = grades(changed::as_pcap(packets));
  const auto report = play(smb(), segments_of(golden(GetParam() + std::string(".pcap")))).only("smb");
  EXPECT_EQ(whole, std::pair(report.confidentiality.grade, report.integrity.grade));
  EXPECT_EQ(grades(changed::as_pcap(changed::with_vlan(packets, 7))), whole);
  EXPECT_EQ(grades(changed::as_pcapng(packets)), whole);
  EXPECT_EQ(grades(changed::as_pcap(changed::shuffled(packets, 3, 1))), whole);
  for (const auto& part : {changed::last_third_missing(packets), changed::first_third_missing(packets),
                           changed::every_tenth_missing(packets)}) {
    const auto [confidentiality, integrity] = grades(changed::as_pcap(part));
    EXPECT_TRUE(confidentiality == whole.first || confidentiality == Protection::unknown);
    EXPECT_TRUE(integrity == whole.second || integrity == Protection::unknown);
  }
}

// smbtorture's compounds and bound connections, one file each; all their flows together.
TEST(CaptureSmb, CountsCompoundsAndBoundConnectionsAsTsharkDoes) {
  for (const std::string name : {"smb-3.1.1-compounds", "smb-3.1.1-bound"}) {
    const auto told = play(smb(), segments_of(golden(name + ".pcap"))).of("smb");
    const auto theirs = tshark_read(name);
    EXPECT_EQ(told.size(), 2U);
    for (const std::size_t side : {0U, 1U}) {
      std::uint64_t is_signed = 0;
      for (const auto& one : told)
        is_signed += number(one, side == 0 ? "smb.client-messages-signed" : "smb.server-messages-signed");
      EXPECT_EQ(is_signed, theirs.is_signed[side]) << name;
      EXPECT_GT(is_signed, 7U);
    }
    test::never_safer(smb(), segments_of(golden(name + ".pcap")));
  }
  const auto compounds = play(smb(), segments_of(golden("smb-3.1.1-compounds.pcap")));
  EXPECT_EQ(compounds.files.at("runs:compound_create_write_close.dat").written,
            tshark_read("smb-3.1.1-compounds").bytes_written);
  const auto bound = play(smb(), segments_of(golden("smb-3.1.1-bound.pcap"))).of("smb");
  EXPECT_TRUE(bound.at(1).facts.contains("smb.multichannel"));
  EXPECT_FALSE(compounds.of("smb").at(0).facts.contains("smb.multichannel"));
}

TEST(CaptureSmb, SaysWhatWasNegotiatedAndByWhom) {
  const auto facts = play(smb(), segments_of(golden("smb-3.1.1-share-encrypted.pcap"))).only("smb").facts;
  // tshark: smb2.dialect, smb2.negotiate_context.cipher_id, .signing_id, ntlmssp.auth.*, smb2.share_flags.encrypt_data
  EXPECT_EQ(facts.at("smb.dialect").value, "3.1.1");
  EXPECT_EQ(facts.at("smb.cipher").value, "AES-128-GCM");
  EXPECT_EQ(facts.at("smb.signing-algorithm").value, "AES-GMAC");
  EXPECT_EQ(facts.at("smb.user").value, Json::array({"sequencer"}));
  EXPECT_EQ(facts.at("smb.domain").value, Json::array({"WORKGROUP"}));
  EXPECT_EQ(facts.at("smb.shares").value, Json::array({"IPC$", "runs"}));
  EXPECT_EQ(facts.at("smb.shares-that-encrypt").value, Json::array({"runs"}));
  EXPECT_FALSE(facts.contains("smb.session-encrypted"));
  EXPECT_TRUE(
      play(smb(), segments_of(golden("smb-3.1.1-encrypted.pcap"))).only("smb").facts.contains("smb.session-encrypted"));
}

// tshark: smb2.dialect, smb2.sec_mode.sign_required, smb2.negotiate_context.cipher_id; smb.sm.sig_required
TEST(CaptureSmb, SaysInWhichVersionsTheServerLeftSigningOpen) {
  const std::map<std::string, Json> left_open{{"smb-nt1-plain", Json{"1"}},       {"smb-nt1-signed", nullptr},
                                              {"smb-2.0.2-plain", Json{"2.0.2"}}, {"smb-2.1-signed", nullptr},
                                              {"smb-3.0.2-signed", nullptr},      {"smb-3.1.1-signed", nullptr},
                                              {"smb-3.0-encrypted", Json{"3.0"}}, {"smb-upgraded", Json{"3.1.1"}}};
  const std::map<std::string, Json> chosen{
      {"smb-3.0-encrypted", nullptr}, {"smb-3.1.1-ccm", Json{"AES-256-CCM"}}, {"smb-3.1.1-plain", Json{"AES-128-GCM"}}};
  const auto said = [](const std::string& name, const char* id) {
    const auto facts = play(smb(), segments_of(golden(name + ".pcap"))).of("smb").at(0).facts;
    return facts.contains(id) ? facts.at(id).value : Json();
  };
  for (const auto& [name, versions] : left_open) EXPECT_EQ(said(name, "smb.signing-left-open"), versions) << name;
  for (const auto& [name, ciphers] : chosen) EXPECT_EQ(said(name, "smb.ciphers-chosen"), ciphers) << name;
}

TEST(CaptureSmb, OfferingSmb1IsNotUsingIt) {
  const auto report = play(smb(), segments_of(golden("smb-upgraded.pcap"))).only("smb");
  EXPECT_EQ(report.version, "3.1.1");
  EXPECT_TRUE(report.facts.contains("smb.smb1-offered"));
  EXPECT_FALSE(report.facts.contains("smb.smb1-used"));
  EXPECT_TRUE(play(smb(), segments_of(golden("smb-nt1-plain.pcap"))).only("smb").facts.contains("smb.smb1-used"));
}

TEST(CaptureSmb, GuestsAndNobodyProveNothing) {
  const auto guest = play(smb(), segments_of(golden("smb-3.1.1-guest.pcap"))).only("smb");
  EXPECT_TRUE(tshark_read("smb-3.1.1-guest").guest);
  EXPECT_EQ(guest.peer_authenticity.grade, Protection::absent);
  EXPECT_TRUE(guest.facts.contains("smb.guest"));
  const auto nobody = play(smb(), segments_of(golden("smb-3.1.1-nobody.pcap"))).only("smb");
  EXPECT_EQ(nobody.peer_authenticity.grade, Protection::absent);
  EXPECT_FALSE(nobody.facts.contains("smb.guest"));
  EXPECT_EQ(play(smb(), segments_of(golden("smb-3.1.1-plain.pcap"))).only("smb").peer_authenticity.grade,
            Protection::unknown);
}

// A capture that keeps 128 bytes of each packet has 62 of TCP's: most of SMB's header.
TEST(CaptureSmb, ACaptureOfHeadersAloneStillCountsWhatWasSigned) {
  const auto segments = segments_of(golden("smb-3.1.1-signed.pcap"));
  const auto cut = play(smb(), segments, {.kept = 62}).only("smb");
  const auto whole = play(smb(), segments).only("smb");
  EXPECT_EQ(number(cut, "smb.client-messages-signed"), number(whole, "smb.client-messages-signed"));
  EXPECT_EQ(cut.confidentiality.grade, Protection::absent);
  // asking where a share is found, in clear, cannot be told from other questions then
  const auto share = play(smb(), segments_of(golden("smb-3.1.1-share-encrypted.pcap")), {.kept = 62}).only("smb");
  EXPECT_EQ(share.confidentiality.grade, Protection::unknown) << share.confidentiality.reason;
}

TEST(CaptureSmb, StartedInTheMiddleNamesFilesByNumberAndStillCountsThem) {
  const auto segments = segments_of(golden("smb-2.0.2-plain.pcap"));
  // from the first WRITE on
  const auto begin =
      std::ranges::find_if(segments, [](const auto& one) { return one.bytes.size() > 76 && one.bytes[16] == 9; });
  const auto told = play(smb(), {begin, segments.end()}, {.from_start = false});
  const auto report = told.only("smb");
  EXPECT_EQ(report.confidentiality.grade, Protection::absent);
  EXPECT_EQ(report.version, "");
  std::uint64_t written = 0;
  for (const auto& [where, file] : told.files)
    if (where.starts_with("share unknown (tree 0x") && where.find("):file 0x") != std::string::npos)
      written += file.written;
  EXPECT_EQ(written, 43U);
  for (const auto& [where, file] : told.files) EXPECT_EQ(file.reason, "SMB 2 or 3 without encryption") << where;
}

// What came before it may have been in clear.
TEST(CaptureSmb, StartedInTheMiddleIsNotKnownToBeProtected) {
  const auto segments = segments_of(golden("smb-3.1.1-encrypted.pcap"));
  const auto report = play(smb(), {segments.begin() + 20, segments.end()}, {.from_start = false}).only("smb");
  EXPECT_GT(number(report, "smb.client-messages-encrypted"), 10U);
  EXPECT_EQ(report.confidentiality.grade, Protection::unknown);
  EXPECT_NE(report.confidentiality.reason.find("how the connection began was not seen"), std::string::npos);
}

}  // namespace
}  // namespace runseal::capture
