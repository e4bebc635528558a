// bench_lists FOLDER [DEVICES] [OBSERVATIONS]  fills a data directory and measures every list of the console on it
//
// The rows are written into the store alone, in the form before the lists were kept, so that the migration that fills
// them is measured as well. Five devices of a hundred are affected by the built-in notice, one comes near.
#include <chrono>
#include <iostream>
#include <random>

#include "console/route.h"
#include "service/directory.h"
#include "service/doorkeeper.h"
#include "service/hub.h"
#include "service/jobs.h"
#include "store/captures.h"

namespace runseal {
namespace {

using Clock = std::chrono::steady_clock;
double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void must(const Result<>& done) {
  if (done) return;
  std::cerr << done.error().describe() << '\n';
  std::exit(3);
}

constexpr const char* back_to_form_three[] = {"DROP TABLE captured_file_list",
                                              "DROP TABLE captured_flow_list",
                                              "DROP TABLE captured_file",
                                              "DROP TABLE captured_flow",
                                              "DROP TABLE capture",
                                              "DROP TABLE alerts_taken",
                                              "DROP TABLE mail_alert",
                                              "DROP TABLE mail",
                                              "DROP TABLE known_browser",
                                              "DROP TABLE wrong_attempt",
                                              "DROP TABLE connection",
                                              "DROP TABLE grade",
                                              "DROP TABLE device_connection",
                                              "DROP TABLE inventory",
                                              "DROP TABLE notice_correction",
                                              "DROP INDEX device_by_entry",
                                              "DROP INDEX run_event_failed",
                                              "DROP INDEX evidence_by_kind",
                                              "DROP INDEX evidence_by_subject",
                                              "DROP INDEX evidence_by_time"};

constexpr const char* devices = R"sql(
INSERT INTO device (id, body, entry_id)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(:1 AS INTEGER))
SELECT printf('device-%06d', i),
       json_object('id', printf('device-%06d', i), 'site', 'Site ' || (i % 40),
                   'name', CASE WHEN i % 100 = 7 THEN 'MiSeqDx' ELSE 'Device number ' || i END,
                   'manufacturer', 'Maker ' || (i % 20),
                   'catalogue_number', CASE WHEN i % 100 < 5 THEN '20068232' ELSE 'C-' || i END,
                   'udi_di', '', 'udi', '', 'serial', printf('S%08d', i * 7919 % 100000000),
                   'role', CASE i % 3 WHEN 0 THEN 'sequencer' WHEN 1 THEN 'computer' ELSE 'storage' END,
                   'operating_system', 'Windows 10', 'software_version', '4.' || (i % 9), 'modes', json_array('Dx'),
                   'connections', json_array(printf('smb://nas%05d/runs', i), printf('smb://shared%03d/runs', i % 200)),
                   'hosts', json_array(), 'tunnels', json_array()),
       printf('d%06d', i)
  FROM n)sql";
constexpr const char* entries_of_devices = R"sql(
INSERT INTO evidence (entry_id, body, position, sequence)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(:1 AS INTEGER))
SELECT printf('d%06d', i), '{"kind":"device","at":"2026-01-01T00:00:00.000Z"}', i + 10, i + 10 FROM n)sql";
constexpr const char* entries_of_measurements = R"sql(
INSERT INTO evidence (entry_id, body, position, sequence)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(:1 AS INTEGER))
SELECT printf('m%07d', i), '{"kind":"observation","at":"2026-01-01T00:00:00.000Z"}', i + 1000000, i + 1000000 FROM n
)sql";
constexpr const char* measurements = R"sql(
INSERT INTO measurement (id, endpoint, at, body, entry_id)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(:1 AS INTEGER)),
m AS (SELECT i, CASE WHEN i % 10 = 0 THEN printf('smb://shared%03d/runs', i / 10 % 200)
                     ELSE printf('smb://nas%05d/runs', 1 + i % CAST(:2 AS INTEGER)) END AS endpoint,
             strftime('%Y-%m-%dT%H:%M:%f', 1767225600 + i, 'unixepoch') || 'Z' AS at,
             CASE i % 4 WHEN 0 THEN 'protected' WHEN 1 THEN 'absent' WHEN 2 THEN 'optional' ELSE 'unknown' END AS grade
        FROM n)
