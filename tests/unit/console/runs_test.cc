// The list of runs: what each is at now, and those of one state.
#include "support/console_house.h"

namespace runseal::console {
namespace {

using test::Method;

struct Runs : testing::Test, test::ConsoleHouse {
  void happened(const std::string& run, const std::string& kind, const std::string& outcome = "ok") {
    const model::RunEvent event{run + std::to_string(++events_),
                                run,
                                kind,
                                base::format_instant(clock.now()),
                                "/runs/" + run,
                                "",
                                "a5" + run,
                                outcome,
                                Json::object()};
    write<std::uint64_t>([&](service::Workspace& workspace) {
      return workspace.record(
          service::Change{"run", run, Json(event), [event](store::Database& database, const std::string& entry) {
                            return store::save_run_event(database, event, entry);
                          }});
    });
  }
  std::string runs(const Query& query) {
    std::string names;
    const auto page = get("/runs", query);
    for (const auto& row : page["items"]) {
      names += row["run"].get<std::string>() + " ";
      EXPECT_TRUE(!query.contains("state") || row["state"] == query.at("state")) << row;
    }
    return names + page["total"].dump();
  }

 private:
  int events_ = 0;
};

TEST_F(Runs, OfOneStateAreThoseThatSayTheyAreInIt) {
  for (const auto* run : {"a1", "a2", "b1", "c1", "c2"}) happened(run, "sealed");
  happened("b1", "sent");
  happened("c1", "verified", "1 of 3 files differ");
  happened("c2", "verified", "1 of 3 files differ");
  happened("c2", "verified");
  EXPECT_EQ(runs({}), "c2 c1 b1 a2 a1 5") << "the newest first";
  EXPECT_EQ(runs({{"state", "sealed"}}), "a2 a1 2");
  EXPECT_EQ(runs({{"state", "sent"}}), "b1 1");
  EXPECT_EQ(runs({{"state", "broken"}}), "c1 1");
  EXPECT_EQ(runs({{"state", "verified"}}), "c2 1") << "a later check held";
  EXPECT_EQ(runs({{"state", "verifying"}}), "0");
  EXPECT_EQ(runs({{"state", "sealed"}, {"sort", "run"}, {"limit", "1"}}), "a1 2");
  EXPECT_EQ(runs({{"state", "sealed"}, {"search", "A2"}}), "a2 1");
  EXPECT_EQ(runs({{"search", "c"}}), "c2 c1 2");
  EXPECT_EQ(refused(Method::get, "/runs", nullptr, {{"state", "odd"}}), ErrorCode::usage);
  EXPECT_EQ(refused(Method::get, "/runs", nullptr, {{"state", "x' OR '1"}}), ErrorCode::usage);
}

}  // namespace
}  // namespace runseal::console
