#include "service/pairing.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "service/node.h"
#include "store/records.h"
#include "support/fake_clock.h"
#include "support/temporary.h"

namespace runseal::service {
namespace {

class Pairing : public testing::Test {
 protected:
  test::TemporaryFolder folder;
  test::FakeClock clock{*base::parse_instant("2026-03-01T08:00:00Z")};
  Workspace receiver = *Workspace::open(folder / "receiver", Access::write, clock);
  Workspace sender = *Workspace::open(folder / "sender", Access::write, clock);

  std::string invited(InviteRequest request = {"nas01:7433", "", 0, "nas01"}) {
    const auto line = invite(receiver, request);
    EXPECT_TRUE(line) << line.error().describe();
    return line.value_or("");
  }
};

TEST_F(Pairing, TwoLinesMakeTwoNodesKnowEachOther) {
  const auto accepted = accept_invitation(sender, invited({"nas01:7433", "miseq", 30, "nas01"}), "gateway1");
  ASSERT_TRUE(accepted) << accepted.error().describe();
  EXPECT_EQ(accepted->node.name, "nas01");
  EXPECT_EQ(accepted->node.address, "nas01:7433");
  const auto node = complete_pairing(receiver, accepted->answer);
  ASSERT_TRUE(node) << node.error().describe();
  EXPECT_EQ(node->name, "gateway1");
  EXPECT_EQ(node->folder, "miseq");
  EXPECT_EQ(node->key, base::ssh_public_key(node_key(sender)->public_key()));
  EXPECT_EQ(accepted->node.key, base::ssh_public_key(node_key(receiver)->public_key()));
  EXPECT_TRUE(admitted(receiver, node_key(sender)->public_key()));
  EXPECT_FALSE(admitted(receiver, base::PrivateKey::generate().public_key()));
}

TEST_F(Pairing, ALineIsGoodOnce) {
  const auto line = invited();
  const auto accepted = accept_invitation(sender, line, "gateway1");
  ASSERT_TRUE(complete_pairing(receiver, accepted->answer));
  const auto again = complete_pairing(receiver, accepted->answer);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::denied);
}

TEST_F(Pairing, ALineIsGoodForTenMinutes) {
  const auto line = invited();
  clock.advance(std::chrono::minutes(9));
  const auto accepted = accept_invitation(sender, line, "gateway1");
  ASSERT_TRUE(accepted) << accepted.error().describe();
  clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(complete_pairing(receiver, accepted->answer).error().code, ErrorCode::denied);
  EXPECT_EQ(accept_invitation(sender, line, "gateway1").error().code, ErrorCode::denied);
}

TEST_F(Pairing, WhoWasNotGivenTheLineCannotAnswerIt) {
  (void)invited();
  Workspace stranger = *Workspace::open(folder / "stranger", Access::write, clock);
  const auto other_line = *invite(stranger, {"elsewhere:1", "", 0, "elsewhere"});
  const auto accepted = accept_invitation(sender, other_line, "gateway1");
  ASSERT_TRUE(accepted);
  EXPECT_EQ(complete_pairing(receiver, accepted->answer).error().code, ErrorCode::denied);
}

TEST_F(Pairing, AnAnswerCannotBeMadeIntoAnother) {
  const auto accepted = accept_invitation(sender, invited(), "gateway1");
  auto parts = base::split(accepted->answer, ',');
  auto renamed = parts;
  renamed[1] = "gateway2";
  auto other_key = parts;
  other_key[2] = base::to_hex(base::PrivateKey::generate().public_key().raw);
  for (const auto& forged : {renamed, other_key})
    EXPECT_EQ(complete_pairing(receiver, base::join(forged, ",")).error().code, ErrorCode::denied);
  EXPECT_TRUE(complete_pairing(receiver, accepted->answer));
}

TEST_F(Pairing, LinesThatAreNoneAreRefused) {
  for (const auto* line : {"", "runseal-pair-1", "runseal-pair-1,,,,,", "runseal-pair-1,nas01:7433,00,00,1,x", "hello",
                           "runseal-pair-1,nas01:99999,00,00,1,x"}) {
    EXPECT_EQ(accept_invitation(sender, line, "x").error().code, ErrorCode::invalid) << line;
    EXPECT_EQ(complete_pairing(receiver, line).error().code, ErrorCode::invalid) << line;
  }
  EXPECT_EQ(accept_invitation(sender, std::string(1U << 20U, 'x'), "x").error().code, ErrorCode::invalid);
}

TEST_F(Pairing, ARevokedOrEndedNodeIsNotLetIn) {
  const auto accepted = accept_invitation(sender, invited({"nas01:7433", "", 30, "nas01"}), "gateway1");
  ASSERT_TRUE(complete_pairing(receiver, accepted->answer));
  const auto key = node_key(sender)->public_key();
  clock.advance(std::chrono::hours(24 * 31));
  EXPECT_EQ(admitted(receiver, key).error().code, ErrorCode::denied);
  clock.advance(-std::chrono::hours(24 * 31));
  EXPECT_TRUE(admitted(receiver, key));
  EXPECT_EQ(revoke_node(receiver, "gateway1").error().code, ErrorCode::invalid) << "nobody said why";
  receiver.act_as({"anna", "console", "the machine was sold"});
  ASSERT_TRUE(revoke_node(receiver, "gateway1"));
  const auto refused = admitted(receiver, key);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("revoked"), std::string::npos);
  EXPECT_EQ(revoke_node(receiver, "nobody").error().code, ErrorCode::not_found);
}

TEST_F(Pairing, ANameStaysWithItsKey) {
  ASSERT_TRUE(complete_pairing(receiver, accept_invitation(sender, invited(), "gateway1")->answer));
  Workspace other = *Workspace::open(folder / "other", Access::write, clock);
  const auto accepted = accept_invitation(other, invited(), "gateway1");
  EXPECT_EQ(complete_pairing(receiver, accepted->answer).error().code, ErrorCode::exists);
}

TEST_F(Pairing, OwnLineAtHomeIsRefused) {
  const auto accepted = accept_invitation(receiver, invited(), "nas01");
  ASSERT_FALSE(accepted);
  EXPECT_EQ(accepted.error().code, ErrorCode::usage) << accepted.error().describe();
}

TEST_F(Pairing, TheFingerprintIsTheOneThatSshKeygenShows) {
  const auto key = node_key(receiver)->public_key();
  test::write_file(folder / "key.pub", base::ssh_public_key(key) + "\n");
  base::Command keygen;
  keygen.program = "ssh-keygen";
  keygen.arguments = {"-l", "-f", (folder / "key.pub").string()};
  const auto shown = base::run(keygen);
  ASSERT_TRUE(shown);
  EXPECT_NE(shown->out.find(" " + fingerprint(key) + " "), std::string::npos) << shown->out << fingerprint(key);
}

}  // namespace
}  // namespace runseal::service