SELECT printf('o%07d', i), endpoint, at,
       json_object('devices', json_array(),
         'observation', json_object('id', printf('o%07d', i), 'endpoint', endpoint, 'method', 'probe', 'protocol', 'smb',
           'at', at, 'version', '0.1.0', 'duration_ms', 12, 'complete', json('true'), 'failure', '',
           'facts', json_object('smb.signing-required', json_object('value', json('false'), 'exchange', 'negotiate')),
           'exchanges', json_array(json_object('label', 'negotiate', 'question', 'offered SMB 2.0.2 to 3.1.1',
             'answer_hex', hex(zeroblob(120)), 'answer_bytes', 120, 'outcome', 'answered'))),
         'assessment', json_object('observation_id', printf('o%07d', i), 'endpoint', endpoint, 'at', at,
           'integrity', json_object('grade', grade, 'reason', 'as measured'),
           'confidentiality', json_object('grade', grade, 'reason', 'as measured'),
           'peer_authenticity', json_object('grade', grade, 'reason', 'as measured'),
           'findings', CASE grade WHEN 'protected' THEN json_array() ELSE json_array(json_object('id', 'smb.signing',
             'severity', 'high', 'title', 'Signing is not required', 'explanation', 'Anybody can change files.',
             'harms', json_array('wrong-results'), 'clauses', json_array(), 'remedies', json_array(),
             'facts', json_array('smb.signing-required'), 'accepted', NULL)) END,
           'would_settle', json_array())),
       printf('m%07d', i)
  FROM m)sql";

void fill(const base::Path& folder, const std::string& device_count, const std::string& observation_count) {
  service::Directory directory(folder);
  must(directory.prepare());
  auto database = store::Database::open(folder / "runseal.db");
  must(database->execute("PRAGMA synchronous = OFF"));
  for (const auto* sql : back_to_form_three) must(database->execute(sql));
  must(database->transaction([&]() -> Result<> {
    RUNSEAL_CHECK(database->execute(entries_of_devices, {device_count}));
    RUNSEAL_CHECK(database->execute(devices, {device_count}));
    RUNSEAL_CHECK(database->execute(entries_of_measurements, {observation_count}));
    return database->execute(measurements, {observation_count, device_count});
  }));
  must(database->execute("PRAGMA user_version = 3"));
}

class Asker {
 public:
  explicit Asker(const base::Path& folder)
      : directory_(folder), door_(directory_), jobs_(directory_, hub_, {}), console_{directory_, hub_, jobs_, door_} {
    caller_.account = "anna";
    caller_.full_name = "Anna";
  }

  struct Answered {
    double ms = 0;
    std::size_t bytes = 0;
  };
  Answered ask(const std::string& path, const std::map<std::string, std::string>& query) {
    const auto found = console::find_route(console::all_routes(), console::Method::get, "/api/v1" + path);
    console::Request request;
    request.path = "/api/v1" + path;
    request.query = query;
    request.params = found->params;
    const auto start = Clock::now();
    const auto answer = found->route->handler(console_, request, caller_);
    const auto took = ms_since(start);
    if (!answer) must(fail(answer.error()));
    return {took, answer->body.size()};
  }

 private:
  service::Directory directory_;
  service::Hub hub_;
  service::Doorkeeper door_;
  service::Jobs jobs_;
  service::Caller caller_;
  console::Console console_;
};

struct Question {
  std::string name;
  std::string path;
  std::map<std::string, std::string> query;
  bool anywhere = false;  // with another offset each time
};

const std::vector<Question> questions = {
    {"devices", "/devices", {}, true},
    {"devices by name, 500", "/devices", {{"sort", "name"}, {"limit", "500"}}, true},
    {"devices by serial, descending", "/devices", {{"sort", "serial"}, {"descending", "1"}}, true},
    {"devices by operating system", "/devices", {{"sort", "operating_system"}}, true},
    {"devices by connections, descending", "/devices", {{"sort", "connections"}, {"descending", "1"}}, true},
    {"devices, search", "/devices", {{"search", "number 4242"}}},
    {"devices, search for nothing, by site", "/devices", {{"search", "no such device"}, {"sort", "site"}}},
    {"one device", "/devices/device-004242", {}},
    {"connections", "/connections", {}, true},
    {"connections by worst", "/connections", {{"sort", "worst"}, {"descending", "1"}, {"limit", "500"}}, true},
    {"connections by protocol", "/connections", {{"sort", "protocol"}}, true},
    {"connections, search", "/connections", {{"search", "shared01"}}},
    {"connections, unprotected", "/connections", {{"state", "unprotected"}}, true},
    {"one connection", "/connection", {{"endpoint", "smb://nas04242/runs"}}},
    {"one connection of 500 devices, 500 measurements", "/connection", {{"endpoint", "smb://shared042/runs"}}},
    {"plan", "/plan", {}},
    {"notices", "/notices", {}},
    {"matches", "/notices/FSN2024-1562/matches", {{"limit", "500"}}, true},
    {"matches, search", "/notices/FSN2024-1562/matches", {{"search", "number 42"}}},
    {"case (5 % affected)", "/notices/FSN2024-1562/case", {}},
    {"replies", "/replies", {}},
    {"overview", "/overview", {}},
    {"files of a capture, 100,000", "/captures/c1/files", {}},
    {"files, search", "/captures/c1/files", {{"search", "l001_00042"}}},
    {"files, search for what all have, by path", "/captures/c1/files", {{"search", "fastq"}, {"sort", "path"}}},
    {"files, by bytes, descending", "/captures/c1/files", {{"sort", "bytes_read"}, {"descending", "1"}}},
    {"files, by reason", "/captures/c1/files", {{"sort", "reason"}}},
};

