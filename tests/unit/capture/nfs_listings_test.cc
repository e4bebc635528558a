// READDIRPLUS of NFS 3, laid out as RFC 1813 section 3.3.17 says: it gives names to handles that are read next.
#include <fmt/format.h>

#include "unit/capture/net_feed.h"
#include "unit/capture/nfs_messages.h"

namespace runseal::capture {
namespace {

using test::nfs;
using test::play;
using test::Talk;

constexpr std::uint32_t lookup = 3, read = 6, readdirplus = 17;
const Bytes root(28, 'D'), folder(28, 'R'), file(28, 'F');

Bytes call(std::uint32_t xid, std::uint32_t procedure, base::Writer arguments, bool checked = false) {
  auto body = std::move(arguments).take();
  if (!checked)
    return proto::rpc_record(
        {xid, proto::nfs_program, 3, procedure, proto::rpc_auth_sys(1, 1, "sequencer"), std::move(body)});
  base::Writer out;
  out.be32(static_cast<std::uint32_t>(4 + body.size())).be32(7).bytes(body);
  proto::xdr_opaque(out, Bytes(28, 0xcc));
  return proto::rpc_record({xid,
                            proto::nfs_program,
                            3,
                            procedure,
                            {proto::rpc_flavour_gss, test::gss_credential(2)},
                            std::move(out).take()});
}

Bytes answer(std::uint32_t xid, base::Writer results, bool checked = false) {
  auto body = std::move(results).take();
  base::Writer out;
  out.be32(xid).be32(1).be32(0).be32(0).be32(0).be32(0);
  if (checked) out.be32(static_cast<std::uint32_t>(4 + body.size())).be32(7);
  out.bytes(body);
  if (checked) proto::xdr_opaque(out, Bytes(28, 0xcc));
  base::Writer record;
  record.be32(0x80000000U | static_cast<std::uint32_t>(out.size())).bytes(out.data());
  return std::move(record).take();
}

void attributes(base::Writer& out, std::uint32_t type) { out.be32(1).be32(type).zeros(80); }

base::Writer of_handle(const Bytes& handle) {
  base::Writer out;
  proto::xdr_opaque(out, handle);
  return out;
}

Bytes look_up(std::uint32_t xid, const Bytes& in, std::string_view name) {
  auto out = of_handle(in);
  proto::xdr_text(out, name);
  return call(xid, lookup, out);
}

Bytes found(std::uint32_t xid, const Bytes& handle, std::uint32_t type) {
  base::Writer out;
  proto::xdr_opaque(out.be32(0), handle);
  attributes(out, type);
  return answer(xid, out.be32(0));
}

Bytes list(std::uint32_t xid, const Bytes& of, bool checked = false) {
  auto out = of_handle(of);
  return call(xid, readdirplus, out.be64(0).zeros(8).be32(4096).be32(32768), checked);
}

Bytes read_call(std::uint32_t xid, const Bytes& of, bool checked = false) {
  auto out = of_handle(of);
  return call(xid, read, out.be64(0).be32(1000), checked);
}

Bytes data(std::uint32_t xid, std::uint32_t size, bool checked = false) {
  base::Writer out;
  out.be32(0).be32(0).be32(size).be32(1);
  proto::xdr_opaque(out, Bytes(size, 'x'));
  return answer(xid, out, checked);
}

class Listing {
 public:
  Listing() {
    out_.be32(0);
    attributes(out_, 2);
    out_.zeros(8);
  }
  Listing& entry(std::string_view name, const Bytes& handle, std::uint32_t type = 1) {
    proto::xdr_text(out_.be32(1).be64(77), name);
    attributes(out_.be64(++cookie_), type);
    proto::xdr_opaque(out_.be32(1), handle);
    return *this;
  }
  Listing& bare_entry(std::string_view name) {  // neither attributes nor handle
    proto::xdr_text(out_.be32(1).be64(78), name);
    out_.be64(++cookie_).be32(0).be32(0);
    return *this;
  }
  Bytes end(std::uint32_t xid, bool checked = false) { return answer(xid, out_.be32(0).be32(1), checked); }

