// COMPOUNDs of NFS 4 about more than one file. Laid out as RFC 8881 sections 16.2 and 18 say; READ_PLUS: RFC 7862
// section 15.10.
#include "unit/capture/net_feed.h"
#include "unit/capture/nfs_messages.h"

namespace runseal::capture {
namespace {

using test::answer;
using test::compound;
using test::nfs;
using test::play;
using test::sys_call;
using test::Talk;

constexpr std::uint32_t lookup = 15, putfh = 22, putpubfh = 23, putrootfh = 24, read = 25, write = 38, read_plus = 68;

void ask_by_name(base::Writer& out, std::string_view name, std::uint32_t operation = read, std::uint64_t offset = 0) {
  proto::xdr_text(out.be32(putrootfh).be32(lookup), name);
  out.be32(operation).zeros(16).be64(offset).be32(4096);
}

void expect_range(const Exposure& file, std::uint64_t first, std::uint64_t last) {
  ASSERT_TRUE(file.range.known()) << file.path;
  EXPECT_EQ(file.range.first(), first) << file.path;
  EXPECT_EQ(file.range.last(), last) << file.path;
}

void found_by_name(base::Writer& out) { out.be32(putrootfh).be32(0).be32(lookup).be32(0); }

void came(base::Writer& out, std::size_t size) {
  out.be32(read).be32(0).be32(1);
  proto::xdr_opaque(out, Bytes(size, 'x'));
}

test::Played two_reads(std::size_t first, std::size_t second) {
  base::Writer asked, told;
  for (const auto* name : {"a.bam", "b.bam"}) ask_by_name(asked, name);
  for (const auto size : {first, second}) {
    found_by_name(told);
    came(told, size);
  }
  return play(nfs(), Talk(2049).client(sys_call(1, compound(6, asked))).server(answer(1, 6, told)).segments());
}

TEST(CaptureNfsCompounds, ReadEachFileForItself) {
  const auto told = two_reads(10, 2000);
  EXPECT_EQ(told.files.at("/:a.bam").read, 10U);
  EXPECT_EQ(told.files.at("/:b.bam").read, 2000U);
  EXPECT_EQ(told.only("nfs").facts.at("nfs.bytes-read").value, 2010);
  EXPECT_FALSE(told.only("nfs").facts.contains("nfs.calls-not-all-read"));
}

TEST(CaptureNfsCompounds, TellWhereInAFileTheBytesLay) {
  constexpr std::uint64_t far = 5'000'000'000;
  base::Writer asked, told;
  for (const auto offset : {far, std::uint64_t{4096}}) ask_by_name(asked, "a.bam", read, offset);
  for (const auto size : {10U, 20U}) {
    found_by_name(told);
    came(told, size);
  }
  proto::xdr_text(asked.be32(putrootfh).be32(lookup), "b.bam");
  asked.be32(write).zeros(16).be64(100).be32(0);
  proto::xdr_opaque(asked, Bytes(7, 'x'));
  const auto played =
      play(nfs(), Talk(2049).client(sys_call(1, compound(9, asked))).server(answer(1, 6, told)).segments());
  expect_range(played.files.at("/:a.bam"), 4096, far + 9);
  expect_range(played.files.at("/:b.bam"), 100, 106);
}

TEST(CaptureNfsCompounds, NameAlsoTheFileWhoseBytesWereNotCounted) {
  const auto told = two_reads(3000, 2000);
  EXPECT_EQ(told.files.at("/:a.bam").read, 3000U);
  ASSERT_TRUE(told.files.contains("/:b.bam"));
  EXPECT_FALSE(told.files.at("/:b.bam").range.known());
  EXPECT_EQ(told.only("nfs").facts.at("nfs.calls-not-all-read").value, 1);
}

TEST(CaptureNfsCompounds, ThatFailedReadNothingMore) {
  base::Writer asked, told;
  for (const auto* name : {"a.bam", "b.bam"}) ask_by_name(asked, name);
  found_by_name(told);
  came(told, 10);
  told.be32(putrootfh).be32(0).be32(lookup).be32(2);  // NFS4ERR_NOENT
  const auto played =
      play(nfs(), Talk(2049).client(sys_call(1, compound(6, asked))).server(answer(1, 5, told)).segments());
  EXPECT_EQ(played.files.size(), 1U);
  EXPECT_EQ(played.files.at("/:a.bam").read, 10U);
}

TEST(CaptureNfsCompounds, CountTheDataBetweenHoles) {
  base::Writer asked, told;
  ask_by_name(asked, "a.bam", read_plus);
  found_by_name(told);
  told.be32(read_plus).be32(0).be32(1).be32(3);
  proto::xdr_opaque(told.be32(0).be64(0), Bytes(50, 'x'));
  told.be32(1).be64(50).be64(1'000'000);
  proto::xdr_opaque(told.be32(0).be64(1'000'050), Bytes(70, 'x'));
  const auto played =
      play(nfs(), Talk(2049).client(sys_call(1, compound(3, asked))).server(answer(1, 3, told)).segments());
  EXPECT_EQ(played.files.at("/:a.bam").read, 120U);
  EXPECT_FALSE(played.files.at("/:a.bam").range.known());
}

// Of what stands behind the front of an answer nothing is known.
TEST(CaptureNfsCompounds, DoNotKnowTheRangeOfPiecesThatWereNotSeen) {
  base::Writer asked, told;
  ask_by_name(asked, "a.bam", read_plus);
  found_by_name(told);
  told.be32(read_plus).be32(0).be32(1).be32(2);
  proto::xdr_opaque(told.be32(0).be64(0), Bytes(3'000, 'x'));
  proto::xdr_opaque(told.be32(0).be64(3'000), Bytes(70, 'x'));
  const auto played =
      play(nfs(), Talk(2049).client(sys_call(1, compound(3, asked))).server(answer(1, 3, told)).segments());
  EXPECT_EQ(played.files.at("/:a.bam").read, 3'000U);
  EXPECT_FALSE(played.files.at("/:a.bam").range.known());
  EXPECT_EQ(played.only("nfs").facts.at("nfs.calls-not-all-read").value, 1);
}

// Which folder PUTPUBFH leads to is not told (RFC 8881 section 18.20).
TEST(CaptureNfsCompounds, LeaveTheirFileForThePublicFolder) {
  base::Writer first, named, second, told;
  proto::xdr_text(first.be32(putrootfh).be32(lookup), "patient.bam");
  first.be32(10);
  found_by_name(named);
  proto::xdr_opaque(named.be32(10).be32(0), Bytes(28, 'F'));
  proto::xdr_opaque(second.be32(putfh), Bytes(28, 'F'));
  proto::xdr_text(second.be32(putpubfh).be32(lookup), "pub.bam");
  second.be32(read).zeros(16).be64(0).be32(4096);
  told.be32(putfh).be32(0).be32(putpubfh).be32(0).be32(lookup).be32(0);
  came(told, 10);
  const auto played = play(nfs(), Talk(2049)
                                      .client(sys_call(1, compound(3, first)))
                                      .server(answer(1, 3, named))
                                      .client(sys_call(2, compound(4, second)))
                                      .server(answer(2, 4, told))
                                      .segments());
  ASSERT_TRUE(played.files.contains(":pub.bam")) << played.files.rbegin()->first;
  EXPECT_EQ(played.files.at(":pub.bam").read, 10U);
}

test::Played two_writes(std::size_t first) {
  base::Writer asked;
  for (const auto& [name, size] : {std::pair{"a.bam", first}, std::pair{"b.bam", std::size_t{20}}}) {
    proto::xdr_text(asked.be32(putrootfh).be32(lookup), name);
    asked.be32(write).zeros(16).be64(0).be32(2);
    proto::xdr_opaque(asked, Bytes(size, 'w'));
  }
  return play(nfs(), Talk(2049).client(sys_call(1, compound(6, asked))).segments());
}

TEST(CaptureNfsCompounds, WriteEachFileForItself) {
  const auto told = two_writes(9);
  EXPECT_EQ(told.files.at("/:a.bam").written, 9U);
  EXPECT_EQ(told.files.at("/:b.bam").written, 20U);
}

// Behind data that is not kept may stand any file, of any export.
TEST(CaptureNfsCompounds, SayThatNotAllOfThemWasRead) {
  const auto told = two_writes(3000);
  EXPECT_EQ(told.files.at("/:a.bam").written, 3000U);
  EXPECT_EQ(told.only("nfs").facts.at("nfs.calls-not-all-read").value, 1);
  EXPECT_EQ(told.only("nfs").places.at("").readable, 1U);
}

}  // namespace
}  // namespace runseal::capture
