// RPC, the port mapper, MOUNT and NFS: what is read out of answers of a real server, and what never is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/nfs3.h"
#include "proto/nfs4.h"
#include "proto/portmap.h"
#include "proto/rpc.h"
#include "unit/proto/recorded_nfs.h"

namespace runseal::proto {
namespace {

namespace recorded = test::recorded_nfs;
using testing::ElementsAre;
using testing::IsEmpty;

RpcReply reply(std::string_view hex) {
  const auto parsed = parse_rpc_reply(recorded::record(hex), recorded::xid(hex));
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().what);
  return parsed.value_or(RpcReply{});
}

Nfs4Answer nfs4_answer(std::string_view hex) {
  const auto parsed = parse_nfs4_answer(reply(hex).results);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().what);
  return parsed.value_or(Nfs4Answer{});
}

TEST(Rpc, ReadsWhatTheServerMakesOfACall) {
  EXPECT_EQ(reply(recorded::null_served).outcome, RpcReply::Outcome::success);
  const auto version = reply(recorded::null_version_3_not_served);
  EXPECT_EQ(version.outcome, RpcReply::Outcome::version_mismatch);
  EXPECT_EQ(version.lowest, 4U);
  EXPECT_EQ(version.highest, 4U);
  const auto tls = reply(recorded::tls_refused);
  EXPECT_EQ(tls.outcome, RpcReply::Outcome::auth_error);
  EXPECT_EQ(rpc_auth_status_name(tls.auth_status), "AUTH_REJECTEDCRED");
}

// RFC 9289 section 4.1: an accepted reply whose verifier, of flavour AUTH_NONE, is the word STARTTLS.
TEST(Rpc, KnowsTheOfferOfTlsByItsVerifierAlone) {
  const auto answer = [](std::uint32_t flavour, std::string_view verifier) {
    base::Writer out;
    out.be32(0x80000000U | 24U | 8U).be32(7).be32(1).be32(0).be32(flavour).be32(8).text(verifier).be32(0);
    out.data()[3] = static_cast<std::uint8_t>(out.size() - 4);
    return *parse_rpc_reply(out.data(), 7);
  };
  EXPECT_TRUE(answer(0, "STARTTLS").start_tls);
  EXPECT_FALSE(answer(0, "STARTTLT").start_tls);
  EXPECT_FALSE(answer(1, "STARTTLS").start_tls);
  EXPECT_FALSE(reply(recorded::null_served).start_tls);
}

TEST(Rpc, TakesARecordOfSeveralFragments) {
  const auto whole = recorded::record(recorded::minor_0);
  const ByteView message = ByteView(whole).subspan(4);
  base::Writer out;
  out.be32(16).bytes(message.first(16)).be32(0x80000000U | static_cast<std::uint32_t>(message.size() - 16));
  out.bytes(message.subspan(16));
  const auto record = std::move(out).take();
  for (std::size_t i = 0; i < record.size(); ++i) {
    const auto size = rpc_record_size(ByteView(record).first(i));
    ASSERT_TRUE(size) << i << size.error().what;
    EXPECT_FALSE(*size) << i;
  }
  EXPECT_EQ(rpc_record_size(record).value(), record.size());
  EXPECT_EQ(parse_rpc_reply(record, recorded::xid(recorded::minor_0)).value().results,
            reply(recorded::minor_0).results);
}

TEST(Rpc, TellsAnotherProtocolFromALieAboutLengths) {
  const auto error = [](const Bytes& bytes) { return rpc_record_size(bytes).error().code; };
  EXPECT_EQ(error({'H', 'T', 'T', 'P', '/', '1', '.', '1'}), ErrorCode::not_found);
  EXPECT_EQ(error({'S', 'S', 'H', '-', '2', '.', '0', '-'}), ErrorCode::not_found);
  EXPECT_EQ(error({0x16, 3, 3, 0, 0x7a, 2, 0, 0}), ErrorCode::not_found);
  EXPECT_EQ(error({0xff, 0xff, 0xff, 0xff}), ErrorCode::limit);
  EXPECT_EQ(error(Bytes(4096, 0)), ErrorCode::limit);                 // fragments of nothing, without end
  EXPECT_EQ(error({0x80, 0, 0, 4, 1, 2, 3, 4}), ErrorCode::invalid);  // too short for a reply
  auto call = rpc_record({1, nfs_program, 4, 0, rpc_auth_none(), {}});
  EXPECT_EQ(error(call), ErrorCode::not_found);  // an echo
}

