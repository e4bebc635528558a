// Which export the calls of NFS were about. Paths of the recordings: those that tshark gives, with
// -o nfs.file_name_snooping:TRUE -o nfs.file_full_name_snooping:TRUE -e nfs.full_name.
#include <fmt/format.h>

#include "capture/export_paths.h"
#include "capture/one_share.h"
#include "capture/pseudonyms.h"
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
using test::segments_of;
using test::sys_call;

std::map<std::string, std::uint64_t> readable(const Places& places) {
  std::map<std::string, std::uint64_t> all;
  for (const auto& [name, seen] : places) all[name] = seen.readable;
  return all;
}

using Told = std::map<std::string, std::uint64_t>;

TEST(CaptureNfsPlaces, AreThePathsThatTsharkFindsInVersion3) {
  const auto flows = play(nfs(), segments_of(golden("nfs3.pcap"))).of("nfs");
  ASSERT_EQ(flows.size(), 2U);
  EXPECT_EQ(readable(flows[0].places), (Told{{"/runs/240101_A", 3}, {"/runs/240101_A/RunInfo.xml", 3}}));
  // CREATE is told by its new name
  EXPECT_EQ(readable(flows[1].places), (Told{{"/runs/240101_A", 4}, {"/runs/240101_A/up3.txt", 4}}));
}

TEST(CaptureNfsPlaces, AreThePathsFromTheRootInVersion4) {
  const auto flows = play(nfs(), segments_of(golden("nfs4.pcap"))).of("nfs");
  ASSERT_EQ(flows.size(), 2U);
  EXPECT_EQ(readable(flows[0].places), (Told{{"/runs/240101_A", 1}, {"/runs/240101_A/RunInfo.xml", 5}}));
  EXPECT_EQ(readable(flows[1].places), (Told{{"/runs/240101_A", 1}, {"/runs/240101_A/up4.txt", 5}}));
}

TEST(CaptureNfsPlaces, WithoutTheMountNobodyKnowsWhereAHandleLies) {
  auto segments = segments_of(golden("nfs3.pcap"));
  std::erase_if(segments, [](const auto& one) { return one.flow.server_port != 2049; });
  for (const auto& flow : play(nfs(), segments).of("nfs")) {
    EXPECT_EQ(flow.places.size(), 1U);
    EXPECT_TRUE(flow.places.contains(""));
  }
}

// PUTROOTFH, two LOOKUPs, GETFH
Bytes to_export(const std::string& name) {
  base::Writer out;
  out.be32(24);
  for (const auto& part : {std::string("srv"), name}) proto::xdr_text(out.be32(15), part);
  out.be32(10);
  return compound(4, out);
}

Bytes has_handle(std::uint32_t xid, const Bytes& handle) {
  base::Writer out;
  for (const auto operation : {24U, 15U, 15U, 10U}) out.be32(operation).be32(0);
  proto::xdr_opaque(out, handle);
  return answer(xid, 4, out);
}

Bytes read_of(const Bytes& handle) {
  base::Writer out;
  proto::xdr_opaque(out.be32(22), handle);
  out.be32(25).zeros(16).be64(0).be32(4096);
  return compound(2, out);
}

const Bytes runs_handle(20, 1), scratch_handle(20, 2), nobody_knows(20, 3);

