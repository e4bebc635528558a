#include "evidence/note.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "support/temporary.h"

namespace runseal::evidence {
namespace {

// The published vectors of Go's golang.org/x/mod/sumdb/note.
const std::string vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string seed_and_type = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const std::string text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
const std::string signature_line =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const std::string note = text + "\n" + signature_line;

base::PrivateKey peters_key() {
  const auto raw = *base::from_base64(seed_and_type);
  return *base::PrivateKey::from_seed(ByteView(raw).subspan(1));
}

TEST(VerifierKey, OfGoReadsAndWritesTheSame) {
  const auto verifier = parse_vkey(vkey);
  ASSERT_TRUE(verifier);
  EXPECT_EQ(verifier->name, "PeterNeumann");
  EXPECT_EQ(verifier->key, peters_key().public_key());
  EXPECT_EQ(format_vkey("PeterNeumann", verifier->key), vkey);
}

TEST(VerifierKey, IsRefusedWhenAnythingInItIsCutOrChanged) {
  for (std::size_t from = 0; from <= vkey.size(); ++from)
    for (std::size_t to = from; to <= vkey.size(); ++to)
      if (from != 0 || to != vkey.size()) {
        EXPECT_FALSE(parse_vkey(vkey.substr(from, to - from)));
      }
  for (std::size_t i = 0; i < vkey.size(); ++i) {
    auto changed = vkey;
    ++changed[i];
    EXPECT_FALSE(parse_vkey(changed)) << changed;
  }
  EXPECT_FALSE(parse_vkey("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="));
  EXPECT_FALSE(parse_vkey("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
}

TEST(SignedNote, IsByteForByteTheOneThatGoSigns) { EXPECT_EQ(sign_note(text, "PeterNeumann", peters_key()), note); }

TEST(SignedNote, OfGoOpens) {
  const auto opened = open_note(note, *parse_vkey(vkey));
  ASSERT_TRUE(opened);
  EXPECT_EQ(*opened, text);
}

TEST(SignedNote, WithAnyByteChangedDoesNotOpen) {
  for (std::size_t i = 0; i < note.size(); ++i)
    for (const int bit : {1, 0x20, 0x80}) {
      auto changed = note;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      EXPECT_FALSE(open_note(changed, *parse_vkey(vkey))) << i;
    }
}

TEST(SignedNote, OpensBesideSignaturesOfOthers) {
  const auto other = base::PrivateKey::generate();
  const auto theirs = sign_note(text, "witness.example", other).substr(text.size() + 1);
  const auto sharing_the_name = sign_note(text, "PeterNeumann", other).substr(text.size() + 1);
  EXPECT_TRUE(open_note(text + "\n" + theirs + sharing_the_name + signature_line, *parse_vkey(vkey)));
  std::string many = text + "\n";
  for (int i = 0; i < 16; ++i) many += theirs;
  EXPECT_TRUE(open_note(many + signature_line, *parse_vkey(vkey)));
}

TEST(SignedNote, SignedOnlyByOthersIsDenied) {
  const auto other = base::PrivateKey::generate();
  for (const auto* name : {"witness.example", "PeterNeumann"}) {
    const auto opened = open_note(sign_note(text, name, other), *parse_vkey(vkey));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::denied);
  }
}

TEST(SignedNote, OfAnotherFormIsInvalid) {
  for (const auto& wrong :
       {std::string(), std::string("\n"), std::string("\n\n"), text, text + "\n", text + signature_line, note + "\n",
        note + "x\n", note.substr(0, note.size() - 1), text + "\n— \n", text + "\n— PeterNeumann\n",
        text + "\n— PeterNeumann AAAA\n", text + "\n—  " + signature_line.substr(4),
        text + "\n- " + signature_line.substr(4), "a\tb\n\n" + signature_line, "\xff\n\n" + signature_line}) {
    const auto opened = open_note(wrong, *parse_vkey(vkey));
    ASSERT_FALSE(opened) << wrong;
    EXPECT_EQ(opened.error().code, ErrorCode::invalid) << wrong;
  }
}

TEST(KeyNames, HaveNoSpacesOfAnyScriptAndNoPlus) {
  EXPECT_TRUE(names_a_key("example.com/log"));
  EXPECT_TRUE(names_a_key("slimnīca.example/žurnāls"));
  for (const auto* name : {"", "a b", "a+b", "a\tb", "a\nb", "a\u00a0b", "a\u2003b", "a\u3000b", "\xff"})
    EXPECT_FALSE(names_a_key(name)) << name;
}

TEST(Checkpoint, HasTheThreeLinesOfTheSpecification) {
  const auto key = peters_key();
  const auto checkpoint = sign_checkpoint("PeterNeumann", 300, base::sha256({}), key);
  EXPECT_TRUE(checkpoint.note.starts_with(
      "PeterNeumann\n300\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— PeterNeumann "));
  const auto read = parse_checkpoint(checkpoint.note, *parse_vkey(vkey));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->size, 300U);
  EXPECT_EQ(read->root, checkpoint.root);
  EXPECT_EQ(read->origin, "PeterNeumann");
  EXPECT_EQ(read->note, checkpoint.note);
}

TEST(Checkpoint, SignedButOfAnotherFormIsRefused) {
  const auto root = base::to_base64(base::sha256({}));
  const auto refused = [&](const std::string& body) {
    const auto read = parse_checkpoint(sign_note(body, "PeterNeumann", peters_key()), *parse_vkey(vkey));
    return read ? "accepted" : read.error().code == ErrorCode::denied ? "denied" : "invalid";
  };
  EXPECT_STREQ(refused("PeterNeumann\n3\n" + root + "\n"), "accepted");
  EXPECT_STREQ(refused("PeterNeumann\n3\n" + root + "\nextension\n"), "accepted");
  EXPECT_STREQ(refused("Somebody\n3\n" + root + "\n"), "denied");
  for (const auto& body :
       {std::string("\n3\n") + root + "\n", "PeterNeumann\n03\n" + root + "\n", "PeterNeumann\n-3\n" + root + "\n",
        "PeterNeumann\n+3\n" + root + "\n", "PeterNeumann\n3 \n" + root + "\n", "PeterNeumann\n\n" + root + "\n",
        "PeterNeumann\n18446744073709551616\n" + root + "\n", "PeterNeumann\n3\n" + root.substr(4) + "\n",
        std::string("PeterNeumann\n3\n"), "PeterNeumann\n3\n" + root + "\n\nx\n", "PeterNeumann\n3\n\n" + root + "\n"})
    EXPECT_STREQ(refused(body), "invalid") << body;
}

TEST(Checkpoint, HasASignatureThatOpensslVerifies) {
  const test::TemporaryFolder folder;
  const auto key = base::PrivateKey::generate();
  const auto checkpoint = sign_checkpoint("lab.example/log", 7, base::sha256({}), key);
  const auto blank = checkpoint.note.find("\n\n");
  auto encoded = checkpoint.note.substr(checkpoint.note.rfind(' ') + 1);
  encoded.pop_back();
  const auto raw = *base::from_base64(encoded);
  ASSERT_EQ(raw.size(), 68U);
  test::write_file(folder / "key.pem", key.to_pem());
  test::write_file(folder / "text", checkpoint.note.substr(0, blank + 1));
  test::write_file(folder / "signature", base::as_text(ByteView(raw).subspan(4)));
  const auto openssl = [&](const std::string& signed_file) {
    return base::run({.program = "openssl",
                      .arguments = {"pkeyutl", "-verify", "-rawin", "-inkey", folder / "key.pem", "-in",
                                    folder / signed_file, "-sigfile", folder / "signature"},
                      .environment = {},
                      .input = {},
                      .run_as = {}});
  };
  const auto good = openssl("text");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->exit_code, 0) << good->out << good->err;
  test::write_file(folder / "other", checkpoint.note.substr(1, blank));
  EXPECT_NE(openssl("other")->exit_code, 0);
}

}  // namespace
}  // namespace runseal::evidence
