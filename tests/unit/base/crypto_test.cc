// Hashes, keys and signatures, each against another program.
#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/keys.h"
#include "base/process.h"
#include "base/random.h"
#include "base/sshsig.h"
#include "support/temporary.h"

namespace runseal::base {
namespace {

std::string output_of(const std::string& program, std::vector<std::string> arguments, std::string input = {}) {
  Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  command.input = std::move(input);
  const auto finished = run(command);
  if (!finished) return "cannot run: " + finished.error().describe();
  return finished->ok() ? finished->out : "failed: " + finished->err + finished->out;
}

TEST(Sha256Hash, IsThatOfSha256sum) {
  for (const std::size_t size : {0U, 1U, 55U, 56U, 63U, 64U, 65U, 1000U, 100'000U}) {
    const auto bytes = random_bytes(size);
    EXPECT_EQ(sha256_hex(bytes) + "  -\n", output_of("sha256sum", {}, as_text(bytes)));
    Sha256 in_parts;
    for (std::size_t at = 0; at < size; at += 7)
      in_parts.add(ByteView(bytes).subspan(at, std::min<std::size_t>(7, size - at)));
    EXPECT_EQ(to_hex(in_parts.finish()), sha256_hex(bytes));
  }
}

TEST(AKey, SignsAsTheFirstTwoVectorsOfRfc8032Section7_1) {
  const auto empty =
      *PrivateKey::from_seed(*from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  EXPECT_EQ(to_hex(empty.public_key().raw), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(to_hex(empty.sign({})),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  const auto one =
      *PrivateKey::from_seed(*from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  EXPECT_EQ(to_hex(one.sign(Bytes{0x72})),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(AKey, VerifiesOnlyItsOwnSignatureOfTheSameBytes) {
  const auto key = PrivateKey::generate();
  auto signature = key.sign(as_bytes("message"));
  EXPECT_TRUE(key.public_key().verify(as_bytes("message"), signature));
  EXPECT_FALSE(key.public_key().verify(as_bytes("massage"), signature));
  EXPECT_FALSE(PrivateKey::generate().public_key().verify(as_bytes("message"), signature));
  EXPECT_FALSE(key.public_key().verify(as_bytes("message"), ByteView(signature).first(63)));
  signature[40] ^= 1;
  EXPECT_FALSE(key.public_key().verify(as_bytes("message"), signature));
}

TEST(AKey, InPemFormIsReadByOpensslAndFromIt) {
  const test::TemporaryFolder folder;
  const auto key = PrivateKey::generate();
  test::write_file(folder / "ours.pem", key.to_pem());
  const auto der = output_of("openssl", {"pkey", "-in", folder / "ours.pem", "-pubout", "-outform", "DER"});
  ASSERT_EQ(der.size(), 44U) << der;
  EXPECT_EQ(der.substr(12), as_text(key.public_key().raw));

  const auto theirs = output_of("openssl", {"genpkey", "-algorithm", "ed25519"});
  const auto read = PrivateKey::from_pem(theirs);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->to_pem(), theirs);
  for (const auto& wrong : {std::string(), std::string("x"), theirs.substr(0, 60),
                            output_of("openssl", {"genpkey", "-algorithm", "x25519"}),
                            output_of("openssl", {"genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:x"})})
    EXPECT_EQ(PrivateKey::from_pem(wrong).error().code, ErrorCode::invalid) << wrong;
}

TEST(ALockedKey, OpensWithItsPassphraseOnly) {
  const auto key = PrivateKey::generate();
  const auto locked = key.lock("correct horse, zirgs");
  ASSERT_TRUE(locked);
  const auto opened = PrivateKey::unlock(*locked, "correct horse, zirgs");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->to_pem(), key.to_pem());
  EXPECT_EQ(PrivateKey::unlock(*locked, "correct horse, zirg").error().code, ErrorCode::denied);
  EXPECT_EQ(PrivateKey::unlock(*locked, "").error().code, ErrorCode::denied);
  EXPECT_NE(*key.lock("correct horse, zirgs"), *locked);  // its own salt and nonce each time
}

TEST(ALockedKey, ThatWasChangedIsRefused) {
  const auto locked = *PrivateKey::generate().lock("p");
  for (const auto* field : {"kdf", "cipher", "salt", "nonce", "sealed"}) {
    for (const Json& wrong : {Json(), Json(5), Json(""), Json("AAAA"), Json::array(), Json("argon2i")}) {
      auto changed = locked;
      changed[field] = wrong;
      EXPECT_FALSE(PrivateKey::unlock(changed, "p")) << changed;
    }
    auto without = locked;
    without.erase(field);
    EXPECT_EQ(PrivateKey::unlock(without, "p").error().code, ErrorCode::corrupt);
  }
  EXPECT_EQ(PrivateKey::unlock(Json(), "p").error().code, ErrorCode::corrupt);
  EXPECT_EQ(PrivateKey::unlock(Json::array({1}), "p").error().code, ErrorCode::corrupt);
}

class AnSshSignature : public testing::Test {
 protected:
  bool ssh_keygen_verifies(const std::string& signature, const std::string& message,
                           const std::string& name_space = "runseal") {
    test::write_file(folder / "signers", "lab@example " + ssh_public_key(key.public_key()) + "\n");
    test::write_file(folder / "sig", signature);
    return output_of(
               "ssh-keygen",
               {"-Y", "verify", "-f", folder / "signers", "-I", "lab@example", "-n", name_space, "-s", folder / "sig"},
               message)
        .starts_with("Good \"runseal\" signature");
  }

  test::TemporaryFolder folder;
  PrivateKey key = PrivateKey::generate();
};

TEST_F(AnSshSignature, OfOursIsVerifiedBySshKeygen) {
  const std::string message = "seal\n";
  const auto signature = sshsig_sign(key, "runseal", as_bytes(message));
  EXPECT_TRUE(ssh_keygen_verifies(signature, message));
  EXPECT_FALSE(ssh_keygen_verifies(signature, message + " "));
  EXPECT_FALSE(ssh_keygen_verifies(signature, message, "file"));
}

TEST_F(AnSshSignature, OfSshKeygenIsVerifiedByUs) {
  output_of("ssh-keygen", {"-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / "id"});
  test::write_file(folder / "message", "from outside");
  output_of("ssh-keygen", {"-Y", "sign", "-f", folder / "id", "-n", "runseal", folder / "message"});
  const auto signature = test::read_file(folder / "message.sig");
  const auto signer = sshsig_verify(signature, "runseal", as_bytes("from outside"));
  ASSERT_TRUE(signer) << signer.error().describe();
  const auto id = test::read_file(folder / "id.pub");
  EXPECT_TRUE(id.starts_with(ssh_public_key(*signer))) << id;
  EXPECT_EQ(sshsig_verify(signature, "file", as_bytes("from outside")).error().code, ErrorCode::denied);
  EXPECT_EQ(sshsig_verify(signature, "runseal", as_bytes("from Outside")).error().code, ErrorCode::denied);

  output_of("ssh-keygen", {"-q", "-t", "ecdsa", "-N", "", "-C", "", "-f", folder / "ecdsa"});
  std::filesystem::remove(folder / "message.sig");
  output_of("ssh-keygen", {"-Y", "sign", "-f", folder / "ecdsa", "-n", "runseal", folder / "message"});
  EXPECT_EQ(sshsig_verify(test::read_file(folder / "message.sig"), "runseal", as_bytes("from outside")).error().code,
            ErrorCode::invalid);
}

TEST_F(AnSshSignature, WithAnyByteOfItsBodyChangedOrCutIsRefused) {
  const auto signature = sshsig_sign(key, "runseal", as_bytes("m"));
  const auto from = signature.find('\n') + 1;
  const auto to = signature.rfind("-----END");
  for (auto i = from; i < to; ++i) {
    if (signature[i] == '\n') continue;
    auto changed = signature;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto signer = sshsig_verify(changed, "runseal", as_bytes("m"));
    EXPECT_FALSE(signer && *signer == key.public_key()) << i;
    EXPECT_FALSE(sshsig_verify(signature.substr(0, i), "runseal", as_bytes("m")));
  }
}

}  // namespace
}  // namespace runseal::base
