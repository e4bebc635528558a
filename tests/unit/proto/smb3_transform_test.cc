// Against messages that Python's cryptography encrypted: fuzz/corpus/smb3_transform. A real server's are in
// tests/servers/smb_where_test.cc.
#include "proto/smb3_transform.h"

#include <gtest/gtest.h>

#include "proto/smb2_session.h"
#include "support/temporary.h"

namespace runseal::proto {
namespace {

const Bytes key(16, 7);
const Bytes long_key(32, 7);

Bytes made(const std::string& name) {
  const auto text = test::read_file(test::source_file("fuzz/corpus/smb3_transform/" + name));
  const auto bytes = base::as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

TEST(Smb3Transform, ReadsWhatAnotherImplementationEncrypted) {
  const auto plain = smb3_decrypt(made("tree-connect"), key);
  ASSERT_TRUE(plain) << plain.error().describe();
  EXPECT_EQ(*plain, made("not-encrypted"));
  EXPECT_EQ(*smb3_decrypt(made("tree-connect-256"), long_key), made("not-encrypted"));
  const auto empty = smb3_decrypt(made("empty-message"), key);
  EXPECT_TRUE(empty && empty->empty());
}

TEST(Smb3Transform, WritesTheSameBytes) {
  Bytes nonce(12);
  for (std::uint8_t i = 0; i < 12; ++i) nonce[i] = i;
  EXPECT_EQ(smb3_encrypt(made("not-encrypted"), key, nonce, 9), made("tree-connect"));
  EXPECT_EQ(smb3_encrypt(made("not-encrypted"), long_key, nonce, 9), made("tree-connect-256"));
}

TEST(Smb3Transform, RefusesWhatIsCutChangedOrNotEncryptedWithThisKey) {
  for (const auto* name : {"header-cut", "changed", "wrong-length", "not-encrypted"})
    EXPECT_FALSE(smb3_decrypt(made(name), key)) << name;
  const auto whole = made("tree-connect");
  for (std::size_t cut = 0; cut < whole.size(); ++cut)
    EXPECT_FALSE(smb3_decrypt(ByteView(whole).first(cut), key)) << cut;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto changed = whole;
    changed[at] ^= 1U;
    EXPECT_FALSE(smb3_decrypt(changed, key)) << at;
  }
  EXPECT_FALSE(smb3_decrypt(whole, Bytes(16, 8)));
  EXPECT_FALSE(smb3_decrypt(whole, long_key));
}

}  // namespace
}  // namespace runseal::proto