// Of one connection: /srv/scratch with AUTH_SYS, two sealed calls, and, where it is asked for, /srv/runs with krb5i.
test::Talk both(bool runs_with_krb5i) {
  test::Talk talk(2049);
  talk.client(sys_call(1, to_export("scratch"))).server(has_handle(1, scratch_handle));
  talk.client(sys_call(2, read_of(scratch_handle)));
  talk.client(gss_call(3, 3, Bytes(64, 0xee))).client(gss_call(4, 3, Bytes(64, 0xee)));
  if (runs_with_krb5i) {
    base::Writer checked;  // rpc_gss_integ_data of the answer, RFC 2203 section 5.3.2.2
    const auto plain = has_handle(5, runs_handle);
    base::Writer data;
    data.be32(7).bytes(ByteView(plain).subspan(28));
    base::Writer body;
    body.be32(5).be32(1).be32(0).be32(0).be32(0).be32(0);
    proto::xdr_opaque(body, data.data());
    proto::xdr_opaque(body, Bytes(28, 0xcc));
    checked.be32(0x80000000U | static_cast<std::uint32_t>(body.size())).bytes(body.data());
    talk.client(gss_call(5, 2, to_export("runs"))).server(std::move(checked).take());
    talk.client(gss_call(6, 2, read_of(runs_handle)));
  }
  return talk;
}

Conversation conversation(const FlowReport& report) {
  Conversation one;
  one.protocol = report.protocol;
  one.integrity = report.integrity;
  one.confidentiality = report.confidentiality;
  one.peer_authenticity = report.peer_authenticity;
  one.flows_that_count = 1;
  one.facts = report.facts;
  one.places = report.places;
  return one;
}

Conversation of(const test::Talk& talk) { return conversation(play(nfs(), talk.segments()).only("nfs")); }

TEST(CaptureNfsPlaces, AnExportIsJudgedByItsOwnCalls) {
  const auto one = of(both(true));
  EXPECT_EQ(one.confidentiality.grade, Protection::absent);
  EXPECT_EQ(readable(one.places), (Told{{"/srv/runs", 2}, {"/srv/scratch", 2}}));
  const auto scratch = of_share(one, "srv/scratch");
  ASSERT_TRUE(scratch && scratch->peer_authenticity);
  EXPECT_EQ(scratch->integrity.grade, Protection::absent) << scratch->integrity.reason;
  EXPECT_EQ(scratch->peer_authenticity->grade, Protection::absent);
  const auto runs = of_share(one, "srv/runs");
  ASSERT_TRUE(runs && runs->peer_authenticity);
  EXPECT_EQ(runs->confidentiality.grade, Protection::absent);  // krb5i encrypts nothing
  EXPECT_EQ(runs->integrity.grade, Protection::unknown) << runs->integrity.reason;
  EXPECT_EQ(runs->peer_authenticity->grade, Protection::unknown);
}

TEST(CaptureNfsPlaces, WhatIsSealedMayBeOfAnyExport) {
  const auto one = of(both(false));
  const auto runs = of_share(one, "srv/runs");
  ASSERT_TRUE(runs);
  EXPECT_TRUE(runs->spoken_of);
  EXPECT_EQ(runs->confidentiality.grade, Protection::unknown);
  EXPECT_NE(runs->confidentiality.reason.find("2 encrypted calls"), std::string::npos) << runs->confidentiality.reason;
  EXPECT_EQ(runs->confidentiality.reason.find("scratch"), std::string::npos);  // it is recorded: no names of folders
  EXPECT_EQ(of_share(one, "srv/scratch")->confidentiality.grade, Protection::absent);
}

TEST(CaptureNfsPlaces, ACallOfUnknownExportCountsAgainstEach) {
  auto talk = both(false);
  talk.client(sys_call(9, read_of(nobody_knows)));
  const auto one = of(talk);
  EXPECT_EQ(one.places.at("").readable, 1U);
  EXPECT_EQ(one.places.at("").unproven, 1U);
  EXPECT_FALSE(of_share(one, "srv/runs"));
}

TEST(CaptureNfsPlaces, OperationsThatAreNotKnownHereMayBeAboutOthers) {
  base::Writer strange;
  proto::xdr_opaque(strange.be32(22), scratch_handle);
  strange.be32(4711).zeros(40);
  auto talk = both(false);
  talk.client(sys_call(9, compound(2, strange)));
  EXPECT_EQ(of(talk).places.at("").readable, 1U);
}