TEST(Rpc, AnswersToAnotherCallAreNone) {
  const auto record = recorded::record(recorded::minor_0);
  EXPECT_FALSE(parse_rpc_reply(record, recorded::xid(recorded::minor_0) + 1));
}

TEST(Rpc, NamesFlavours) {
  EXPECT_EQ(rpc_flavour_name(390005), "krb5p");
  EXPECT_EQ(rpc_flavour_name(390004), "krb5i");
  EXPECT_EQ(rpc_flavour_name(390003), "krb5");
  EXPECT_EQ(rpc_flavour_name(1), "sys");
  EXPECT_EQ(rpc_flavour_name(390009), "flavour 390009");
}

TEST(PortMapper, FindsWhereMountIs) {
  const auto list = parse_portmap_dump(reply(recorded::port_mapper_dump).results);
  ASSERT_TRUE(list) << list.error().what;
  EXPECT_EQ(list->size(), 10U);  // as rpcinfo -p showed it
  const auto mount = std::ranges::find_if(
      *list, [](const auto& one) { return one.program == mount_program && one.version == mount_version; });
  ASSERT_NE(mount, list->end());
  EXPECT_EQ(mount->port, 21150);
  EXPECT_EQ(mount->transport, Transport::tcp);
}

// What showmount -e says of the same server: /tmp/nfs-try/c/share and /tmp/nfs-try/share (everyone), /tmp/nfs-try/b
// 10.9.8.7/32.
TEST(Mount, ListsExportsAndTheirClients) {
  const auto exports = parse_mount_exports(reply(recorded::mount_exports).results);
  ASSERT_TRUE(exports) << exports.error().what;
  ASSERT_EQ(exports->size(), 3U);
  EXPECT_EQ((*exports)[0].path, "/tmp/nfs-try/c/share");
  EXPECT_THAT((*exports)[0].clients, IsEmpty());
  EXPECT_EQ((*exports)[2].path, "/tmp/nfs-try/b");
  EXPECT_THAT((*exports)[2].clients, ElementsAre("10.9.8.7/32"));
}

TEST(Mount, TellsTheFlavoursOfAnExport) {
  const auto mounted = parse_mount_answer(reply(recorded::mounted_krb5p_sys).results);
  ASSERT_TRUE(mounted) << mounted.error().what;
  EXPECT_EQ(mounted->status, 0U);
  EXPECT_THAT(mounted->flavours, ElementsAre(390005U, 1U));
  EXPECT_EQ(mounted->handle.size(), 24U);
}

TEST(Nfs3, TellsWhatMayBeDone) {
  const auto nobody = parse_nfs3_access(reply(recorded::nfs3_access_nobody).results);
  const auto root = parse_nfs3_access(reply(recorded::nfs3_access_root).results);
  ASSERT_TRUE(nobody && root);
  EXPECT_EQ(nobody->granted & (access_modify | access_extend), 0U);
  EXPECT_EQ(root->granted & (access_modify | access_extend), access_modify | access_extend);
  EXPECT_EQ(root->owner, 0U);
}

TEST(Nfs4, TellsTheSecurityOfAnExport) {
  EXPECT_THAT(nfs4_answer(recorded::secinfo_krb5p_sys).of(nfs4::op_secinfo)->flavours, ElementsAre("krb5p", "sys"));
  EXPECT_THAT(nfs4_answer(recorded::secinfo_krb5p).of(nfs4::op_secinfo)->flavours, ElementsAre("krb5p"));
  EXPECT_THAT(nfs4_answer(recorded::secinfo_in_session).of(nfs4::op_secinfo)->flavours, ElementsAre("krb5p", "sys"));
}

