// A data directory whose mailer is asked by hand, on a clock of the test's own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "base/tcp.h"
#include "service/accounts.h"
#include "service/mailer.h"
#include "store/console_records.h"
#include "store/mail.h"
#include "support/fake_clock.h"
#include "support/temporary.h"

namespace runseal::service {

struct MailDesk : testing::Test {
  struct Given {
    std::string to;
    std::string message;
  };
  test::TemporaryFolder folder;
  test::FakeClock clock{*base::parse_instant("2026-03-01T08:00:00Z")};
  Directory directory{folder / "data", clock};
  Hub hub;
  std::vector<Given> given;
  Handed answer{Handed::Outcome::taken, "250 OK"};
  std::map<base::Path, DiskRoom> disks;  // those that are nearly full, or of a disk of their own
  std::optional<Mailer> mailer;

  void SetUp() override {
    ASSERT_TRUE(directory.prepare());
    configure(
        "server = \"mail.example\"\nfrom = \"runseal@lab.example\"\nto_connection_worse = [\"it@lab.example\"]\n");
    restart();
    look();  // what was before nobody is told
  }
  void configure(const std::string& mail, const std::string& before = {}) {
    test::write_file(folder / "data/runseal.toml", before + "[mail]\n" + mail);
  }
  void restart() {
    mailer.emplace(
        directory, &hub,
        [this](const MailServer&, const std::string&, const std::string& to, const std::string& message,
               const std::atomic<bool>&) {
          given.push_back({to, message});
          return answer;
        },
        WatchedDisks{folder / "runs", [this](const base::Path& where) -> std::optional<DiskRoom> {
                       if (const auto found = disks.find(where); found != disks.end()) return found->second;
                       return DiskRoom{500ULL << 30U, 1000ULL << 30U, 1};
                     }});
  }
  void look() {
    const auto looked = mailer->look();
    ASSERT_TRUE(looked) << looked.error().describe();
  }
  void record(const Change& change) {
    const auto written = directory.write<std::uint64_t>({"anna", "", ""},
                                                        [&](Workspace& workspace) { return workspace.record(change); });
    ASSERT_TRUE(written) << written.error().describe();
  }
  void became_worse(const std::string& endpoint) { record({"connection-worse", endpoint, {{"because", {"no"}}}, {}}); }
  void save(const model::Job& job) {
    ASSERT_TRUE(directory.touch<void>([&](store::Database& database) { return store::save_job(database, job); }));
    hub.publish("job", job.id, Json(job));
  }
  model::Job ended(const std::string& kind, model::JobState state, const std::string& via) {
    model::Job job;
    job.id = base::random_id();
    job.kind = kind;
    job.state = state;
    job.via = via;
    job.ended = base::format_instant(clock.now());
    job.request = Json::object();
    job.error = {{"code", "io"}, {"what", "cannot read /srv/runs/secret/Data/patient.bcl"}};
    return job;
  }
  std::vector<model::Mail> mails() {
    return *directory.touch<std::vector<model::Mail>>(
        [](store::Database& database) { return store::recent_mails(database, 100); });
  }
  std::size_t failing() {
    return directory
        .touch<std::vector<model::Mail>>(
            [&](store::Database& database) { return failing_mails(database, clock.now()); })
        ->size();
  }
};

}  // namespace runseal::service