 private:
  base::Writer out_;
  std::uint64_t cookie_ = 0;
};

Bytes numbered(std::uint32_t number) {
  base::Writer out;
  out.be32(number).zeros(28);
  return std::move(out).take();
}

TEST(CaptureNfsListings, NameTheHandlesThatAreReadNext) {
  Talk talk(2049);
  talk.client(look_up(1, root, "run1")).server(found(1, folder, 2));
  talk.client(list(2, folder))
      .server(Listing()
                  .entry(".", folder, 2)
                  .entry("..", root, 2)
                  .bare_entry("other.bam")
                  .entry("PATIENT.bam", file)
                  .entry("untouched.bam", Bytes(28, 'U'))
                  .end(2));
  talk.client(read_call(3, file)).server(data(3, 1000));
  const auto told = play(nfs(), talk.segments());
  ASSERT_EQ(told.files.size(), 1U) << told.files.rbegin()->first;
  EXPECT_EQ(told.files.at(":run1/PATIENT.bam").read, 1000U);
  EXPECT_EQ(told.only("nfs").facts.at("nfs.listings-readable").value, 1);
}

TEST(CaptureNfsListings, LeadThroughFolders) {
  Talk talk(2049);
  talk.client(list(1, root)).server(Listing().entry("run1", folder, 2).end(1));
  talk.client(list(2, folder)).server(Listing().entry("a.bam", file).end(2));
  talk.client(read_call(3, file)).server(data(3, 10));
  const auto told = play(nfs(), talk.segments());
  ASSERT_EQ(told.files.size(), 1U);
  EXPECT_EQ(told.files.at(":run1/a.bam").read, 10U);
}

TEST(CaptureNfsListings, AreReadToTheirEndHoweverTheyAreCut) {
  for (const bool checked : {false, true}) {  // AUTH_SYS, krb5i
    Listing listing;
    for (std::uint32_t i = 0; i < 40; ++i) listing.entry(fmt::format("file{}.bam", i), numbered(i));
    Talk talk(2049);
    talk.client(list(1, root, checked)).server(listing.end(1, checked));
    talk.client(read_call(2, numbered(39), checked)).server(data(2, 70, checked));
    for (const std::size_t size : {1U, 7U, 1000U, 100'000U}) {
      const auto told = play(nfs(), talk.segments(), {.at_most = size});
      ASSERT_EQ(told.files.size(), 1U);
      ASSERT_TRUE(told.files.contains(":file39.bam")) << told.files.begin()->first << " " << size;
      EXPECT_EQ(told.files.at(":file39.bam").read, 70U);
    }
  }
}

TEST(CaptureNfsListings, OfThousandsPushOutNothingThatIsInUse) {
  Talk talk(2049);
  talk.client(look_up(1, root, "kept.bam")).server(found(1, file, 1));
  Listing listing;
  for (std::uint32_t i = 0; i < 8000; ++i) listing.entry(fmt::format("file{}.bam", i), numbered(i));
  talk.client(list(2, root)).server(listing.end(2));
  talk.client(read_call(3, file)).server(data(3, 5));
  talk.client(read_call(4, numbered(7999))).server(data(4, 6));
  const auto told = play(nfs(), talk.segments());
  EXPECT_EQ(told.files.size(), 2U);
  EXPECT_EQ(told.files.at(":kept.bam").read, 5U);
  EXPECT_EQ(told.files.at(":file7999.bam").read, 6U);
}

// Names behind a loss are not guessed.
TEST(CaptureNfsListings, EndWhereBytesAreMissing) {
  Listing listing;
  for (std::uint32_t i = 0; i < 40; ++i) listing.entry(fmt::format("file{}.bam", i), numbered(i));
  Talk talk(2049);
  talk.client(list(1, root)).server(listing.end(1));
  talk.client(read_call(2, numbered(0))).server(data(2, 5));
  talk.client(read_call(3, numbered(39))).server(data(3, 6));
  auto segments = talk.segments();
  segments[1].bytes.resize(2000);
  const auto told = play(nfs(), segments);
  EXPECT_EQ(told.files.at(":file0.bam").read, 5U);
  EXPECT_FALSE(told.files.contains(":file39.bam"));
}

}  // namespace
}  // namespace runseal::capture
