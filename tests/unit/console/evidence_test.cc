#include "console/routes/evidence.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "base/text.h"
#include "evidence/log.h"
#include "support/console_house.h"

namespace runseal::console {
namespace {

using Query = test::ConsoleHouse::Query;

struct EvidenceRoutes : testing::Test, test::ConsoleHouse {
  void SetUp() override {
    for (int i = 0; i < 5; ++i) measured("smb://nas0" + std::to_string(i) + "/runs", model::Protection::absent);
    post("/notices/FSN2024-1562/statements", {{"action", "users-informed"}});
  }
  // Steps on the records that no route has.
  template <class T>
  T of_records(const std::function<Result<T>(service::Workspace&)>& steps) {
    auto result = directory.read<T>(steps);
    EXPECT_TRUE(result);
    return *std::move(result);
  }
  std::uint64_t size() {
    return of_records<evidence::Checkpoint>([](service::Workspace& workspace) { return workspace.checkpoint(); }).size;
  }
  evidence::Verifier verifier() {
    return of_records<evidence::Verifier>(
        [](service::Workspace& workspace) -> Result<evidence::Verifier> { return workspace.verifier(); });
  }
};

bool holds_elsewhere(const Json& proof) {
  base::Command check;
  check.program = "/usr/bin/python3";
  check.arguments = {test::source_file("tests/support/proof_answer.py").string()};
  check.input = proof.dump();
  const auto checked = base::run(check);
  EXPECT_TRUE(checked) << checked.error().describe();
  return checked && checked->ok();
}

TEST_F(EvidenceRoutes, ListTheNewestFirstAndSearch) {
  const auto all = get("/evidence");
  EXPECT_EQ(all.at("size"), size());
  EXPECT_EQ(all.at("items").size(), all.at("size"));
  EXPECT_EQ(all.at("next"), nullptr);
  EXPECT_EQ(all.at("items").at(0).at("index"), all.at("size").get<int>() - 1);
  EXPECT_EQ(all.at("items").at(0).at("entry").at("kind"), "action");
  const auto nas = get("/evidence", {{"kind", "observation"}, {"subject", "smb://nas03/runs"}});
  ASSERT_EQ(nas.at("items").size(), 1U);
  EXPECT_EQ(nas.at("items").at(0).at("entry").at("subject"), "smb://nas03/runs");
  const auto page = get("/evidence", {{"text", "NAS0"}, {"limit", "2"}});
  EXPECT_EQ(page.at("items").size(), 2U);
  const auto rest = get("/evidence", {{"text", "NAS0"}, {"before", std::to_string(page.at("next").get<int>())}});
  EXPECT_EQ(rest.at("items").size(), 3U);
  EXPECT_EQ(get("/evidence", {{"since", "2026-03-01"}}).at("items").size(), all.at("size"));
  EXPECT_EQ(get("/evidence", {{"until", "2026-03-01T07:59:00Z"}}).at("items").size(), 0U);
  for (const auto& wrong :
       {Query{{"limit", "501"}}, Query{{"limit", "0"}}, Query{{"limit", "-1"}}, Query{{"before", "x"}},
        Query{{"since", "yesterday"}}, Query{{"text", std::string(201, 'x')}}})
    EXPECT_EQ(refused(Method::get, "/evidence", nullptr, wrong), ErrorCode::invalid);
}

TEST_F(EvidenceRoutes, GiveAProofThatAnotherProgramChecks) {
  const auto all = size();
  for (std::uint64_t index = 0; index < all; ++index) {
    const auto path = "/evidence/" + std::to_string(index);
    const auto proof = get(path + "/proof");
    EXPECT_TRUE(holds_elsewhere(proof)) << proof.dump(2);
    const auto entry = get(path);
    EXPECT_EQ(entry.at("leaf_base64"), proof.at("leaf"));
    EXPECT_EQ(Json::parse(base::as_text(*base::from_base64(proof.at("leaf").get<std::string>()))), entry.at("entry"));
  }
  auto changed = get("/evidence/3/proof");
  changed["leaf"] = get("/evidence/2/proof").at("leaf");
  EXPECT_FALSE(holds_elsewhere(changed)) << "the check itself finds nothing";
  EXPECT_EQ(refused(Method::get, "/evidence/" + std::to_string(all)), ErrorCode::not_found);
  EXPECT_EQ(refused(Method::get, "/evidence/x/proof"), ErrorCode::invalid);
  EXPECT_EQ(get("/evidence/key").at("key"), evidence::format_vkey(verifier().name, verifier().key));
}

TEST_F(EvidenceRoutes, HoldEveryRememberedCheckpointAgainstTheLog) {
  const auto all = get("/evidence/checkpoints", {{"limit", "3"}});
  ASSERT_EQ(all.at("items").size(), 3U);
  EXPECT_EQ(all.at("items").at(0).at("size"), all.at("size"));
  for (const auto& item : all.at("items")) EXPECT_TRUE(item.at("holds").get<bool>()) << item.dump(2);
  EXPECT_EQ(get("/evidence/checkpoints", {{"before", std::to_string(all.at("next").get<int>())}})
                .at("items")
                .at(0)
                .at("size"),
            all.at("next").get<int>() - 1);
  // a state that this log never had, signed by its own key: somebody wrote it anew
  auto other = *evidence::Log::open(
      base::real_files(), folder / "other", verifier().name,
      *base::PrivateKey::from_pem(base::as_text(*base::real_files().read(folder / "data/keys/evidence.pem", 4096))));
  ASSERT_TRUE(other.append(std::vector<Json>{Json{{"v", 1}}, Json{{"v", 2}}}));
  ASSERT_TRUE(directory.touch<void>([&](store::Database& database) {
    return database.execute("UPDATE checkpoint SET note = :1 WHERE size = 2", {other.checkpoint().note});
  }));
  const auto forged = get("/evidence/checkpoints", {{"before", "3"}}).at("items").at(0);
  EXPECT_EQ(forged.at("size"), 2);
  EXPECT_FALSE(forged.at("holds").get<bool>()) << forged.dump(2);
}

TEST_F(EvidenceRoutes, GiveTheBundleOfANotice) {
  const auto bundle = ask(Method::get, "/evidence/bundle", {{"notice", "fsn2024-1562"}});
  ASSERT_TRUE(bundle) << bundle.error().describe();
  EXPECT_EQ(bundle->type, "application/x-tar");
  EXPECT_NE(bundle->headers.at(0).second.find("FSN2024-1562-evidence.tar"), std::string::npos);
  EXPECT_EQ(refused(Method::get, "/evidence/bundle", nullptr, {{"notice", "X1"}}), ErrorCode::not_found);
  EXPECT_EQ(refused(Method::get, "/evidence/bundle"), ErrorCode::invalid);
}

TEST(EvidenceChecks, AreJobs) {
  test::ConsoleHouse house({{.name = "check-evidence",
                             .run = [](service::JobRun&) -> Result<Json> { return Json::object(); },
                             .title = [](const Json&) -> Result<std::string> { return std::string("Read it"); }}});
  const auto job = house.ask(Method::post, "/evidence/checks");
  ASSERT_TRUE(job) << job.error().describe();
  EXPECT_EQ(job->status, 202);
  EXPECT_EQ(Json::parse(job->body).at("kind"), "check-evidence");
}

}  // namespace
}  // namespace runseal::console
