// NFS read from recordings of NFS-Ganesha and libnfs (tests/golden/capture/record_nfs.sh). Expected values: tshark's.
#include "capture/dissectors/nfs.h"

#include "unit/capture/net_feed.h"
#include "unit/capture/nfs_messages.h"

namespace runseal::capture {
namespace {

using model::Protection;
using test::answer;
using test::compound;
using test::golden;
using test::gss_call;
using test::nfs;
using test::play;
using test::remove_call;
using test::segments_of;
using test::sequence;
using test::sys_call;

void expect_all(const FlowReport& report, Protection grade) {
  EXPECT_EQ(report.integrity.grade, grade) << report.integrity.reason;
  EXPECT_EQ(report.confidentiality.grade, grade) << report.confidentiality.reason;
  EXPECT_EQ(report.peer_authenticity.grade, grade) << report.peer_authenticity.reason;
}

// tshark -r nfs3.pcap -Y 'nfs.procedure_v3 == 6 || nfs.procedure_v3 == 7' -T fields -e nfs.offset3 -e nfs.count3: 14
// read, 25 written, both from 0
TEST(CaptureNfs, ReadsVersion3WithItsMount) {
  const auto told = play(nfs(), segments_of(golden("nfs3.pcap")));
  const auto flows = told.of("nfs");
  ASSERT_EQ(flows.size(), 2U);  // libnfs asked for one file, then sent one
  EXPECT_EQ(flows[0].version, "3");
  expect_all(flows[0], Protection::absent);
  EXPECT_EQ(flows[0].facts.at("nfs.bytes-read").value, 14);
  EXPECT_EQ(flows[1].facts.at("nfs.bytes-written").value, 25);
  EXPECT_FALSE(flows[0].facts.contains("nfs.answers-without-call"));
  ASSERT_TRUE(told.files.contains("/runs/240101_A:RunInfo.xml"));
  EXPECT_EQ(told.files.at("/runs/240101_A:RunInfo.xml").read, 14U);
  EXPECT_EQ(told.files.at("/runs/240101_A:RunInfo.xml").written, 0U);
  EXPECT_EQ(told.files.at("/runs/240101_A:RunInfo.xml").reason, "NFS 3 with AUTH_SYS");
  EXPECT_EQ(told.files.at("/runs/240101_A:up3.txt").written, 25U);
  EXPECT_EQ(told.files.at("/runs/240101_A:RunInfo.xml").range.last(), 13U);
  EXPECT_EQ(told.files.at("/runs/240101_A:up3.txt").range.last(), 24U);
  const auto mounts = told.of("mount");
  ASSERT_EQ(mounts.size(), 2U);
  EXPECT_EQ(mounts[0].facts.at("mount.paths").value, Json::parse(R"(["/runs/240101_A"])"));
  expect_all(mounts[0], Protection::absent);
  EXPECT_EQ(told.of("portmap").at(1).facts.at("portmap.programs").value, Json::parse(R"(["100003 version 3"])"));
}

TEST(CaptureNfs, ReadsVersion4) {
  const auto told = play(nfs(), segments_of(golden("nfs4.pcap")));
  const auto flows = told.of("nfs");
  ASSERT_EQ(flows.size(), 2U);
  EXPECT_EQ(flows[0].version, "4.0");
  expect_all(flows[0], Protection::absent);
  EXPECT_NE(flows[0].integrity.reason.find("NFS 4.0: all calls used AUTH_SYS"), std::string::npos)
      << flows[0].integrity.reason;
  EXPECT_EQ(told.files.at("/:runs/240101_A/RunInfo.xml").read, 14U);
  EXPECT_EQ(told.files.at("/:runs/240101_A/up4.txt").written, 25U);
  EXPECT_EQ(told.files.size(), 2U) << told.files.begin()->first;
  EXPECT_EQ(flows[0].facts.at("nfs.housekeeping-calls").value, 2);  // SETCLIENTID and its confirmation
  EXPECT_FALSE(flows[1].facts.contains("nfs.calls-not-all-read"));
}

TEST(CaptureNfs, SaysTheSameHoweverTheBytesAreCut) {
  for (const auto* name : {"nfs3.pcap", "nfs4.pcap"}) {
    const auto segments = segments_of(golden(name));
    const auto whole = play(nfs(), segments);
    for (const std::size_t size : {1U, 3U, 50U}) {
      const auto cut = play(nfs(), segments, {.at_most = size});
      ASSERT_EQ(cut.flows.size(), whole.flows.size());
      for (std::size_t i = 0; i < cut.flows.size(); ++i)
        EXPECT_EQ(cut.flows[i].second.facts.size(), whole.flows[i].second.facts.size()) << name << " " << size;
      EXPECT_EQ(cut.files.size(), whole.files.size());
      for (const auto& [file, counts] : whole.files) EXPECT_EQ(cut.files.at(file).read, counts.read) << file;
    }
  }
}

FlowReport of(const test::Talk& talk) { return play(nfs(), talk.segments()).only("nfs"); }

TEST(CaptureNfs, SaysWhatEachServiceOfKerberosProtects) {
  const auto krb5 = of(test::Talk(2049).client(gss_call(1, 1, remove_call())));
  EXPECT_EQ(krb5.integrity.grade, Protection::absent);
  EXPECT_EQ(krb5.confidentiality.grade, Protection::absent);
  EXPECT_EQ(krb5.peer_authenticity.grade, Protection::protected_);
  const auto krb5i = of(test::Talk(2049).client(gss_call(1, 2, remove_call())));
  EXPECT_EQ(krb5i.integrity.grade, Protection::protected_);
  EXPECT_EQ(krb5i.confidentiality.grade, Protection::absent);
  EXPECT_EQ(krb5i.version, "4.1");
  expect_all(of(test::Talk(2049).client(gss_call(1, 3, Bytes(64, 0xee)))), Protection::protected_);
}

TEST(CaptureNfs, ReadsNamesThroughIntegrity) {
  const auto told = play(nfs(), test::Talk(2049).client(gss_call(1, 2, remove_call())).segments());
  ASSERT_EQ(told.files.size(), 1U);
  EXPECT_EQ(told.files.begin()->first, "/:patient.vcf");
  EXPECT_EQ(told.files.begin()->second.reason, "NFS 4 with krb5i, which encrypts nothing");
}

TEST(CaptureNfs, JudgesAConnectionByItsWeakestCall) {
  const auto mixed = of(test::Talk(2049)
                            .client(gss_call(1, 3, Bytes(64, 0xee)))
                            .client(sys_call(2, remove_call()))
                            .client(gss_call(3, 3, Bytes(64, 0xee))));
  expect_all(mixed, Protection::absent);
  EXPECT_NE(mixed.confidentiality.reason.find("1 of 3 calls used AUTH_SYS"), std::string::npos)
      << mixed.confidentiality.reason;
  EXPECT_EQ(mixed.facts.at("nfs.machines").value, Json::parse(R"(["sequencer"])"));
}

TEST(CaptureNfs, LeavesLeasesAndEmptyCallsOutOfTheJudgement) {
  proto::Nfs4Compound lease(1);
  lease.sequence({}, 1);
  const auto null = proto::rpc_record({9, proto::nfs_program, 4, 0, proto::rpc_auth_none(), {}});
  const auto report = of(
      test::Talk(2049).client(null).client(gss_call(1, 2, lease.arguments())).client(gss_call(2, 3, Bytes(64, 0xee))));
  expect_all(report, Protection::protected_);
  EXPECT_EQ(report.facts.at("nfs.housekeeping-calls").value, 1);
}

TEST(CaptureNfs, FollowsTheStepToTls) {
  const auto ask = proto::rpc_record({5, proto::nfs_program, 4, 0, proto::rpc_auth_tls(), {}});
  base::Writer yes;
  yes.be32(0x80000000U | 32).be32(5).be32(1).be32(0).be32(0).be32(8).text("STARTTLS").be32(0);
  const auto record = Bytes{0x17, 3, 3, 0, 2, 1, 2};
  const auto report = of(test::Talk(2049).client(ask).server(std::move(yes).take()).client(record).server(record));
  EXPECT_EQ(report.facts.at("nfs.tls").value, true);
  EXPECT_NE(report.confidentiality.grade, Protection::absent);
  base::Writer no;
  no.be32(0x80000000U | 20).be32(5).be32(1).be32(1).be32(1).be32(2);
  const auto refused = of(test::Talk(2049).client(ask).server(std::move(no).take()).client(sys_call(6, remove_call())));
  EXPECT_EQ(refused.facts.at("nfs.tls-refused").value, true);
  expect_all(refused, Protection::absent);
}

// A server's yes to RPC-with-TLS (RFC 9289 section 4.1) makes no client encrypt.
TEST(CaptureNfs, ReadsWhatGoesOnInClearAfterTlsWasAgreedOn) {
  const auto ask = proto::rpc_record({5, proto::nfs_program, 4, 0, proto::rpc_auth_tls(), {}});
  base::Writer yes;
  yes.be32(0x80000000U | 32).be32(5).be32(1).be32(0).be32(0).be32(8).text("STARTTLS").be32(0);
  const auto agreed = test::Talk(2049).client(ask).server(std::move(yes).take());
  expect_all(of(agreed), Protection::unknown);
  auto talk = agreed;
  const auto never = play(nfs(), talk.client(sys_call(6, remove_call())).segments());
  expect_all(never.only("nfs"), Protection::absent);
  EXPECT_TRUE(never.files.contains("/:patient.vcf"));
  EXPECT_FALSE(never.only("nfs").facts.contains("nfs.tls"));
  const auto record = Bytes{0x17, 3, 3, 0, 2, 1, 2};
  talk = agreed;
  talk.client(record).server(record).client(record).client(sys_call(6, remove_call()));
  const auto again = play(nfs(), talk.segments());
  expect_all(again.only("nfs"), Protection::absent);
  EXPECT_TRUE(again.files.contains("/:patient.vcf"));
  EXPECT_EQ(again.only("nfs").facts.at("nfs.tls").value, true);
  EXPECT_EQ(again.only("nfs").facts.at("nfs.back-in-clear").value, true);
}

TEST(CaptureNfs, ReadsDatagrams) {
  const auto record = proto::rpc_record({5, proto::nfs_program, 3, 3, proto::rpc_auth_sys(0, 0, "m"), [] {
                                           base::Writer out;
                                           proto::xdr_opaque(out, Bytes(32, 7));
                                           proto::xdr_text(out, "old.fastq");
                                           return std::move(out).take();
                                         }()});
  const auto report = of(test::Talk(2049, 17).client(Bytes(record.begin() + 4, record.end())));
  EXPECT_EQ(report.version, "3");
  expect_all(report, Protection::absent);
}

TEST(CaptureNfs, WhatBeganInTheMiddleIsNotCalledProtected) {
  const auto calls = test::Talk(2049).client(gss_call(1, 3, Bytes(64, 0xee))).client(gss_call(2, 3, Bytes(64, 0xee)));
  expect_all(play(nfs(), calls.segments(), {.from_start = false}).only("nfs"), Protection::unknown);
}

TEST(CaptureNfs, IsNeverSaferForWhatIsMissing) {
  never_safer(nfs(), segments_of(golden("nfs3.pcap")));
  never_safer(nfs(), segments_of(golden("nfs4.pcap")));
  test::Talk mixed(2049);
  mixed.client(gss_call(1, 3, Bytes(2000, 0xee))).client(gss_call(2, 3, Bytes(640, 0xee)));
  const auto lossy = [&](std::size_t without) {
    auto segments = mixed.segments();
    segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(without));
    return play(nfs(), segments).flows;
  };
  mixed.client(sys_call(3, remove_call())).client(gss_call(4, 3, Bytes(64, 0xee)));
  EXPECT_EQ(lossy(2).at(0).second.integrity.grade, Protection::unknown);
  EXPECT_EQ(lossy(0).at(0).second.integrity.grade, Protection::absent);
}

// Each call in three fragments (RFC 5531 section 11), cut in the middle of its arguments.
TEST(CaptureNfs, ReadsRecordsOfSeveralFragments) {
  const auto in_fragments = [](const Bytes& record, std::size_t first) {
    const ByteView message = ByteView(record).subspan(4);
    base::Writer out;
    out.be32(static_cast<std::uint32_t>(first)).bytes(message.first(first));
    out.be32(8).bytes(message.subspan(first, 8));
    out.be32(0x80000000U | static_cast<std::uint32_t>(message.size() - first - 8)).bytes(message.subspan(first + 8));
    return std::move(out).take();
  };
  const auto one = sys_call(1, remove_call());
  const auto report = of(test::Talk(2049)
                             .client(one)
                             .client(in_fragments(sys_call(2, remove_call()), 100))
                             .client(in_fragments(sys_call(3, remove_call()), 80))
                             .client(gss_call(4, 3, Bytes(64, 0xee))));
  EXPECT_EQ(report.facts.at("nfs.calls-sys").value, 3);
  EXPECT_EQ(report.facts.at("nfs.calls-krb5p").value, 1);
  const auto first =
      of(test::Talk(2049).client(in_fragments(one, 80)).client(in_fragments(sys_call(2, remove_call()), 100)));
  EXPECT_EQ(first.facts.at("nfs.calls-sys").value, 2);
}

// The COMPOUNDs that Linux sends to open and read a file: RFC 8881 sections 18.16 and 18.22. No client in user space
// speaks NFS 4.1.
TEST(CaptureNfs, FollowsAFileOfVersion41FromItsNameToItsBytes) {
  const Bytes folder(20, 1), file(28, 2), state(16, 3);
  base::Writer open;
  sequence(open, true);
  open.be32(22);
  proto::xdr_opaque(open, folder);
  open.be32(18).be32(0).be32(1).be32(0).be64(77);
  proto::xdr_text(open, "owner");
  open.be32(0).be32(0);  // OPEN4_NOCREATE, CLAIM_NULL
  proto::xdr_text(open, "a.fastq");
  open.be32(10).be32(9).be32(1).be32(0x18);  // GETFH, GETATTR
  base::Writer opened;
  sequence(opened, false);
  opened.be32(22).be32(0);
  opened.be32(18).be32(0).bytes(state).zeros(20).be32(4).be32(0);  // no attributes set
  opened.be32(3).be32(1).be32(0);                                  // OPEN_DELEGATE_NONE_EXT: WND4_CONTENTION
  opened.be32(10).be32(0);
  proto::xdr_opaque(opened, file);
  base::Writer read;
  sequence(read, true);
  read.be32(22);
  proto::xdr_opaque(read, file);
  read.be32(25).bytes(state).be64(0).be32(4096);
  base::Writer data;
  sequence(data, false);
  data.be32(22).be32(0).be32(25).be32(0).be32(1);
  proto::xdr_opaque(data, Bytes(3000, 'x'));
  test::Talk talk(2049);
  talk.client(sys_call(1, compound(5, open))).server(answer(1, 4, opened));
  talk.client(sys_call(2, compound(3, read))).server(answer(2, 3, data));
  const auto told = play(nfs(), talk.segments());
  EXPECT_EQ(told.only("nfs").version, "4.1");
  EXPECT_EQ(told.only("nfs").facts.at("nfs.bytes-read").value, 3000);
  ASSERT_TRUE(told.files.contains(":a.fastq"));
  EXPECT_EQ(told.files.at(":a.fastq").read, 3000U);
}

// A file whose handle got no name in this capture is still counted.
TEST(CaptureNfs, CountsFilesWhoseNamesWereNotSeen) {
  auto segments = segments_of(golden("nfs3.pcap"));
  std::erase_if(segments, [](const auto& segment) { return segment.at.packet < 46; });  // behind LOOKUP
  const auto told = play(nfs(), segments, {.from_start = false});
  std::uint64_t read = 0;
  for (const auto& [name, file] : told.files)
    if (name.find("whose name was not seen") != std::string::npos) read += file.read;
  EXPECT_EQ(read, 14U);
}

}  // namespace
}  // namespace runseal::capture