TEST(CaptureNfsPlaces, ARenamingBetweenFoldersIsAboutBoth) {
  base::Writer out;
  proto::xdr_opaque(out.be32(22), scratch_handle);
  out.be32(32);
  proto::xdr_text(out.be32(24).be32(15), "runs");
  proto::xdr_text(out.be32(29), "a");
  proto::xdr_text(out, "b");
  auto talk = both(false);
  talk.client(sys_call(9, compound(5, out)));
  const auto places = of(talk).places;
  EXPECT_EQ(places.at("/srv/scratch/a").readable, 1U);
  EXPECT_EQ(places.at("/runs/b").readable, 1U);
}

TEST(CaptureNfsPlaces, ANameThatLeadsUpwardsLeadsNobodyKnowsWhere) {
  const auto talk = test::Talk(2049).client(sys_call(1, to_export("..")));
  EXPECT_EQ(readable(of(talk).places), (Told{{"", 1}}));
}

TEST(CaptureNfsPlaces, AnExportGoesByMoreThanOneName) {
  const auto lies = [](const char* path, const char* exported) { return may_lie_in(path, exported); };
  EXPECT_TRUE(lies("/srv/runs", "srv/runs"));
  EXPECT_TRUE(lies("/srv/runs/2024/x", "srv/runs"));
  EXPECT_TRUE(lies("/SRV/Runs/x", "srv/runs"));
  EXPECT_TRUE(lies("/runs/x", "export/runs"));  // fsid=0: the root of version 4 is /export
  EXPECT_TRUE(lies("/export/runs/x", "runs"));
  EXPECT_FALSE(lies("/srv/scratch/x", "srv/runs"));
  EXPECT_FALSE(lies("/srv/runs2", "srv/runs"));
  EXPECT_FALSE(lies("/srv", "srv/runs"));  // the way there
  EXPECT_FALSE(lies("/", "srv/runs"));
  EXPECT_FALSE(lies("/srv/scratch/runs", "srv/runs"));
  EXPECT_TRUE(lies("/srv/…", "srv/runs"));
  EXPECT_TRUE(lies("/…", "runs"));
  EXPECT_FALSE(lies("/srv/scratch/…", "srv/runs"));
}

TEST(CaptureNfsPlaces, AreToldLessExactlyWhereThereAreTooMany) {
  Places places;
  for (int run = 0; run < 200; ++run)
    for (const auto* part : {"", "/Data", "/Data/a", "/Data/a/b"})
      add_at_path(places, fmt::format("/srv/runs/{}{}", run, part), {1, 1, 1});
  add_at_path(places, "/srv/scratch", {1, 0, 0});
  EXPECT_LE(places.size(), most_places);
  std::uint64_t all = 0;
  for (const auto& [name, seen] : places) {
    all += seen.readable;
    EXPECT_TRUE(name == "/srv/scratch" || name.starts_with("/srv/runs/")) << name;
  }
  EXPECT_EQ(all, 801U);
  for (int top = 0; top < 200; ++top) add_at_path(places, fmt::format("/top{}", top), {1, 0, 0});
  EXPECT_LE(places.size(), most_places);
  EXPECT_TRUE(places.contains("/…"));
}

TEST(CaptureNfsPlaces, ArePseudonymisedWithTheirFolders) {
  Report report;
  report.conversations.push_back(of(both(true)));
  add_at_path(report.conversations.front().places, "/srv/Patient_Ozols/…", {1, 1, 1});
  pseudonymise(report, Bytes(32, 1));
  for (const auto& [name, seen] : report.conversations.front().places) {
    EXPECT_EQ(name.find("Ozols"), std::string::npos);
    EXPECT_EQ(name.find("srv"), std::string::npos);
    EXPECT_TRUE(is_path(name)) << name;
  }
}

TEST(CaptureNfsPlaces, AreNeverOthersForWhatIsMissing) { never_safer(nfs(), both(true).segments()); }

}  // namespace
}  // namespace runseal::capture
