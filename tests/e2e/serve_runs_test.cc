// Runs as the service moves and checks them: jobs begun over the API, a receiver inside the service, and what is left
// after either was killed.
#include <gmock/gmock.h>

#include "e2e/served_node.h"

namespace runseal::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;

class ServedRuns : public TwoNodes {
 protected:
  ServedRuns() {
    fs::create_directories(folder / "gateway");
    fs::permissions(folder / "gateway", fs::perms::owner_all);
    test::write_file(folder / "gateway/runseal.toml",
                     "[console]\nrun_folders = [\"" + (folder / "source").string() + "\"]\n");
  }
  ~ServedRuns() override {
    nas.stop();
    gateway.stop();
  }
  void start_gateway() {
    gateway.start([this](std::vector<std::string> words) { return command(std::move(words)); });
  }
  void start_nas() {
    nas.start([this](std::vector<std::string> words) { return command(std::move(words)); },
              {"--receive", into.string(), "--receive-listen", "127.0.0.1:" + std::to_string(port)});
  }
  int count_of(const char* node, const std::string& kind) {
    int count = 0;
    const auto story = json_at(node, {"run", "show", "run1"});
    for (const auto& event : story["events"])
      if (event["kind"] == kind) ++count;
    return count;
  }

  ServedNode gateway{*this, folder.path(), "gateway"};
  ServedNode nas{*this, folder.path(), "nas"};
};