// A capture with a hundred thousand files that crossed readable.
void add_capture(const base::Path& folder) {
  std::vector<Json> files;
  for (std::uint64_t i = 0; i < 100'000; ++i)
    files.push_back(
        {{"client", "10.1.2." + std::to_string(i % 200)},
         {"server", "nas01.lab.example"},
         {"port", 445},
         {"place", "runs"},
         {"path", fmt::format("240508_M0{:04}/Data/Sample_{}_L001_{:05}.fastq.gz", i % 37, i * 7919 % 5000, i)},
         {"bytes_read", i * 104'729 % 1'000'003},
         {"bytes_written", i % 4096},
         {"seen", {{"from", "2026-03-01T08:00:00.000Z"}, {"to", "2026-03-01T08:10:00.000Z"}}},
         {"ways", {"SMB 3.1.1"}},
         {"reason", i % 3 == 0 ? "nothing encrypts it" : "the session of a guest cannot be encrypted"},
         {"device", nullptr},
         {"files", 1},
         {"folder", false}});
  service::Directory directory(folder);
  must(directory.prepare());
  must(directory.write<void>({"bench", "", ""}, [&](service::Workspace& workspace) -> Result<> {
    store::CaptureRecord record;
    record.id = "c1";
    record.at = "2026-03-01T09:00:00.000Z";
    record.file_name = "friday.pcap";
    const auto start = Clock::now();
    RUNSEAL_CHECK(workspace.record(service::Change{"capture", "friday.pcap", Json::object(),
                                                   [&](store::Database& database, const std::string& entry) {
                                                     return store::save_capture(database, record, {}, files, entry);
                                                   }}));
    fmt::print("a capture with 100,000 files saved in {:.1f} s\n", ms_since(start) / 1000);
    return {};
  }));
}

void measure(const base::Path& folder, std::uint64_t device_count) {
  Asker asker(folder);
  std::mt19937 random(7);  // the same each time
  fmt::print("{:50} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "milliseconds", "first", "p50", "p99", "most", "bytes");
  for (const auto& question : questions) {
    std::vector<double> all;
    std::size_t bytes = 0;
    for (int i = 0; i < 101; ++i) {
      auto query = question.query;
      if (question.anywhere && i > 0) query["offset"] = std::to_string(random() % (device_count * 9 / 10));
      const auto answered = asker.ask(question.path, query);
      all.push_back(answered.ms);
      bytes = std::max(bytes, answered.bytes);
    }
    const auto first = all.front();
    all.erase(all.begin());
    std::ranges::sort(all);
    fmt::print("{:50} {:9.1f} {:9.1f} {:9.1f} {:9.1f} {:9}\n", question.name, first, all[all.size() / 2],
               all[all.size() * 99 / 100 - 1], all.back(), bytes);
    std::cout.flush();
  }
}

int run(const std::vector<std::string>& arguments) {
  const base::Path folder = arguments.at(0);
  const auto device_count = arguments.size() > 1 ? arguments[1] : "100000";
  const auto observation_count = arguments.size() > 2 ? arguments[2] : "1000000";
  if (!std::filesystem::exists(folder / "runseal.db")) {
    auto start = Clock::now();
    fill(folder, device_count, observation_count);
    fmt::print("{} devices and {} observations written in {:.1f} s\n", device_count, observation_count,
               ms_since(start) / 1000);
    start = Clock::now();
    if (const auto migrated = store::Database::open(folder / "runseal.db"); !migrated) must(fail(migrated.error()));
    fmt::print("brought to the form with lists in {:.1f} s; the file has {} MB\n", ms_since(start) / 1000,
               std::filesystem::file_size(folder / "runseal.db") / 1000000);
    add_capture(folder);
  }
  measure(folder, std::stoull(device_count));
  return 0;
}

}  // namespace
}  // namespace runseal

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  return runseal::run({argv + 1, argv + argc});
}
