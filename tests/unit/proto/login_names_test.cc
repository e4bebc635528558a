// Names in logins that are only listened to. The Kerberos token's parts were made by openssl asn1parse -genconf.
#include <gtest/gtest.h>

#include "proto/kerberos_names.h"
#include "proto/ntlmssp.h"
#include "proto/smb2_session.h"
#include "proto/smb_frame.h"
#include "proto/spnego.h"
#include "unit/proto/tshark.h"

namespace runseal::proto {
namespace {

// SPNEGO with an AP-REQ of Kerberos (RFC 4178 4.2.1, RFC 4121 4.1)
constexpr const char* kerberos_login =
    "6081d006062b0601050502a081c53081c2a00d300b06092a864886f712010202a281b00481ad6081aa06092a864886f712010202"
    "01006e819a308197a003020105a10302010ea20703050020000000a360615e305ca003020105a10d1b0b4c41422e4558414d504c"
    "45a2243022a003020102a11b30191b04636966731b116e617330312e6c61622e6578616d706c65a320301ea003020112a1030201"
    "02a212041000112233445566778899aabbccddeeffa420301ea003020112a103020102a212041000112233445566778899aabbcc"
    "ddeeff";

TEST(LoginNames, AreThoseThatTsharkReadsInAKerberosLogin) {
  const auto token = *base::from_hex(kerberos_login);
  const auto inner = spnego_front(token);
  ASSERT_TRUE(inner) << inner.error().describe();
  const auto names = parse_kerberos_names(*inner);
  ASSERT_TRUE(names);
  const auto request = inner->subspan(16);  // behind the mechanism: the AP-REQ, as Kerberos's own port carries it
  base::Writer record;
  record.be32(static_cast<std::uint32_t>(request.size())).bytes(request);
  test::Packets packets(88);
  packets.ours(record.data());
  const auto lines = packets.fields({"kerberos.realm", "kerberos.SNameString"});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(names->realm + "\t" + base::replaced(names->service, "/", ","), lines[0]);
  EXPECT_EQ(names->service, "cifs/nas01.lab.example");
}

TEST(LoginNames, AreReadWhereTheTokensEndIsMissing) {
  const auto token = *base::from_hex(kerberos_login);
  for (std::size_t size = 0; size < token.size(); ++size) {
    const auto inner = spnego_front(ByteView(token).first(size));
    const auto names = inner ? parse_kerberos_names(*inner) : std::nullopt;
    if (size > token.size() - 64) {  // only the proof of the login is cut
      ASSERT_TRUE(names) << size;
      EXPECT_EQ(names->service, "cifs/nas01.lab.example");
    }
  }
}

TEST(LoginNames, OfAUserAreReadAndTheProofIsNot) {
  NtlmChallenge challenge;
  challenge.flags = 0xffffffff;
  const auto message = ntlm_unknown_user(challenge, "sequencer", Bytes(24, 7));
  const auto names = parse_ntlm_names(message);
  ASSERT_TRUE(names);
  test::Packets packets(445);
  packets.ours(smb_frame(smb2_session_setup_request({.message = 1}, spnego_init(ntlm_negotiate()))));
  packets.ours(smb_frame(smb2_session_setup_request({.message = 2}, spnego_response(message))));
  const auto lines = packets.fields({"ntlmssp.auth.username"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1], names->user);
  EXPECT_EQ(names->user, "sequencer");
  EXPECT_FALSE(names->nobody);
  EXPECT_FALSE(parse_ntlm_names(ntlm_negotiate()));
  EXPECT_TRUE(parse_ntlm_names(ntlm_anonymous(challenge))->nobody);
  const auto cut = parse_ntlm_names(ByteView(message).first(70));  // behind the fields, before what they point to
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->user, "");
  EXPECT_FALSE(cut->nobody);
}

}  // namespace
}  // namespace runseal::proto
