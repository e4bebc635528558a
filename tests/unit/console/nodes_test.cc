#include "console/routes/nodes.h"

#include <gtest/gtest.h>

#include "support/console_house.h"

namespace runseal::console {
namespace {

using test::ConsoleHouse;

struct NodeRoutes : testing::Test {
  ConsoleHouse receiver;
  ConsoleHouse sender;

  Json invited(const Json& body = {
                   {"address", "nas01:7433"}, {"folder", "miseq"}, {"valid_days", 30}, {"name", "nas01"}}) {
    return receiver.post("/nodes/invitations", body);
  }
};

TEST_F(NodeRoutes, PairTwoNodesByTwoLinesAndRevokeOne) {
  const auto invitation = invited();
  EXPECT_EQ(invitation.at("expires"), "2026-03-01T08:10:00.000Z");
  const auto accepted = sender.post("/nodes/acceptances", {{"line", invitation.at("line")}, {"name", "gateway1"}});
  EXPECT_EQ(accepted.at("node").at("name"), "nas01");
  EXPECT_EQ(accepted.at("node").at("state"), "paired");
  const auto completed = receiver.post("/nodes/completions", {{"line", accepted.at("answer")}});
  EXPECT_EQ(completed.at("node").at("folder"), "miseq");
  const auto listed = receiver.get("/nodes");
  EXPECT_EQ(listed.at("total"), 1);
  EXPECT_EQ(listed.at("items").at(0), completed.at("node"));
  EXPECT_TRUE(listed.at("items").at(0).at("fingerprint").get<std::string>().starts_with("SHA256:"));
  receiver.clock.advance(std::chrono::days(31));
  EXPECT_EQ(receiver.get("/nodes").at("items").at(0).at("state"), "ended");

  EXPECT_EQ(receiver.refused(Method::delete_, "/nodes/gateway1"), ErrorCode::invalid) << "nobody said why";
  const auto revoked =
      ConsoleHouse::json(receiver.ask(Method::delete_, "/nodes/gateway1", {{"why", "the machine was replaced"}}));
  EXPECT_EQ(revoked.at("node").at("state"), "revoked");
  const auto entry = receiver.get("/evidence").at("items").at(0).at("entry");
  EXPECT_EQ(entry.at("kind"), "node");
  EXPECT_EQ(entry.at("user"), "anna");
  EXPECT_EQ(entry.at("via"), "console");
  EXPECT_EQ(entry.at("why"), "the machine was replaced");
  EXPECT_EQ(receiver.refused(Method::delete_, "/nodes/nobody"), ErrorCode::not_found);
}

TEST_F(NodeRoutes, RefuseWhatIsNoLineAndALineThatWasUsed) {
  const auto line = invited().at("line");
  const auto answer = sender.post("/nodes/acceptances", {{"line", line}}).at("answer");
  EXPECT_TRUE(receiver.ask(Method::post, "/nodes/completions", {}, {{"line", answer}}));
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/completions", {{"line", answer}}), ErrorCode::denied);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/completions", {{"line", "hello"}}), ErrorCode::invalid);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/completions", {{"line", 7}}), ErrorCode::invalid);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/acceptances", Json::object()), ErrorCode::invalid);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/invitations", {{"address", "nas01:7433"}, {"valid_days", 0}}),
            ErrorCode::invalid);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/invitations", {{"address", "nas01:7433"}, {"folder", "a/b"}}),
            ErrorCode::usage);
  EXPECT_EQ(receiver.refused(Method::post, "/nodes/invitations"), ErrorCode::invalid);
}

}  // namespace
}  // namespace runseal::console
