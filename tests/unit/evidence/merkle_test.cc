#include "evidence/merkle.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "support/evidence_oracle.h"

namespace runseal::evidence {
namespace {

// The leaves, roots and paths that the certificate-transparency reference implementation is tested with.
const std::vector<std::string> leaves_hex = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string> roots_hex = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
struct KnownPath {
  std::uint64_t index;
  std::uint64_t size;
  std::vector<std::string> hashes;
};
const std::vector<KnownPath> paths = {{0, 1, {}},
                                      {0,
                                       8,
                                       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
                                      {5,
                                       8,
                                       {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
                                      {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
                                      {1,
                                       5,
                                       {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};

class InMemory final : public Hashes {
 public:
  explicit InMemory(std::vector<Digest> leaves) : leaves_(std::move(leaves)) {}
  Result<Digest> complete(int height, std::uint64_t index) override {
    Frontier subtree;
    const auto count = std::uint64_t{1} << height;
    for (auto i = index * count; i < (index + 1) * count; ++i) subtree.add(leaves_.at(i));
    return subtree.root();
  }

 private:
  std::vector<Digest> leaves_;
};

std::vector<Digest> known_leaves() {
  std::vector<Digest> hashes;
  for (const auto& hex : leaves_hex) hashes.push_back(leaf_hash(*base::from_hex(hex)));
  return hashes;
}

TEST(Merkle, GivesTheRootsOfTheCertificateTransparencyReference) {
  const auto leaves = known_leaves();
  InMemory hashes(leaves);
  Frontier frontier;
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    if (size > 0) frontier.add(leaves[size - 1]);
    EXPECT_EQ(base::to_hex(frontier.root()), roots_hex[size]);
    EXPECT_EQ(base::to_hex(*root_at(hashes, size)), roots_hex[size]);
  }
}

TEST(Merkle, GivesThePathsOfTheCertificateTransparencyReference) {
  const auto leaves = known_leaves();
  InMemory hashes(leaves);
  for (const auto& known : paths) {
    const auto path = *inclusion_path(hashes, known.index, known.size);
    std::vector<std::string> hex;
    for (const auto& hash : path) hex.push_back(base::to_hex(hash));
    EXPECT_EQ(hex, known.hashes) << known.index << " of " << known.size;
    const auto root = root_from_path(known.index, known.size, leaves[known.index], path);
    EXPECT_EQ(base::to_hex(root.value()), roots_hex[known.size]);
  }
}

TEST(Merkle, EveryPathOfEveryTreeUpTo130LeavesLeadsToTheRootThatTheRfcDefines) {
  std::vector<std::string> entries;
  std::vector<Digest> leaves;
  for (std::size_t size = 1; size <= 130; ++size) {
    entries.push_back("entry " + std::to_string(size));
    leaves.push_back(leaf_hash(base::as_bytes(entries.back())));
    InMemory hashes(leaves);
    const auto root = test::oracle_root(entries);
    ASSERT_EQ(*root_at(hashes, size), root);
    for (std::size_t index = 0; index < size; ++index)
      ASSERT_EQ(root_from_path(index, size, leaves[index], *inclusion_path(hashes, index, size)), root);
  }
}

TEST(Merkle, APathOfAnotherIndexSizeOrLengthLeadsElsewhere) {
  const auto leaves = known_leaves();
  InMemory hashes(leaves);
  const auto root = *root_at(hashes, 8);
  const auto path = *inclusion_path(hashes, 5, 8);
  for (std::uint64_t index = 0; index < 20; ++index) {
    if (index == 5) continue;
    EXPECT_NE(root_from_path(index, 8, leaves[5], path), root) << index;
  }
  for (const std::uint64_t size : {0U, 1U, 4U, 5U, 6U, 9U, 16U, 1000U})  // 7 turns alike: only the signed pair tells
    EXPECT_NE(root_from_path(5, size, leaves[5], path), root) << size;
  auto shorter = path;
  shorter.pop_back();
  EXPECT_FALSE(root_from_path(5, 8, leaves[5], shorter));
  auto longer = path;
  longer.push_back(path.front());
  EXPECT_FALSE(root_from_path(5, 8, leaves[5], longer));
}

TEST(Merkle, ALeafCannotPassForANode) {
  const auto leaves = known_leaves();
  Bytes both(leaves[0].begin(), leaves[0].end());
  both.insert(both.end(), leaves[1].begin(), leaves[1].end());
  EXPECT_NE(leaf_hash(both), node_hash(leaves[0], leaves[1]));
}

// Section 2.1.4.2, word by word, over the second implementation's hash: whether `path` leads from one root to the
// other.
bool consistent(std::uint64_t first, std::uint64_t second, const std::string& first_root,
                const std::string& second_root, std::vector<std::string> path) {
  const auto node = [](const std::string& left, const std::string& right) {
    return test::oracle_text(test::oracle_sha256("\1" + left + right));
  };
  if (first == second) return path.empty() && first_root == second_root;
  if (path.empty()) return false;                                         // 1
  if ((first & (first - 1)) == 0) path.insert(path.begin(), first_root);  // 2
  auto fn = first - 1;                                                    // 3
  auto sn = second - 1;
  for (; (fn & 1) != 0; fn >>= 1) sn >>= 1;  // 4
  auto fr = path.front();                    // 5
  auto sr = path.front();
  for (std::size_t i = 1; i < path.size(); ++i) {  // 6
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      fr = node(path[i], fr);
      sr = node(path[i], sr);
      for (; (fn & 1) == 0 && fn != 0; fn >>= 1) sn >>= 1;
    } else {
      sr = node(sr, path[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return fr == first_root && sr == second_root && sn == 0;  // 7
}

TEST(Merkle, LeadsFromEachOlderRootToEachNewerOne) {
  std::vector<std::string> entries;
  std::vector<Digest> leaves;
  std::vector<std::string> roots{test::oracle_text(test::oracle_root({}))};
  for (int i = 0; i < 40; ++i) {
    entries.push_back("entry " + std::to_string(i));
    leaves.push_back(leaf_hash(base::as_bytes(entries.back())));
    roots.push_back(test::oracle_text(test::oracle_root(entries)));
  }
  InMemory hashes(leaves);
  for (std::size_t second = 1; second <= entries.size(); ++second)
    for (std::size_t first = 1; first <= second; ++first) {
      const auto path = consistency_path(hashes, first, second);
      ASSERT_TRUE(path) << path.error().describe();
      std::vector<std::string> texts;
      for (const auto& hash : *path) texts.push_back(base::as_text(hash));
      EXPECT_TRUE(consistent(first, second, roots[first], roots[second], texts)) << first << " to " << second;
      EXPECT_FALSE(consistent(first, second, roots[first - 1], roots[second], texts)) << first << " to " << second;
    }
}

}  // namespace
}  // namespace runseal::evidence