TEST(Nfs4, TellsWhatFailedAndWhere) {
  const auto answer = nfs4_answer(recorded::wrong_security);
  EXPECT_EQ(answer.status, nfs4::err_wrongsec);
  EXPECT_EQ(answer.results.back().operation, nfs4::op_lookup);
  EXPECT_EQ(nfs4_answer(recorded::minor_1).status, nfs4::err_op_not_in_session);
}

TEST(Nfs4, TellsWhatMayBeDoneAndWhoOwnsIt) {
  const auto root = nfs4_answer(recorded::access_root);
  EXPECT_EQ(root.of(nfs4::op_access)->granted, 0x1fU);
  EXPECT_EQ(root.of(nfs4::op_getattr)->owner, "root@localdomain");
  EXPECT_EQ(nfs4_answer(recorded::access_nobody).of(nfs4::op_access)->granted, 0x3U);
}

TEST(Nfs4, OpensASession) {
  const auto client = nfs4_answer(recorded::exchange_id);
  EXPECT_NE(client.of(nfs4::op_exchange_id)->client_id, 0U);
  EXPECT_EQ(client.of(nfs4::op_exchange_id)->client_sequence, 1U);
  const auto session = nfs4_answer(recorded::create_session);
  EXPECT_NE(session.of(nfs4::op_create_session)->session, Nfs4SessionId{});
}

// A mechanism that is not Kerberos must not be taken for it, whatever service it promises.
TEST(Nfs4, OnlyKerberosIsKerberos) {
  auto results = reply(recorded::secinfo_krb5p).results;
  const Bytes oid{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12};
  const auto at = std::ranges::search(results, oid).begin();
  ASSERT_NE(at, results.end());
  at[3] = 0x87;
  EXPECT_THAT(parse_nfs4_answer(results)->of(nfs4::op_secinfo)->flavours, ElementsAre("gss with another mechanism"));
}

TEST(Nfs4, AnAnswerCutAtAnyByteOrWithOneMoreIsNone) {
  for (const auto hex : {recorded::secinfo_krb5p_sys, recorded::access_root, recorded::exchange_id,
                         recorded::create_session, recorded::secinfo_in_session}) {
    auto results = reply(hex).results;
    for (std::size_t i = 0; i < results.size(); ++i) EXPECT_FALSE(parse_nfs4_answer(ByteView(results).first(i))) << i;
    results.insert(results.end(), 4, 0);
    EXPECT_FALSE(parse_nfs4_answer(results));
  }
}

TEST(Nfs3, AnAnswerCutAtAnyByteIsNone) {
  const auto cut = [](std::string_view hex, auto parse) {
    const auto results = reply(hex).results;
    ASSERT_TRUE(parse(results));
    for (std::size_t i = 0; i < results.size(); ++i) EXPECT_FALSE(parse(ByteView(results).first(i))) << i;
  };
  cut(recorded::mounted_krb5p_sys, parse_mount_answer);
  cut(recorded::nfs3_access_root, parse_nfs3_access);
  cut(recorded::mount_exports, parse_mount_exports);
  cut(recorded::port_mapper_dump, parse_portmap_dump);
}

TEST(Nfs, ListsWithoutEndAreCutShort) {
  base::Writer mappings;
  for (int i = 0; i < 2000; ++i) mappings.be32(1).be32(100003).be32(3).be32(6).be32(2049);
  EXPECT_EQ(parse_portmap_dump(mappings.data()).error().code, ErrorCode::limit);
  base::Writer exports;
  for (int i = 0; i < 5000; ++i) exports.be32(1).be32(0).be32(0);
  EXPECT_EQ(parse_mount_exports(exports.data()).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace runseal::proto
