// Whose signatures count: the same answer as ssh-keygen gives for the same allowed_signers file.
#include "service/signers.h"

#include <gmock/gmock.h>

#include "base/process.h"
#include "base/sshsig.h"
#include "service/node.h"
#include "store/records.h"
#include "support/temporary.h"

namespace runseal::service {
namespace {

struct Signers : testing::Test {
  test::TemporaryFolder folder;
  base::PrivateKey key = *base::PrivateKey::from_seed(Bytes(32, 9));
  std::string line = base::ssh_public_key(key.public_key());
  std::string other = base::ssh_public_key(base::PrivateKey::generate().public_key());
  Instant now = base::system_clock().now();

  bool counts_for_ssh_keygen(const std::string& allowed) {
    test::write_file(folder / "allowed", allowed);
    test::write_file(folder / "sig", base::sshsig_sign(key, "runseal", base::as_bytes("message")));
    base::Command command;
    command.program = "ssh-keygen";
    command.arguments = {"-Y", "verify",  "-f", (folder / "allowed").string(), "-I", "node",
                         "-n", "runseal", "-s", (folder / "sig").string()};
    command.input = "message";
    return base::run(command)->ok();
  }

  bool counts(const std::string& allowed) {
    const auto signers = parse_allowed_signers(allowed, "allowed", now);
    return signers &&
           std::ranges::any_of(*signers, [&](const auto& one) { return one.key == line && one.refused.empty(); });
  }
};

TEST_F(Signers, CountAsTheyDoForSshKeygen) {
  const std::vector<std::string> files{
      "node " + line + "\n",
      "# a comment\n\nnode " + line + " with a comment\n",
      "node " + other + "\n",
      "node " + other + "\nnode " + line + "\n",
      "node namespaces=\"runseal\" " + line + "\n",
      "node namespaces=\"file,runseal\" " + line + "\n",
      "node namespaces=\"run*\" " + line + "\n",
      "node NAMESPACES=\"runseal\" " + line + "\n",
      "node namespaces=\"file\" " + line + "\n",
      "node namespaces=\"!runseal,*\" " + line + "\n",
      "node namespaces=\"file,git\",valid-after=\"20200101\" " + line + "\n",
      "node valid-after=\"20200101\",namespaces=\"runseal\" " + line + "\n",
      "node valid-after=\"20990101\" " + line + "\n",
      "node valid-before=\"20200101\" " + line + "\n",
      "node valid-before=\"20200101123000\" " + line + "\n",
      "node valid-before=\"209912311259Z\" " + line + "\n",
      "node cert-authority " + line + "\n",
      "",
  };
  for (const auto& file : files) EXPECT_EQ(counts(file), counts_for_ssh_keygen(file)) << file;
}

TEST_F(Signers, ALineThatCannotBeUnderstoodIsRefusedWithItsNumber) {
  for (const auto& bad : {std::string("node"), "node " + line.substr(0, 40), "node no-such-option " + line,
                          std::string("node ssh-ed25519 AAAA"), "node valid-before=\"soon\" " + line}) {
    const auto parsed = parse_allowed_signers("# first\n" + bad + "\n", "keys.txt", now);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_EQ(parsed.error().where, "keys.txt:2");
  }
  EXPECT_TRUE(parse_allowed_signers("node ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==\n", "keys.txt", now)->empty());
}

TEST_F(Signers, AreThisNodeAndItsPairsUnlessRevoked) {
  auto workspace = *Workspace::open(folder / "data", Access::write);
  EXPECT_TRUE(known_signers(workspace)->empty());
  const auto own = node_key(workspace);
  ASSERT_TRUE(own);
  model::Node gateway{"gateway", other, "", "", "", "", ""};
  model::Node old{"old", line, "", "", "", "", "2026-01-01T00:00:00.000Z"};
  ASSERT_TRUE(workspace.record(
      Change{"node", "gateway", Json::object(), [&](store::Database& database, const std::string& id) -> Result<> {
               RUNSEAL_CHECK(store::save_node(database, old, id));
               return store::save_node(database, gateway, id);
             }}));
  const auto signers = known_signers(workspace);
  ASSERT_EQ(signers->size(), 3U);
  EXPECT_EQ(signers->at(0).key, base::ssh_public_key(own->public_key()));
  EXPECT_EQ(signers->at(1).refused, "");
  EXPECT_THAT(signers->at(2).refused, testing::HasSubstr("revoked"));
}

TEST_F(Signers, ThisNodesKeyIsMadeOnceAndIsItsOwnersOnly) {
  {
    auto workspace = *Workspace::open(folder / "data", Access::write);
    EXPECT_FALSE(node_public_key(workspace)->has_value());
    ASSERT_TRUE(node_key(workspace));
  }
  auto workspace = *Workspace::open(folder / "data", Access::read);
  const auto again = node_key(workspace);
  ASSERT_TRUE(again);
  EXPECT_EQ(test::read_file(folder / "data/keys/node.pub"), base::ssh_public_key(again->public_key()) + "\n");
  EXPECT_EQ(std::filesystem::status(folder / "data/keys/node.pem").permissions(), std::filesystem::perms(0600));
  // openssl knows it as the same key
  base::Command command;
  command.program = "ssh-keygen";
  command.arguments = {"-lf", (folder / "data/keys/node.pub").string()};
  EXPECT_TRUE(base::run(command)->ok());
  test::write_file(folder / "data/keys/node.pem", "damaged");
  EXPECT_EQ(node_key(workspace).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace runseal::service
