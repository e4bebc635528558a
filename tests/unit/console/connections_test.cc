// Connections by their routes, measured for real by a job; the plan and the overview.
#include <thread>

#include "demo/samba.h"
#include "service/audit_job.h"
#include "support/console_house.h"

namespace runseal::console {
namespace {

using model::Protection;
using test::ConsoleHouse;
using test::Method;

constexpr const char* nas = "smb://nas01/runs";

struct Connections : testing::Test, ConsoleHouse {
  Connections() : ConsoleHouse({service::audit_job()}) {}

  Json row(const std::string& endpoint) {
    for (const auto& item : part("/connections", "items"))
      if (item["endpoint"] == endpoint) return item;
    return {};
  }
  std::vector<std::string> endpoints(const Query& query) {
    std::vector<std::string> out;
    for (const auto& item : part("/connections", "items", query)) out.push_back(item["endpoint"]);
    return out;
  }
  model::Job ended(const Json& begun) {
    for (int i = 0; i < 600; ++i) {
      const auto job = jobs.find(begun["id"]);
      if (job && !job->ended.empty()) return *job;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ADD_FAILURE() << "the job did not end";
    return {};
  }
};

TEST_F(Connections, TheListSaysWhatWasMeasuredLastAndWhoDeclaresIt) {
  add_device("a", "1", {nas, "nfs://nas02/x"});
  add_device("b", "2", {nas});
  EXPECT_EQ(row(nas)["devices"], Json::array({"a", "b"}));
  EXPECT_EQ(row(nas)["at"], "");
  EXPECT_EQ(row(nas)["integrity"], "unknown");
  measured(nas, Protection::absent);
  clock.advance(std::chrono::days(1));
  measured(nas, Protection::protected_);
  EXPECT_EQ(row(nas)["integrity"], "protected");
  EXPECT_EQ(row(nas)["findings"], 0);
  EXPECT_EQ(row(nas)["at"], "2026-03-02T08:00:00.000Z");
  EXPECT_EQ(endpoints({{"state", "protected"}}), std::vector<std::string>{nas});
  EXPECT_EQ(endpoints({{"state", "unmeasured"}}), std::vector<std::string>{"nfs://nas02/x"});
  EXPECT_TRUE(endpoints({{"state", "unprotected"}}).empty());
  EXPECT_EQ(endpoints({{"sort", "endpoint"}, {"descending", "1"}}).front(), nas);

  add_device("b", "2", {});  // no longer
  EXPECT_EQ(row(nas)["devices"], Json::array({"a"}));
  add_device("a", "1", {});
  EXPECT_EQ(row(nas)["device_count"], 0) << "what was measured stays known";
  EXPECT_TRUE(row("nfs://nas02/x").is_null()) << "what was only declared goes";
}

TEST_F(Connections, AConnectionTellsItsHistoryTheNewestFirst) {
  add_device("a", "1", {nas});
  EXPECT_TRUE(get("/connection", {{"endpoint", nas}})["latest"].is_null());
  const auto first = measured(nas, Protection::absent);
  clock.advance(std::chrono::days(1));
  measured(nas, Protection::optional);
  const auto shown = get("/connection", {{"endpoint", "SMB://NAS01/runs"}});
  EXPECT_EQ(shown["endpoint"], nas);
  EXPECT_EQ(shown["latest"]["assessment"]["integrity"]["grade"], "optional");
  ASSERT_EQ(shown["history"].size(), 2U);
  EXPECT_EQ(shown["history"][0]["grades"]["integrity"], "optional");
  EXPECT_EQ(shown["history"][1]["id"], first);
  EXPECT_EQ(shown["plan"]["endpoint"], nas);
  EXPECT_EQ(get("/observations/" + first)["assessment"]["integrity"]["grade"], "absent");
  EXPECT_EQ(get("/connection", {{"endpoint", nas}, {"limit", "1"}})["history"].size(), 1U);
  EXPECT_EQ(refused(Method::get, "/connection", nullptr, {{"endpoint", "smb://other/x"}}), ErrorCode::not_found);
  EXPECT_EQ(refused(Method::get, "/connection", nullptr, {{"endpoint", "nonsense"}}), ErrorCode::invalid);
  EXPECT_EQ(refused(Method::get, "/observations/nothing"), ErrorCode::not_found);
}

TEST_F(Connections, ThePlanBeginsWithTheWorst) {
  add_device("a", "1", {"smb://good/x", "smb://bad/x"});
  measured("smb://good/x", Protection::protected_);
  measured("smb://bad/x", Protection::absent);
  const auto plan = get("/plan", {{"limit", "1"}});
  EXPECT_EQ(plan["total"], 2);
  EXPECT_EQ(plan["items"][0]["endpoint"], "smb://bad/x");
}

TEST_F(Connections, TheOverviewSaysWhatNeedsSomebodyAndWhatWasOnlyDeclared) {
  const auto keys = [&] {
    std::vector<std::string> out;
    for (const auto& one : part("/overview", "todo")) out.push_back(one["text_key"]);
    return out;
  };
  const auto has = [&](const char* key) {
    const auto all = keys();
    return std::ranges::find(all, key) != all.end();
  };
  EXPECT_EQ(keys(), std::vector<std::string>{"no_devices"});
  add_device("novaseq", "20068232", {nas}, "NovaSeq");
  EXPECT_TRUE(has("never_measured"));
  EXPECT_TRUE(has("notice_open"));
  const auto declared = get("/overview")["network"];
  EXPECT_EQ(declared["devices"][0]["affected"], true);
  EXPECT_EQ(declared["storages"], Json::array({Json{{"host", "nas01"}}}));
  EXPECT_EQ(declared["connections"][0]["declared_only"], true);
  measured(nas, Protection::absent);
  EXPECT_FALSE(has("never_measured"));
  EXPECT_EQ(keys().front(), "connection_unprotected") << "danger stands first";
  EXPECT_EQ(get("/overview")["network"]["connections"][0]["declared_only"], false);
  EXPECT_GT(get("/overview")["evidence"]["size"].get<int>(), 1);
}

// What the page's main story does: weak, changed as the remedy says, measured again.
TEST_F(Connections, AnAuditIsAJobThatMeasuresARealSambaAndSaysWhatBecameOfIt) {
  clock.set(base::system_clock().now());
  auto samba = demo::Samba::start(folder / "samba", {});
  ASSERT_TRUE(samba) << samba.error().describe();
  add_device("novaseq", "20068232", {samba->url()});
  ASSERT_TRUE(jobs.start());
  const auto begun = ask(Method::post, "/audits", {}, {{"names", Json::array({"novaseq"})}, {"why", "the letter"}});
  ASSERT_TRUE(begun) << begun.error().describe();
  EXPECT_EQ(begun->status, 202);
  const auto first = ended(Json::parse(begun->body));
  ASSERT_EQ(first.state, model::JobState::done) << first.error;
  EXPECT_EQ(first.done, 1U);
  EXPECT_EQ(first.result["measured"], 1);
  EXPECT_EQ(first.result["items"][0]["trend"], "first");
  const auto weak = get("/connection", {{"endpoint", samba->url()}});
  EXPECT_EQ(weak["latest"]["assessment"]["integrity"]["grade"], "optional");
  EXPECT_EQ(last_entry()["via"], "console");
  EXPECT_EQ(last_entry()["why"], "the letter");

  ASSERT_TRUE(samba->apply("[global]\n  server signing = mandatory\n  server min protocol = SMB3_00\n"));
  const auto second = ended(post("/audits", {{"all", true}}));
  EXPECT_EQ(second.result["items"][0]["trend"], "better") << second.result;
  const auto told = get("/jobs/" + second.id + "/measured");  // all of it, as the command line tells it
  EXPECT_EQ(told["total"], 1);
  EXPECT_EQ(told["items"][0]["difference"]["trend"], "better");
  EXPECT_EQ(told["items"][0]["before"]["integrity"]["grade"], "optional");
  EXPECT_EQ(get("/jobs/" + first.id + "/measured")["items"][0]["difference"]["trend"], "first");
  const auto history = get("/connection", {{"endpoint", samba->url()}})["history"];
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0]["trend"], "better");
  EXPECT_EQ(history[0]["grades"]["integrity"], "protected");
}

TEST_F(Connections, WhatAnAuditSendsCanBeReadBefore) {
  const auto probes = get("/probes")["items"];
  const auto smb = std::ranges::find_if(probes, [](const Json& one) { return one["name"] == "smb"; });
  ASSERT_NE(smb, probes.end());
  EXPECT_EQ((*smb)["port"], 445);
  EXPECT_FALSE((*smb)["sends"].get<std::string>().empty());
}

TEST_F(Connections, AnAuditThatNamesNothingOrTooMuchIsRefused) {
  for (const auto& body : std::vector<Json>{Json::object(),
                                            {{"names", Json::array({"a"})}, {"all", true}},
                                            {{"names", "a"}},
                                            {{"names", Json::array({7})}},
                                            {{"names", Json::array({"a"})}, {"credentials", "x"}},
                                            {{"names", Json::array({"a"})}, {"time_limit_s", 601}},
                                            {{"names", Json::array({"a"})}, {"policy", 7}}})
    EXPECT_EQ(refused(Method::post, "/audits", body), ErrorCode::usage) << body;
}

// A policy accepts what was found: for who administers to say, whichever way it comes.
TEST_F(Connections, WhoMeasuresDoesNotSayWhatIsAccepted) {
  add_device("novaseq", "20068232", {nas});
  caller.permissions = service::permissions_of({model::AccountRole::technician});
  const Json policy("[[demand]]\naxis = \"integrity\"\n");
  EXPECT_EQ(refused(Method::post, "/audits", {{"all", true}, {"policy", policy}}), ErrorCode::denied);
  Json saved{{"saved_by", "Juris"}, {"names", {nas}}, {"policy", policy}};
  saved["outputs"] = {{{"name", "smb.conf"},
                       {"content_base64", base::to_base64(base::as_bytes("[global]\nserver signing = mandatory\n"))},
                       {"at", "2026-02-28T08:00:00Z"}}};
  EXPECT_EQ(refused(Method::post, "/audits/saved", saved), ErrorCode::denied);
  EXPECT_EQ(
      refused(Method::post, "/schedules",
              {{"name", "n"}, {"kind", "audit"}, {"every_s", 3600}, {"request", {{"all", true}, {"policy", policy}}}}),
      ErrorCode::usage);
  saved.erase("policy");
  EXPECT_EQ(post("/audits/saved", saved)["items"][0]["observation"]["endpoint"], nas);
}

}  // namespace
}  // namespace runseal::console
