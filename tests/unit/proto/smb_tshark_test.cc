// tshark as the second opinion on what we send, and on what we read out of a real answer.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/process.h"
#include "proto/ntlmssp.h"
#include "proto/smb1.h"
#include "proto/smb2_negotiate.h"
#include "proto/smb2_session.h"
#include "proto/smb_frame.h"
#include "proto/spnego.h"
#include "unit/proto/recorded_smb.h"
#include "unit/proto/tshark.h"

namespace runseal::proto {
namespace {

namespace recorded = test::recorded;

class Conversation {
 public:
  void ours(const Bytes& message) { packets_.ours(smb_frame(message)); }
  void theirs(std::string_view recorded_hex) { packets_.theirs(recorded::frame(recorded_hex)); }
  std::vector<std::string> fields(const std::vector<std::string>& names) { return packets_.fields(names); }

 private:
  test::Packets packets_{445};
};

Smb2NegotiateOffer everything() {
  Smb2NegotiateOffer offer;
  offer.dialects.assign(std::begin(all_smb2_dialects), std::end(all_smb2_dialects));
  offer.ciphers.assign(std::begin(all_smb_ciphers), std::end(all_smb_ciphers));
  offer.client_guid = Bytes(16, 7);
  offer.salt = Bytes(32, 9);
  offer.server_name = "nas01";
  return offer;
}

class SmbTshark : public testing::Test {
 protected:
  void SetUp() override {
    if (!base::program_exists("tshark") || !base::program_exists("text2pcap"))
      FAIL() << "script/bootstrap test installs tshark";
  }
};

TEST_F(SmbTshark, ReadsOurNegotiateRequestAsWeMeantIt) {
  Conversation conversation;
  conversation.ours(smb2_negotiate_request(everything()));
  const auto lines = conversation.fields({"_ws.malformed", "smb2.cmd", "smb2.dialect", "smb2.negotiate_context.type",
                                          "smb2.negotiate_context.cipher_id", "smb2.negotiate_context.signing_id",
                                          "smb2.negotiate_context.hash_algorithm", "smb2.negotiate_context.netname",
                                          "smb2.sec_mode.sign_required", "smb2.negotiate_context.count"});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0],
            "\t0\t0x0202,0x0210,0x0300,0x0302,0x0311\t0x0001,0x0002,0x0008,0x0005\t0x0002,0x0001,0x0004,0x0003"
            "\t0x0002,0x0001,0x0000\t0x0001\tnas01\t0\t4");
}

TEST_F(SmbTshark, ReadsOurOfferOfCompressionAndRdmaAsWeMeantIt) {
  Conversation conversation;
  auto offer = everything();
  offer.compression = offer.rdma = true;
  conversation.ours(smb2_negotiate_request(offer));
  const auto lines =
      conversation.fields({"_ws.malformed", "smb2.negotiate_context.type", "smb2.negotiate_context.comp_alg_count",
                           "smb2.negotiate_context.comp_alg_id", "smb2.negotiate_context.comp_alg_flags.chained",
                           "smb2.negotiate_context.rdma_transform_count", "smb2.negotiate_context.rdma_transform_id"});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0],
            "\t0x0001,0x0002,0x0008,0x0003,0x0007,0x0005\t5\t0x0001,0x0002,0x0003,0x0004,0x0005\t0\t2\t0x0001,0x0002");
}

TEST_F(SmbTshark, FindsNothingMalformedInAWholeConversationOfOurs) {
  const auto hello = parse_smb2_session_setup_response(recorded::message(recorded::session_hello), 1);
  const auto challenge = parse_ntlm_challenge(*spnego_inner_token(hello->token));
  ASSERT_TRUE(challenge);
  Conversation conversation;
  auto offer = everything();
  offer.dialects = {Smb2Dialect::v3_1_1};
  conversation.ours(smb2_negotiate_request(offer));
  conversation.theirs(recorded::negotiate_3_1_1);
  conversation.ours(smb2_session_setup_request({1, 0, 0}, spnego_init(ntlm_negotiate())));
  conversation.theirs(recorded::session_hello);
  const auto token = ntlm_unknown_user(*challenge, "runseal-probe", Bytes(24, 5));
  conversation.ours(smb2_session_setup_request({2, hello->session, 0}, spnego_response(token)));
  conversation.theirs(recorded::session_guest);
  conversation.ours(smb2_tree_connect_request({3, hello->session, 0}, "\\\\nas01\\runs"));
  conversation.theirs(recorded::tree_open);
  const auto lines = conversation.fields({"_ws.malformed", "smb2.cmd", "smb2.tree"});
  ASSERT_EQ(lines.size(), 8U);
  // ours are the even ones; Samba's own negotiate answer is malformed to tshark 4.0 (the hint in its SPNEGO token)
  for (std::size_t i = 0; i < lines.size(); i += 2)
    EXPECT_TRUE(lines[i].starts_with("\t")) << "malformed: " << lines[i];
  EXPECT_EQ(lines[6], "\t3\t\\\\nas01\\runs");
}

// Without the SPNEGO wrapping, whose inside tshark shows only in some captures.
TEST_F(SmbTshark, ReadsOurLoginsAsAnUnknownUserAndAsNobody) {
  const auto hello = parse_smb2_session_setup_response(recorded::message(recorded::session_hello), 1);
  const auto challenge = parse_ntlm_challenge(*spnego_inner_token(hello->token));
  ASSERT_TRUE(challenge);
  Conversation conversation;
  conversation.ours(smb2_session_setup_request({1, 0, 0}, ntlm_negotiate()));
  conversation.ours(
      smb2_session_setup_request({2, 1, 0}, ntlm_unknown_user(*challenge, "runseal-probe", Bytes(24, 5))));
  conversation.ours(smb2_session_setup_request({3, 1, 0}, ntlm_anonymous(*challenge)));
  const auto lines = conversation.fields({"_ws.malformed", "ntlmssp.messagetype", "ntlmssp.auth.username"});
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "\t0x00000001\t");
  EXPECT_EQ(lines[1], "\t0x00000003\trunseal-probe");
  EXPECT_EQ(lines[2], "\t0x00000003\tNULL");
}

TEST_F(SmbTshark, ReadsOurSmb1Question) {
  Conversation conversation;
  conversation.ours(smb1_negotiate_request({smb1_dialect, smb1_or_smb2_dialect}));
  const auto lines = conversation.fields({"_ws.malformed", "smb.cmd", "smb.dialect.name"});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0], "\t0x72\tNT LM 0.12,SMB 2.???");
}

TEST_F(SmbTshark, AgreesWithUsAboutARecordedAnswer) {
  Conversation conversation;
  auto offer = everything();
  conversation.ours(smb2_negotiate_request(offer));
  conversation.theirs(recorded::negotiate_3_1_1_signed);
  const auto lines = conversation.fields({"smb2.dialect", "smb2.sec_mode.sign_required",
                                          "smb2.negotiate_context.cipher_id", "smb2.negotiate_context.signing_id"});
  ASSERT_EQ(lines.size(), 2U);
  const auto ours = parse_smb2_negotiate_response(recorded::message(recorded::negotiate_3_1_1_signed), offer);
  ASSERT_TRUE(ours);
  EXPECT_EQ(lines[1], fmt::format("0x{:04x}\t{}\t0x{:04x}\t0x{:04x}", static_cast<unsigned>(ours->dialect),
                                  ours->signing_required ? 1 : 0, static_cast<unsigned>(*ours->cipher),
                                  static_cast<unsigned>(*ours->signing)));
}

}  // namespace
}  // namespace runseal::proto
