// Calls of an NFS 4.1 server on the connection that its client made (RFC 8881 sections 2.10.3.1 and 20).
#include "unit/capture/net_feed.h"
#include "unit/capture/nfs_messages.h"

namespace runseal::capture {
namespace {

using model::Protection;
using test::gss_call;
using test::nfs;
using test::play;
using test::Talk;

constexpr std::uint32_t callback_program = 0x40000000;  // that Linux names in CREATE_SESSION

Bytes callback(const proto::RpcCredential& credential, const Bytes& arguments) {
  return proto::rpc_record({900, callback_program, 1, 1, credential, arguments});
}

// CB_COMPOUND of CB_SEQUENCE, with one call that it refers to, and of what is given.
Bytes cb_compound(std::uint32_t operation, base::Writer arguments) {
  base::Writer out;
  proto::xdr_text(out, "");
  out.be32(1).be32(0).be32(2);
  out.be32(11).zeros(16).be32(1).be32(0).be32(0).be32(0).be32(1).zeros(16).be32(1).be32(5).be32(0);
  out.be32(operation).bytes(arguments.data());
  return std::move(out).take();
}

Bytes cb_recall() {
  base::Writer out;
  out.zeros(16).be32(0);
  proto::xdr_opaque(out, Bytes(28, 'F'));
  return cb_compound(4, out);
}

const proto::RpcCredential sys = proto::rpc_auth_sys(0, 0, "nas");

FlowReport between_encrypted_calls(Side from, const Bytes& call) {
  Talk talk(2049);
  talk.client(gss_call(1, 3, Bytes(64, 0xee)));
  (void)(from == Side::server ? talk.server(call) : talk.client(call));
  talk.client(gss_call(2, 3, Bytes(64, 0xee)));
  return play(nfs(), talk.segments()).only("nfs");
}

void expect_all(const FlowReport& report, Protection grade) {
  EXPECT_EQ(report.integrity.grade, grade) << report.integrity.reason;
  EXPECT_EQ(report.confidentiality.grade, grade) << report.confidentiality.reason;
  EXPECT_EQ(report.peer_authenticity.grade, grade) << report.peer_authenticity.reason;
}

TEST(CaptureNfsCallbacks, AreNoCallsAboutFiles) {
  for (const auto& credential : {sys, proto::rpc_auth_none()}) {
    const auto report = between_encrypted_calls(Side::server, callback(credential, cb_recall()));
    expect_all(report, Protection::protected_);
    EXPECT_EQ(report.facts.at("nfs.callbacks").value, 1);
    EXPECT_EQ(report.facts.at("nfs.callbacks-unprotected").value, 1);
    EXPECT_EQ(report.facts.at("nfs.calls-krb5p").value, 2);
    EXPECT_FALSE(report.facts.contains("nfs.calls-sys"));
    EXPECT_FALSE(report.facts.contains("nfs.machines"));  // it is the server
    EXPECT_FALSE(report.facts.contains("nfs.users"));
    EXPECT_TRUE(report.places.empty());
  }
}

TEST(CaptureNfsCallbacks, ThatAreEncryptedAreNotCalledUnprotected) {
  const auto report = between_encrypted_calls(
      Side::server, callback({proto::rpc_flavour_gss, test::gss_credential(3)}, Bytes(64, 0xee)));
  expect_all(report, Protection::protected_);
  EXPECT_EQ(report.facts.at("nfs.callbacks").value, 1);
  EXPECT_FALSE(report.facts.contains("nfs.callbacks-unprotected"));
}

// CB_NOTIFY has names of a folder's entries (RFC 8881 section 20.4); what is not known may have.
TEST(CaptureNfsCallbacks, ThatMayNameFilesCount) {
  base::Writer notify;
  notify.zeros(16);
  proto::xdr_opaque(notify, Bytes(28, 'D'));
  notify.be32(1).be32(1).be32(2);
  proto::xdr_text(notify, "patient.bam");
  expect_all(between_encrypted_calls(Side::server, callback(sys, cb_compound(6, notify))), Protection::absent);
  expect_all(between_encrypted_calls(Side::server, callback(sys, cb_compound(4711, {}))), Protection::absent);
  auto more = cb_recall();
  more.insert(more.end(), 8, 'x');
  expect_all(between_encrypted_calls(Side::server, callback(sys, more)), Protection::absent);
}

TEST(CaptureNfsCallbacks, AreTheServersAlone) {
  expect_all(between_encrypted_calls(Side::client, callback(sys, cb_recall())), Protection::absent);
}

TEST(CaptureNfsCallbacks, AloneSayNothingAboutFiles) {
  const auto report = play(nfs(), Talk(2049)
                                      .client(proto::rpc_record({1, proto::nfs_program, 4, 0, sys, {}}))
                                      .server(callback(sys, cb_recall()))
                                      .segments())
                          .only("nfs");
  expect_all(report, Protection::unknown);
}

}  // namespace
}  // namespace runseal::capture
