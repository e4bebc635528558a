#include "base/key_agreement.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "base/text.h"
#include "support/temporary.h"

namespace runseal::base {
namespace {

constexpr Agreement every_kind[] = {Agreement::x25519,   Agreement::p256,     Agreement::p384,     Agreement::p521,
                                    Agreement::modp1024, Agreement::modp2048, Agreement::modp4096, Agreement::modp8192};

void openssl(std::vector<std::string> arguments) {
  Command command;
  command.program = "openssl";
  command.arguments = std::move(arguments);
  const auto done = run(command);
  ASSERT_TRUE(done && done->ok()) << done->err;
}

Bytes content(const Path& path) {
  const auto text = test::read_file(path);
  return {text.begin(), text.end()};
}

TEST(KeyAgreement, BothEndsComeToTheSameSecretAndNobodyElse) {
  for (const auto kind : every_kind) {
    const KeyAgreement anna(kind);
    const KeyAgreement bert(kind);
    const KeyAgreement eve(kind);
    const auto secret = anna.secret(bert.ours());
    ASSERT_TRUE(secret) << static_cast<int>(kind);
    EXPECT_EQ(*secret, *bert.secret(anna.ours()));
    EXPECT_NE(*secret, *eve.secret(anna.ours()));
  }
}

// RFC 4253 8, RFC 7748 6.1, RFC 5656 4: a half that gives the secret away, or is none.
TEST(KeyAgreement, RefusesAHalfThatIsNone) {
  for (const auto kind : every_kind) {
    const KeyAgreement ours(kind);
    const auto size = ours.ours().size();
    EXPECT_FALSE(ours.secret({})) << static_cast<int>(kind);
    EXPECT_FALSE(ours.secret(Bytes(size))) << static_cast<int>(kind);
    EXPECT_FALSE(ours.secret(Bytes(size + 1, 0xff))) << static_cast<int>(kind);
    EXPECT_FALSE(ours.secret(Bytes(2000, 0xff))) << static_cast<int>(kind);
  }
  EXPECT_FALSE(KeyAgreement(Agreement::modp2048).secret(Bytes{1}));
}

// RFC 4419 3, RFC 8270 3. The prime is that of RFC 3526 3, as OpenSSL has it.
TEST(KeyAgreement, TakesAGroupThatIsOneAndNoOther) {
  const test::TemporaryFolder folder;
  const auto file = (folder / "group").string();
  openssl({"genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:modp_2048", "-out", file});
  std::string body;
  const auto pem = test::read_file(file);
  for (const auto line : lines(pem))
    if (!line.starts_with("-----")) body += line;
  const auto der = from_base64(body).value();  // SEQUENCE { INTEGER p, INTEGER g }: two headers, then p's 257 bytes
  ASSERT_GT(der.size(), 265U);
  const Bytes prime(der.begin() + 8, der.begin() + 8 + 257);
  const auto group = [](ByteView modulus, ByteView generator) { return KeyAgreement::in_group(modulus, generator); };
  const auto chosen = group(prime, Bytes{2});
  ASSERT_TRUE(chosen);
  const KeyAgreement fixed(Agreement::modp2048);
  EXPECT_EQ(*(*chosen)->secret(fixed.ours()), *fixed.secret((*chosen)->ours()));
  auto even = prime;
  even.back() = 0;
  auto large = Bytes(1025, 0xff);
  for (const auto& modulus : {Bytes{}, Bytes{7}, Bytes(128, 0xff), even, large, Bytes(257, 0)})
    EXPECT_FALSE(group(modulus, Bytes{2})) << modulus.size();
  for (const auto& generator : {Bytes{}, Bytes{0}, Bytes{1}, prime, Bytes(2000, 0xff)})
    EXPECT_FALSE(group(prime, generator)) << generator.size();
}

TEST(KeyAgreement, ChecksAnRsaSignatureThatOpensslMade) {
  const test::TemporaryFolder folder;
  const auto at = [&](const char* name) { return (folder / name).string(); };
  test::write_file(folder / "message", "what is signed");
  openssl({"genrsa", "-out", at("key"), "2048"});
  openssl({"dgst", "-sha512", "-sign", at("key"), "-out", at("signature"), at("message")});
  openssl({"rsa", "-in", at("key"), "-modulus", "-noout", "-out", at("modulus")});
  auto text = test::read_file(folder / "modulus").substr(8);  // "Modulus="
  text.resize(512);
  for (auto& c : text) c = static_cast<char>(std::tolower(c));
  const auto n = from_hex(text).value();
  const Bytes e{1, 0, 1};
  const auto signature = content(folder / "signature");
  EXPECT_TRUE(rsa_verifies(n, e, DigestKind::sha512, as_bytes("what is signed"), signature));
  EXPECT_FALSE(rsa_verifies(n, e, DigestKind::sha512, as_bytes("what is not"), signature));
  EXPECT_FALSE(rsa_verifies(n, e, DigestKind::sha256, as_bytes("what is signed"), signature));
  EXPECT_FALSE(rsa_verifies(n, e, DigestKind::sha512, as_bytes("what is signed"), Bytes(256, 1)));
  EXPECT_FALSE(rsa_verifies(n, e, DigestKind::sha512, as_bytes("what is signed"), Bytes(10'000, 1)));
  EXPECT_FALSE(rsa_verifies({}, {}, DigestKind::sha512, as_bytes("what is signed"), {}));
}

}  // namespace
}  // namespace runseal::base
