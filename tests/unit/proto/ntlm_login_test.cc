// NTLMv2 against the vectors of the specifications. That a real server takes it: tests/servers/smb_session_test.cc.
#include "proto/ntlm_login.h"

#include <gtest/gtest.h>

namespace runseal::proto {
namespace {

std::string md4_hex(std::string_view text) { return base::to_hex(md4(base::as_bytes(text))); }

TEST(Md4, AgreesWithRfc1320) {
  EXPECT_EQ(md4_hex(""), "31d6cfe0d16ae931b73c59d7e0c089c0");
  EXPECT_EQ(md4_hex("a"), "bde52cb31de33e46245e05fbdbd6fb24");
  EXPECT_EQ(md4_hex("abc"), "a448017aaf21d8525fc10ae87aa6729d");
  EXPECT_EQ(md4_hex("message digest"), "d9130a8164549fe818874806e1c7014b");
  EXPECT_EQ(md4_hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
            "e33b4ddc9c38f2199c3e7b164fcc0536");
}

// MS-NLMP 4.2.1 and 4.2.4: user "User", domain "Domain", password "Password", client challenge aa × 8, time 0.
Bytes challenge_of_the_specification() {
  base::Writer out;
  const auto info = base::from_hex(
      "02000c0044006f006d00610069006e0001000c00530065007200760065007200"
      "00000000");
  out.text({"NTLMSSP\0", 8}).le32(2).le16(0).le16(0).le32(48).le32(0xe28a8233);
  out.bytes(*base::from_hex("0123456789abcdef")).zeros(8);
  out.le16(static_cast<std::uint16_t>(info->size())).le16(static_cast<std::uint16_t>(info->size())).le32(56);
  out.u8(6).u8(0).le16(0x1770).zeros(3).u8(15).bytes(*info);
  return std::move(out).take();
}

TEST(NtlmLogin, AgreesWithTheExampleInMsNlmp) {
  const auto proof = ntlm_login(challenge_of_the_specification(), {"User", "Password", "Domain"}, Bytes(8, 0xaa));
  ASSERT_TRUE(proof) << proof.error().describe();
  // 4.2.4.1.2 Session Base Key, 4.2.4.2.2 NTLMv2 Response
  EXPECT_EQ(base::to_hex(proof->session_key), "8de40ccadbc14a82f15cb0ad0de95ca3");
  EXPECT_NE(base::to_hex(proof->message).find("68cd0ab851e51c96aabc927bebef6a1c"), std::string::npos);
}

TEST(NtlmLogin, RefusesWhatIsNoChallenge) {
  const auto whole = challenge_of_the_specification();
  for (std::size_t cut = 0; cut < 48; ++cut)
    EXPECT_FALSE(ntlm_login(ByteView(whole).first(cut), {"User", "Password", {}}, Bytes(8))) << cut;
  EXPECT_FALSE(ntlm_login(whole, {std::string(2000, 'x'), "Password", {}}, Bytes(8)));
  EXPECT_FALSE(ntlm_login(whole, {"User", "Password", {}}, Bytes(7)));
}

}  // namespace
}  // namespace runseal::proto
