#include "console/routes/nodes.h"

#include <gtest/gtest.h>

#include "store/records.h"
#include "support/fake_clock.h"
#include "support/temporary.h"
#include "unit/console/asked.h"

namespace runseal::console {
namespace {

struct NodeRoutes : testing::Test {
  test::TemporaryFolder folder;
  test::FakeClock clock{*base::parse_instant("2026-03-01T08:00:00Z")};
  Asked receiver{folder / "receiver", clock};
  Asked sender{folder / "sender", clock};

  void SetUp() override {
    ASSERT_TRUE(receiver.directory.prepare());
    ASSERT_TRUE(sender.directory.prepare());
  }
  Json invited(const Json& body = {
                   {"address", "nas01:7433"}, {"folder", "miseq"}, {"valid_days", 30}, {"name", "nas01"}}) {
    return receiver.json(Method::post, "/nodes/invitations", {}, body);
  }
};

TEST_F(NodeRoutes, PairTwoNodesByTwoLinesAndRevokeOne) {
  const auto invitation = invited();
  EXPECT_EQ(invitation.at("expires"), "2026-03-01T08:10:00.000Z");
  const auto accepted =
      sender.json(Method::post, "/nodes/acceptances", {}, {{"line", invitation.at("line")}, {"name", "gateway1"}});
  EXPECT_EQ(accepted.at("node").at("name"), "nas01");
  EXPECT_EQ(accepted.at("node").at("state"), "paired");
  const auto completed = receiver.json(Method::post, "/nodes/completions", {}, {{"line", accepted.at("answer")}});
  EXPECT_EQ(completed.at("node").at("folder"), "miseq");
  const auto listed = receiver.json(Method::get, "/nodes");
  EXPECT_EQ(listed.at("total"), 1);
  EXPECT_EQ(listed.at("items").at(0), completed.at("node"));
  EXPECT_TRUE(listed.at("items").at(0).at("fingerprint").get<std::string>().starts_with("SHA256:"));
  clock.advance(std::chrono::days(31));
  EXPECT_EQ(receiver.json(Method::get, "/nodes").at("items").at(0).at("state"), "ended");

  EXPECT_EQ(receiver.refused(Method::delete_, "/nodes/gateway1"), ErrorCode::invalid) << "nobody said why";
  const auto revoked = receiver.json(Method::delete_, "/nodes/gateway1", {{"why", "the machine was replaced"}});
  EXPECT_EQ(revoked.at("node").at("state"), "revoked");
  const auto entry = receiver.json(Method::get, "/evidence").at("items").at(0).at("entry");
  EXPECT_EQ(entry.at("kind"), "node");
  EXPECT_EQ(entry.at("user"), "anna");
  EXPECT_EQ(entry.at("via"), "console");
  EXPECT_EQ(entry.at("why"), "the machine was replaced");
  EXPECT_EQ(receiver.refused(Method::delete_, "/nodes/nobody"), ErrorCode::not_found);
}

TEST_F(NodeRoutes, RefuseWhatIsNoLineAndALineThatWasUsed) {
  const auto line = invited().at("line");
  const auto answer = sender.json(Method::post, "/nodes/acceptances", {}, {{"line", line}}).at("answer");
  EXPECT_TRUE(receiver.ask(Method::post, "/nodes/completions", {}, {{"line", answer}}));
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/completions", {}, {{"line", answer}}), ErrorCode::denied);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/completions", {}, {{"line", "hello"}}), ErrorCode::invalid);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/completions", {}, {{"line", 7}}), ErrorCode::invalid);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/acceptances", {}, Json::object()), ErrorCode::invalid);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/invitations", {}, {{"address", "nas01:7433"}, {"valid_days", 0}}),
            ErrorCode::invalid);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/invitations", {}, {{"address", "nas01:7433"}, {"folder", "a/b"}}),
            ErrorCode::usage);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/invitations"), ErrorCode::invalid);
}

}  // namespace
}  // namespace runseal::console
