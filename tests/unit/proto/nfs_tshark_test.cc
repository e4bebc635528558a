// tshark as the second opinion on the calls that we send, and on what we read out of a real server's answers.
#include "proto/nfs3.h"
#include "proto/nfs4.h"
#include "proto/portmap.h"
#include "proto/rpc.h"
#include "unit/proto/recorded_nfs.h"
#include "unit/proto/tshark.h"

namespace runseal::proto {
namespace {

namespace recorded = test::recorded_nfs;

class NfsTshark : public testing::Test {
 protected:
  void SetUp() override {
    if (!base::program_exists("tshark") || !base::program_exists("text2pcap"))
      FAIL() << "script/bootstrap test installs tshark";
  }
  void call(std::string_view answer, std::uint32_t program, std::uint32_t version, std::uint32_t procedure,
            const RpcCredential& credential, const Bytes& arguments) {
    packets_.ours(rpc_record({recorded::xid(answer), program, version, procedure, credential, arguments}));
    packets_.theirs(recorded::record(answer));
  }
  test::Packets packets_{2049};
};

const auto nobody = rpc_auth_sys(65534, 65534, "runseal-probe");

TEST_F(NfsTshark, ReadsOurQuestionForTlsAsWeMeantIt) {
  call(recorded::tls_refused, nfs_program, 4, 0, rpc_auth_tls(), {});
  const auto lines = packets_.fields({"_ws.malformed", "rpc.program", "rpc.programversion", "rpc.procedure",
                                      "rpc.auth.flavor", "rpc.auth.length", "rpc.state_auth"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "\t100003\t4,4\t0\t7,0\t0,0\t");  // 4,4: in the call, and in its summary
  EXPECT_TRUE(lines[1].ends_with("\t2")) << lines[1];   // AUTH_REJECTEDCRED
}

TEST_F(NfsTshark, ReadsWhoWeClaimToBe) {
  Nfs4Compound compound(0);
  compound.put_root().lookup("mixed").access().owner();
  call(recorded::access_nobody, nfs_program, 4, nfs4_compound, nobody, compound.arguments());
  const auto lines = packets_.fields({"_ws.malformed", "rpc.auth.machinename", "rpc.auth.uid", "nfs.tag", "nfs.opcode",
                                      "nfs.minorversion", "nfs.pathname.component", "nfs.attr", "nfs.fattr4_owner"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "\trunseal-probe\t65534\trunseal-probe\t24,15,3,9\t0\tmixed\t36\t");
  EXPECT_EQ(lines[1], "\t\t\trunseal-probe\t24,15,3,9\t\t\t36\troot@localdomain");
}

TEST_F(NfsTshark, AgreesWithUsAboutTheSecurityOfAnExport) {
  Nfs4Compound compound(0);
  compound.put_root().secinfo("mixed");
  call(recorded::secinfo_krb5p_sys, nfs_program, 4, nfs4_compound, nobody, compound.arguments());
  const auto lines =
      packets_.fields({"_ws.malformed", "nfs.opcode", "nfs.secinfo.flavor", "nfs.secinfo.rpcsec_gss_info.service"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "\t24,33\t\t");
  EXPECT_EQ(lines[1], "\t24,33\t6,1\t3");  // RPCSEC_GSS with rpc_gss_svc_privacy, and AUTH_SYS
}

TEST_F(NfsTshark, FindsNothingMalformedInASession) {
  Nfs4Compound introduce(1);
  introduce.exchange_id("runseal-probe 1", 1);
  call(recorded::exchange_id, nfs_program, 4, nfs4_compound, nobody, introduce.arguments());
  const auto answer = parse_nfs4_answer(
      parse_rpc_reply(recorded::record(recorded::exchange_id), recorded::xid(recorded::exchange_id))->results);
  ASSERT_TRUE(answer);
  const auto& client = *answer->of(nfs4::op_exchange_id);
  Nfs4Compound create(1);
  create.create_session(client.client_id, client.client_sequence);
  call(recorded::create_session, nfs_program, 4, nfs4_compound, nobody, create.arguments());
  Nfs4Compound ask(1);
  ask.sequence({}, 1).put_root().secinfo("mixed");
  call(recorded::secinfo_in_session, nfs_program, 4, nfs4_compound, nobody, ask.arguments());
  Nfs4Compound end(1);
  end.destroy_session({});
  packets_.ours(rpc_record({70, nfs_program, 4, nfs4_compound, nobody, end.arguments()}));
  Nfs4Compound leave(1);
  leave.destroy_client(client.client_id);
  packets_.ours(rpc_record({71, nfs_program, 4, nfs4_compound, nobody, leave.arguments()}));
  const auto lines = packets_.fields({"_ws.malformed", "nfs.opcode", "nfs.minorversion"});
  ASSERT_EQ(lines.size(), 8U);
  for (const auto& line : lines) EXPECT_TRUE(line.starts_with("\t")) << "malformed: " << line;
  EXPECT_EQ(lines[0], "\t42\t1");
  EXPECT_EQ(lines[2], "\t43\t1");
  EXPECT_EQ(lines[4], "\t53,24,33\t1");
  EXPECT_EQ(lines[6], "\t44\t1");
  EXPECT_EQ(lines[7], "\t57\t1");
}

TEST_F(NfsTshark, ReadsThePortMapperAndMountAsWeDo) {
  call(recorded::port_mapper_dump, portmap_program, portmap_version, portmap_dump, rpc_auth_none(), {});
  call(recorded::mount_exports, mount_program, mount_version, mount_export, nobody, {});
  call(recorded::mounted_krb5p_sys, mount_program, mount_version, mount_mnt, nobody,
       mount_arguments("/tmp/nfs-try/share"));
  const auto lines = packets_.fields({"_ws.malformed", "rpc.procedure", "mount.path", "mount.flavor"});
  ASSERT_EQ(lines.size(), 6U);
  for (const auto& line : lines) EXPECT_TRUE(line.starts_with("\t")) << "malformed: " << line;
  EXPECT_EQ(lines[4], "\t1\t/tmp/nfs-try/share\t");
  EXPECT_TRUE(lines[5].ends_with("390005,1")) << lines[5];
}

}  // namespace
}  // namespace runseal::proto
