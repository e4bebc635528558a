#include <gtest/gtest.h>

#include "base/text.h"
#include "evidence/log.h"
#include "evidence/note.h"
#include "support/evidence_oracle.h"
#include "support/temporary.h"

namespace runseal::evidence {
namespace {

const std::string origin = "lab.example/evidence";

class AProof : public testing::Test {
 protected:
  AProof() {
    auto log = *Log::open(base::real_files(), folder.path() / "log", origin, key);
    std::vector<Json> entries;
    for (int i = 0; i < 300; ++i) entries.push_back({{"number", i}, {"text", "mērījums"}});
    EXPECT_TRUE(log.append(entries));
    proof = *prove(base::real_files(), folder.path() / "log", verifier, 270);
  }

  test::TemporaryFolder folder;
  base::PrivateKey key = base::PrivateKey::generate();
  Verifier verifier{origin, key.public_key()};
  std::string proof;
};

TEST_F(AProof, HoldsWithNothingButThePublicKey) {
  const auto vkey = parse_vkey(format_vkey(origin, key.public_key()));
  ASSERT_TRUE(vkey);
  std::filesystem::remove_all(folder.path() / "log");
  const auto proven = verify_proof(proof, *vkey);
  ASSERT_TRUE(proven) << proven.error().describe();
  EXPECT_EQ(proven->index, 270U);
  EXPECT_EQ(proven->entry, (Json{{"number", 270}, {"text", "mērījums"}}));
  EXPECT_EQ(proven->checkpoint.size, 300U);
}

TEST_F(AProof, HasTheFormOfTheSpecificationAndAPathThatASecondImplementationFollows) {
  const auto lines = base::split(proof, '\n');
  ASSERT_GT(lines.size(), 6U);
  EXPECT_EQ(lines[0], "c2sp.org/tlog-proof@v1");
  EXPECT_EQ(lines[2], "index 270");
  const auto entry = base::as_text(*base::from_base64(lines[1].substr(6)));
  EXPECT_EQ(entry, "{\"number\":270,\"text\":\"mērījums\"}");
  // In a tree of 300 leaves, leaf 270 has, from the leaf up, its sibling at the R, L, L, L, R, R, L (RFC 9162
  // section 2.1.3.1)
  auto hash = test::oracle_text(test::oracle_sha256(std::string(1, '\0') + entry));
  const std::string siblings = "RLLLRRL";
  for (std::size_t i = 0; i < siblings.size(); ++i) {
    const auto sibling = base::as_text(*base::from_base64(lines.at(3 + i)));
    hash = test::oracle_text(test::oracle_sha256("\1" + (siblings[i] == 'L' ? sibling + hash : hash + sibling)));
  }
  EXPECT_EQ(lines.at(3 + siblings.size()), "");
  EXPECT_EQ(lines.at(3 + siblings.size() + 3), base::to_base64(base::as_bytes(hash)));
}

TEST_F(AProof, WithAnyByteChangedOrCutDoesNotHold) {
  for (std::size_t i = 0; i < proof.size(); ++i) {
    for (const int bit : {1, 0x20, 0x80}) {
      auto changed = proof;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      EXPECT_FALSE(verify_proof(changed, verifier)) << i;
    }
    EXPECT_FALSE(verify_proof(proof.substr(0, i), verifier)) << i;
  }
  EXPECT_FALSE(verify_proof(proof + "x", verifier));
  EXPECT_FALSE(verify_proof("\n" + proof, verifier));
}

TEST_F(AProof, OfAnotherLogOrUnderAnotherKeyIsDenied) {
  const auto code = [&](const Verifier& other) { return verify_proof(proof, other).error().code; };
  EXPECT_EQ(code({origin, base::PrivateKey::generate().public_key()}), ErrorCode::denied);
  EXPECT_EQ(code({"other.example/log", key.public_key()}), ErrorCode::denied);
}

TEST_F(AProof, OfAnEntryThatWasNeverLoggedIsDenied) {
  auto lines = base::split(proof, '\n');
  lines[1] = "extra " + base::to_base64(base::as_bytes("{\"number\":271,\"text\":\"mērījums\"}"));
  EXPECT_EQ(verify_proof(base::join(lines, "\n"), verifier).error().code, ErrorCode::denied);
}

TEST_F(AProof, ThatIsNoProofIsInvalid) {
  const auto checkpoint = proof.substr(proof.find("\n\n") + 2);
  for (const auto& text : {std::string(), std::string("\n\n"), checkpoint, "c2sp.org/tlog-proof@v1\n\n" + checkpoint,
                           "c2sp.org/tlog-proof@v1\nindex 0\n\n" + checkpoint,
                           "c2sp.org/tlog-proof@v1\nextra e30=\nindex 00\n\n" + checkpoint,
                           "c2sp.org/tlog-proof@v2\nextra e30=\nindex 0\n\n" + checkpoint, std::string(1 << 20, 'x')})
    EXPECT_EQ(verify_proof(text, verifier).error().code, ErrorCode::invalid) << text.substr(0, 200);
}

}  // namespace
}  // namespace runseal::evidence