TEST_F(ServedRuns, ArrivesAlthoughBothServicesAreKilledOnTheWay) {
  make_run(60, 500'000);
  start_gateway();
  start_nas();
  pair();
  const auto job = gateway.api("POST", "/runs/sends",
                               {{"path", run.string()},
                                {"sink", "runseal://nas01/"},
                                {"limit", 6'000'000},
                                {"complete", "operator"},
                                {"why", "the ward asked"}});
  ASSERT_TRUE(job.contains("id")) << job.dump();
  wait_until_arriving(4'000'000);

  const auto sending = gateway.api("GET", "/transfers")["items"];
  const auto receiving = nas.api("GET", "/transfers")["items"];
  ASSERT_EQ(sending.size(), 1U);
  ASSERT_EQ(receiving.size(), 1U);
  EXPECT_EQ(sending[0]["direction"], "sent");
  EXPECT_EQ(receiving[0]["direction"], "received");
  EXPECT_EQ(receiving[0]["from"], "gateway1");
  EXPECT_EQ(receiving[0]["total_files"], 61);
  EXPECT_EQ(receiving[0]["total_bytes"], sending[0]["total_bytes"]);
  EXPECT_GE(receiving[0]["bytes"], 4'000'000);

  gateway.kill();
  start_gateway();  // the job is begun again by itself
  wait_until_arriving(12'000'000);
  nas.kill();
  start_nas();

  const auto ended = gateway.job_ended(job["id"]);
  EXPECT_EQ(ended["state"], "done") << ended.dump();
  EXPECT_EQ(ended["attempts"], 2);
  EXPECT_EQ(ended["why"], "the ward asked");
  expect_arrived();
  EXPECT_EQ(count_of("gateway", "sent"), 1);
  EXPECT_EQ(count_of("nas", "received"), 1);
  for (const auto* node : {"gateway", "nas"}) EXPECT_EQ(json_at(node, {"evidence", "verify"})["holds"], true);
  const auto checked = gateway.job_ended(gateway.api("POST", "/evidence/checks")["id"]);
  EXPECT_EQ(checked["result"]["holds"], true) << checked.dump();
  EXPECT_TRUE(gateway.api("GET", "/transfers")["items"].empty());
}

TEST_F(ServedRuns, SealsVerifiesAndSaysWhichFilesAreWrong) {
  make_run(5, 1000);
  start_gateway();
  const auto sealed = gateway.job_ended(
      gateway.api("POST", "/runs/seals", {{"path", "run1"}, {"complete", "operator"}}).value("id", ""));
  ASSERT_EQ(sealed["state"], "done") << sealed.dump();
  EXPECT_EQ(sealed["result"]["seal"]["files"], 6);
  EXPECT_EQ(check_with_coreutils(run), "");
  test::write_file(run / "Data/3.bcl", "other");
  const auto verified =
      gateway.job_ended(gateway.api("POST", "/runs/verifications", {{"path", run.string()}}).value("id", ""));
  ASSERT_EQ(verified["state"], "done") << verified.dump();
  EXPECT_EQ(verified["result"]["holds"], false);
  EXPECT_EQ(verified["result"]["verification"]["verdicts"][0]["path"], "Data/3.bcl");
  const auto row = gateway.api("GET", "/runs")["items"][0];
  EXPECT_EQ(row["run"], "run1");
  EXPECT_EQ(row["state"], "broken");
  EXPECT_EQ(row["files"], 6);
  const auto story = gateway.api("GET", "/runs/run1");
  EXPECT_EQ(story["events"].size(), 2U);
  EXPECT_EQ(story["failed"]["details"]["verdicts"][0]["path"], "Data/3.bcl");
  EXPECT_EQ(story, json_at("gateway", {"run", "show", "run1"}));
}

TEST_F(ServedRuns, WorksInAllowedFoldersOnly) {
  make_run(1, 10);
  fs::create_directories(folder / "elsewhere/run2");
  fs::create_directory_symlink(folder / "elsewhere/run2", folder / "source/link");
  start_gateway();
  const auto seal = [&](const std::string& path) { return gateway.api("POST", "/runs/seals", {{"path", path}}); };
  for (const auto& path :
       {(folder / "elsewhere/run2").string(), (folder / "source/link").string(),
        (folder / "source/../elsewhere/run2").string(), (folder / "source").string(), std::string("../elsewhere/run2"),
        std::string("link"), std::string("/etc"), (folder / "elsewhere/no such").string()})
    EXPECT_EQ(seal(path)["error"]["code"], "denied") << path;
  EXPECT_EQ(seal("no such run")["error"]["code"], "not_found");
  EXPECT_EQ(seal("")["error"]["code"], "usage");
  for (const auto* sink : {"file:///etc", "sftp://nas01/runs", "nonsense"}) {
    const auto answer = gateway.api("POST", "/runs/sends", {{"path", "run1"}, {"sink", sink}});
    EXPECT_THAT((std::vector<std::string>{"denied", "usage"}), Contains(answer["error"]["code"])) << sink;
  }
  EXPECT_TRUE(fs::is_empty(folder / "elsewhere/run2"));
}

TEST_F(ServedRuns, TellsPagesWhatHappensAndBacksUpWhileItDoes) {
  make_run(3, 1000);
  start_gateway();
  base::Command listening;
  listening.program = "curl";
  listening.arguments = {"-skN", "-b", gateway.cookies(), gateway.address() + "/api/v1/events"};
  auto page = base::Child::start(listening, folder / "events");
  const auto told = [&](const std::string& text) {
    for (int i = 0; i < 400 && !test::read_file(folder / "events").contains(text); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    return test::read_file(folder / "events");
  };
  EXPECT_THAT(told("event: hello"), HasSubstr("data: {\"evidence\":"));
  const auto job = gateway.api("POST", "/runs/seals", {{"path", "run1"}, {"complete", "operator"}});
  ASSERT_TRUE(job.contains("id")) << job.dump();
  EXPECT_EQ(gateway.job_ended(job["id"])["state"], "done");
  EXPECT_THAT(told("\"state\":\"done\""), HasSubstr("event: job\ndata: {"));
  EXPECT_THAT(told("event: changed"), HasSubstr("event: changed"));

  const auto backup = gateway.job_ended(gateway.api("POST", "/backup").value("id", ""));
  ASSERT_EQ(backup["state"], "done") << backup.dump();
  const std::string made = backup["result"].value("file", "");
  ASSERT_TRUE(fs::exists(made)) << backup.dump();
  const auto restored = json({"restore", made, "--into", (folder / "restored").string()});
  EXPECT_EQ(restored["evidence"], backup["result"]["evidence"]);
  EXPECT_EQ(json_at("restored", {"evidence", "verify"})["holds"], true);
  EXPECT_EQ(json_at("restored", {"run", "show", "run1"}), json_at("gateway", {"run", "show", "run1"}));
}

TEST_F(ServedRuns, KeepsSchedulesAndCancelsJobs) {
  make_run(30, 400'000);
  json_at("gateway", {"schedule", "add", "nightly", "check-evidence", "--every", "24h"});
  json_at("gateway", {"schedule", "add", "soon", "check-evidence", "--every", "1m", "--first", "2026-01-01T00:00:00Z"});
  start_gateway();
  EXPECT_TRUE(gateway
                  .api("POST", "/schedules",
                       {{"name", "weekly"},
                        {"kind", "verify"},
                        {"every_s", 604800},
                        {"request", {{"path", "run1"}}},
                        {"why", "asked"}})
                  .contains("evidence"));
  EXPECT_EQ(gateway.api("POST", "/schedules", {{"name", "w"}, {"kind", "send"}, {"every_s", 604800}})["status"], "400");
  Json hourly{{"kind", "check-evidence"}, {"every_s", 3600}};
  EXPECT_EQ(gateway.api("PUT", "/schedules/nightly", hourly)["status"], "400");  // nobody said why
  hourly["why"] = "asked for by the auditor";
  EXPECT_TRUE(gateway.api("PUT", "/schedules/nightly", hourly).contains("evidence"));
  const auto all = gateway.api("GET", "/schedules?sort=name");
  ASSERT_EQ(all["total"], 3);
  EXPECT_EQ(all["items"][0]["every_s"], 3600);
  EXPECT_EQ(all["items"][2]["request"]["path"], fs::canonical(run).string());
  EXPECT_TRUE(gateway.api("DELETE", "/schedules/weekly?why=done").contains("evidence"));
  EXPECT_EQ(json_at("gateway", {"schedule", "list"}).size(), 2U);
  EXPECT_EQ(gateway.api("DELETE", "/schedules/weekly?why=done")["status"], "404");

  start_nas();
  pair();
  const auto sending =
      gateway.api("POST", "/runs/sends",
                  {{"path", "run1"}, {"sink", "runseal://nas01/"}, {"limit", 1'000'000}, {"complete", "operator"}});
  ASSERT_TRUE(sending.contains("id")) << sending.dump();
  wait_until_arriving(300'000);
  EXPECT_EQ(gateway.api("DELETE", "/jobs/" + sending["id"].get<std::string>()).contains("error"), true);
  EXPECT_EQ(gateway.job_ended(sending["id"])["state"], "cancelled");
  EXPECT_EQ(gateway.api("GET", "/jobs?kind=send")["items"][0]["state"], "cancelled");

  Json scheduled;  // what was due when the service began
  for (int i = 0; i < 400 && scheduled["total"] != 1; ++i) {
    scheduled = gateway.api("GET", "/jobs?kind=check-evidence&state=done");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(scheduled["items"][0]["via"], "schedule soon") << scheduled.dump();
}

// A backup and a restore, killed at many moments: what stands under a final name is whole.
TEST_F(ServedRuns, AKilledBackupOrRestoreLeavesNothingHalf) {
  make_run(50, 1000);
  json_at("gateway", {"seal", run.string(), "--complete", "operator"});
  test::write_file(folder / "gateway/attachments.large", std::string(40'000'000, 'x'));
  const auto backup = (folder / "b.tar").string();
  const auto restored = folder / "restored";
  const auto killed_after = [&](const std::vector<std::string>& words, int milliseconds) {
    auto child = base::Child::start(command(at("gateway", words)), folder / "killed.log");
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    ::kill(child->pid(), SIGKILL);
  };
  int there = 0;
  for (int ms = 10; ms < 700; ms += 60) {
    killed_after({"backup", backup}, ms);
    if (!fs::exists(backup)) continue;
    ++there;
    json({"restore", backup, "--into", restored.string()});
    fs::remove_all(restored);
    fs::remove(backup);
  }
  json_at("gateway", {"backup", backup});
  for (int ms = 10; ms < 1000; ms += 90) {
    killed_after({"restore", backup, "--into", restored.string()}, ms);
    if (!fs::exists(restored)) continue;
    EXPECT_EQ(json_at("restored", {"evidence", "verify"})["holds"], true);
    EXPECT_EQ(json_at("restored", {"run", "show", "run1"}), json_at("gateway", {"run", "show", "run1"}));
    fs::remove_all(restored);
  }
  EXPECT_EQ(json_at("gateway", {"evidence", "verify"})["holds"], true);
}

}  // namespace
}  // namespace runseal::e2e
