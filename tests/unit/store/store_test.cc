#include <gtest/gtest.h>

#include "base/text.h"
#include "store/captures.h"
#include "store/lists.h"
#include "store/outbox.h"
#include "store/records.h"
#include "support/temporary.h"

namespace runseal::store {
namespace {

struct StoreTest : testing::Test {
  test::TemporaryFolder folder;
  Database database = *Database::open(folder / "runseal.db");

  model::Device device(const std::string& id) {
    model::Device device;
    device.id = id;
    device.name = "Pārbaudes ierīce '; DROP TABLE device; --";
    device.connections = {"smb://nas01/runs"};
    return device;
  }
};

TEST_F(StoreTest, ARecordComesBackAsItWasSavedAndSqlInItIsOnlyText) {
  ASSERT_TRUE(add_entry(database, "e1", Json{{"kind", "device"}}));
  ASSERT_TRUE(save_device(database, device("a"), "e1"));
  const auto found = find_device(database, "a");
  ASSERT_TRUE(found && *found);
  EXPECT_EQ(Json((*found)->record), Json(device("a")));
  EXPECT_FALSE((*found)->evidence.has_value()) << "not in the log yet";
  ASSERT_TRUE(place_entry(database, "e1", 7));
  EXPECT_EQ((*find_device(database, "a"))->evidence, 7U);
}

TEST_F(StoreTest, ARecordWithoutItsEvidenceEntryIsRefused) {
  EXPECT_FALSE(save_device(database, device("a"), "nowhere"));
}

TEST_F(StoreTest, ATransactionThatFailsLeavesNothing) {
  const auto outcome = database.transaction([&]() -> Result<> {
    RUNSEAL_CHECK(add_entry(database, "e1", Json::object()));
    RUNSEAL_CHECK(save_device(database, device("a"), "e1"));
    return fail(ErrorCode::io, "the disk went away");
  });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().what, "the disk went away");
  EXPECT_TRUE(all_devices(database)->empty());
  EXPECT_TRUE(pending_entries(database)->empty());
}

TEST_F(StoreTest, EntriesWaitInTheirOrderUntilTheyHaveAPosition) {
  for (const auto* id : {"z", "a", "m"}) ASSERT_TRUE(add_entry(database, id, Json{{"id", id}}));
  ASSERT_TRUE(place_entry(database, "a", 0));
  const auto pending = pending_entries(database);
  ASSERT_TRUE(pending && pending->size() == 2);
  EXPECT_EQ(pending->at(0).entry_id, "z");
  EXPECT_EQ(pending->at(1).entry_id, "m");
}

TEST_F(StoreTest, TheMeasurementRecordedLastCountsWhateverTheClockSaid) {
  for (const auto* at : {"2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z", "2026-01-01T00:00:00.000Z"}) {
    Measurement measurement;
    measurement.observation.id = at;
    measurement.observation.endpoint = "smb://nas01/runs";
    measurement.observation.at = at;
    ASSERT_TRUE(add_entry(database, at, Json::object()));
    ASSERT_TRUE(save_measurement(database, measurement, at));
  }
  EXPECT_EQ((*latest_measurement(database, "smb://nas01/runs"))->record.observation.at, "2026-01-01T00:00:00.000Z");
  EXPECT_FALSE((*latest_measurement(database, "smb://nas02/runs")).has_value());
}

TEST_F(StoreTest, ARunsStoryIsToldInTheOrderItWasRecorded) {
  for (const auto* id : {"z", "a", "m"}) {
    model::RunEvent event;
    event.id = id;
    event.run = std::string(id) == "a" ? "another" : "240508_M00001";
    event.kind = "sealed";
    event.details = Json{{"files", 3}};
    ASSERT_TRUE(add_entry(database, id, Json::object()));
    ASSERT_TRUE(save_run_event(database, event, id));
  }
  const auto story = run_events(database, "240508_M00001");
  ASSERT_TRUE(story && story->size() == 2);
  EXPECT_EQ(story->at(0).record.id, "z");
  EXPECT_EQ(story->at(1).record.details["files"], 3);
  EXPECT_EQ(run_events(database)->size(), 3U);
}

TEST_F(StoreTest, ANodeIsFoundByItsNameAndByItsKeyAndTwoCannotShareAKey) {
  ASSERT_TRUE(add_entry(database, "e1", Json::object()));
  model::Node node{"gateway", "ssh-ed25519 AAAA", "127.0.0.1:4433", "", "2026-03-01T08:00:00.000Z", "", ""};
  ASSERT_TRUE(save_node(database, node, "e1"));
  node.revoked = "2026-03-02T08:00:00.000Z";
  ASSERT_TRUE(save_node(database, node, "e1"));
  EXPECT_EQ((*find_node(database, "gateway"))->record.revoked, node.revoked);
  EXPECT_EQ((*find_node_by_key(database, node.key))->record.name, "gateway");
  EXPECT_FALSE((*find_node_by_key(database, "ssh-ed25519 BBBB")).has_value());
  node.name = "impostor";
  EXPECT_FALSE(save_node(database, node, "e1"));
  EXPECT_EQ(all_nodes(database)->size(), 1U);
}

// Takes the file back to the form it had after that many migrations.
void take_back_to(Database& database, int form) {
  const std::vector<std::vector<const char*>> later = {
      {"run_event", "node"},
      {"session", "api_token", "login_link", "account", "job", "schedule"},
      {"connection", "grade", "device_connection", "inventory", "notice_correction"},
      {},
      {"known_browser", "wrong_attempt"},
      {"alerts_taken", "mail_alert", "mail"},
      {"captured_file", "captured_flow", "capture"},
      {"captured_file_list", "captured_flow_list"}};
  for (auto number = later.size(); number-- > static_cast<std::size_t>(form) - 1;)  // tables name those before them
    for (const auto* table : later[number]) ASSERT_TRUE(database.execute(std::string("DROP TABLE ") + table)) << table;
  for (const auto* index :
       {"device_by_entry", "run_event_failed", "evidence_by_kind", "evidence_by_subject", "evidence_by_time"})
    ASSERT_TRUE(database.execute(std::string("DROP INDEX IF EXISTS ") + index));
  ASSERT_TRUE(database.execute("PRAGMA user_version = " + std::to_string(form)));
}

TEST_F(StoreTest, AFileInTheFirstFormIsBroughtToThisOneAndKeepsItsRecords) {
  ASSERT_TRUE(add_entry(database, "e1", Json::object()));
  ASSERT_TRUE(save_device(database, device("a"), "e1"));
  take_back_to(database, 1);
  EXPECT_EQ(Database::open_existing(folder / "runseal.db").error().code, ErrorCode::conflict);
  database = *Database::open(folder / "runseal.db");
  EXPECT_TRUE((*find_device(database, "a")).has_value());
  EXPECT_TRUE(run_events(database)->empty());
}

// What lists are read from is made of the records that are there, as it would have been made when they were saved.
TEST_F(StoreTest, AFileInTheThirdFormGetsTheListsOfItsRecords) {
  ASSERT_TRUE(add_entry(database, "e1", Json::object()));
  ASSERT_TRUE(save_device(database, device("a"), "e1"));
  const auto measured = [&](const std::string& id, model::Protection grade, bool accepted) {
    Measurement measurement;
    measurement.observation.id = id;
    measurement.observation.endpoint = "smb://nas01/runs";
    measurement.observation.at = "2026-01-01T00:00:00.000Z";
    measurement.observation.method = "probe";
    measurement.observation.protocol = "smb";
    measurement.observation.complete = true;
    auto& assessment = measurement.assessment;
    assessment.integrity.grade = grade;
    assessment.confidentiality.grade = model::Protection::optional;
    assessment.peer_authenticity.grade = model::Protection::protected_;
    model::Finding finding;
    finding.severity = model::Severity::critical;
    if (accepted) finding.accepted = model::Acceptance{"Anna", "because", "2026-12-31"};
    assessment.findings.push_back(finding);
    finding.accepted.reset();
    finding.severity = model::Severity::medium;
    assessment.findings.push_back(finding);
    ASSERT_TRUE(add_entry(database, id, Json::object()));
    ASSERT_TRUE(save_measurement(database, measurement, id));
    ASSERT_TRUE(place_entry(database, id, id == "m1" ? 1 : 2));
  };
  measured("m1", model::Protection::absent, false);
  measured("m2", model::Protection::optional, true);
  const auto everything = [&] {
    std::vector<std::string> rows;
    for (const auto* table : {"SELECT json_array(id, name, site, role, catalogue_number, serial, operating_system, "
                              "connections, words) FROM inventory",
                              "SELECT json_array(endpoint, device_id) FROM device_connection",
                              "SELECT json_array(measurement_id, endpoint, sequence, at, method, protocol, complete, "
                              "integrity, confidentiality, peer_authenticity, worst, findings, trend) FROM grade",
                              "SELECT json_array(endpoint, host, protocol, devices, measurement_id, at, complete, "
                              "integrity, confidentiality, peer_authenticity, worst, findings, words) FROM connection"})
      rows.push_back(base::join(*database.texts(table), "\n"));
    return rows;
  };
  const auto kept = everything();
  take_back_to(database, 3);
  database = *Database::open(folder / "runseal.db");
  EXPECT_EQ(everything(), kept);

  const auto connections = list_connections(database, {});
  ASSERT_TRUE(connections && connections->items.size() == 1);
  const auto& row = connections->items[0];
  EXPECT_EQ(row.measurement_id, "m2");
  EXPECT_EQ(row.devices, 1U);
  EXPECT_EQ(row.integrity, model::Protection::optional);
  EXPECT_EQ(row.worst, model::Severity::medium) << "the critical one is accepted";
  EXPECT_EQ(row.evidence, 2U);
}

// As the eighth form had them: with the words beside the JSON, and without what is narrow.
void take_back_to_wide_lists(Database& database) {
  for (const std::string table : {"captured_flow", "captured_file"}) {
    ASSERT_TRUE(database.execute("ALTER TABLE " + table + " ADD COLUMN words TEXT NOT NULL DEFAULT ''"));
    ASSERT_TRUE(database.execute("UPDATE " + table + " SET words = (SELECT l.words FROM " + table +
                                 "_list l WHERE l.capture_id = " + table + ".capture_id AND l.number = " + table +
                                 ".number)"));
    ASSERT_TRUE(database.execute("DROP TABLE " + table + "_list"));
  }
  for (const std::string column : {"operating_system", "connections"}) {
    ASSERT_TRUE(database.execute("DROP INDEX inventory_by_" + column));
    ASSERT_TRUE(database.execute("ALTER TABLE inventory DROP COLUMN " + column));
  }
  ASSERT_TRUE(database.execute("PRAGMA user_version = 8"));
}

TEST_F(StoreTest, AFileInTheEighthFormGetsNarrowListsOfItsCapturesAndDevices) {
  ASSERT_TRUE(add_entry(database, "e1", Json::object()));
  auto one = device("a");
  one.operating_system = "Windows 10";
  ASSERT_TRUE(save_device(database, one, "e1"));
  const Json seen{{"from", "2026-03-01T08:00:00.000Z"}};
  const auto flow = [&](const std::string& grade, std::uint64_t bytes, const Json& known) {
    Json row{{"client", "10.1.2.3"}, {"server", "nas01"}, {"device", known}, {"port", 445}, {"protocol", "smb"}};
    for (const auto* axis : {"integrity", "confidentiality", "peer_authenticity"}) row[axis] = {{"grade", grade}};
    row.update({{"flows", 2}, {"seen", seen}, {"bytes_to_server", bytes}, {"bytes_to_client", 1}});
    return row;
  };
  const auto file = [&](const std::string& path, std::uint64_t bytes) {
    return Json{{"path", path},       {"place", "runs"},   {"client", "10.1.2.3"},
                {"server", "nas01"},  {"device", nullptr}, {"bytes_read", bytes},
                {"bytes_written", 0}, {"seen", seen},      {"reason", "in clear"}};
  };
  CaptureRecord record;
  record.id = "c1";
  const std::vector flows{flow("protected", 10, "a"), flow("absent", 20, nullptr), flow("unknown", 5, nullptr)};
  ASSERT_TRUE(save_capture(database, record, flows, {file("B", 7), file("ā", 100), file("c", 20)}, "e1"));
  const auto numbers = [&](const auto& list, const std::string& sort, const std::string& search, const Where& where) {
    ListQuery query;
    query.sort = sort;
    query.search = search;
    const auto page = list(database, "c1", query, where);
    EXPECT_TRUE(page);
    Json out = Json::array();
    for (const auto& row : page->items) out.push_back(row.contains("path") ? row["path"] : row["bytes_to_server"]);
    return out;
  };
  const auto everything = [&] {
    return Json{numbers(captured_flows, "bytes", "", {}),
                numbers(captured_flows, "integrity", "", {}),
                numbers(captured_flows, "device", "", {{"confidentiality", "absent"}}),
                numbers(captured_files, "", "", {}),
                numbers(captured_files, "bytes_read", "", {}),
                numbers(captured_files, "path", "Ā nas", {}),
                *database.texts("SELECT json_array(id, operating_system, connections) FROM inventory")};
  };
  const auto kept = everything();
  EXPECT_EQ(
      kept,
      (Json{{5, 10, 20}, {5, 20, 10}, {20}, {"B", "ā", "c"}, {"B", "c", "ā"}, {"ā"}, {R"(["a","Windows 10",1])"}}));
  take_back_to_wide_lists(database);
  database = *Database::open(folder / "runseal.db");
  EXPECT_EQ(everything(), kept);
  ASSERT_TRUE(forget_capture(database, "c1"));
  EXPECT_EQ(*database.text("SELECT COUNT(*) FROM captured_file_list"), "0");
}

TEST_F(StoreTest, AFileFromANewerVersionIsRefusedAndADamagedOneIsSaidToBeDamaged) {
  ASSERT_TRUE(database.execute("PRAGMA user_version = 9999"));
  const auto newer = Database::open(folder / "runseal.db");
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().code, ErrorCode::conflict);
  test::write_file(folder / "broken.db", std::string(8192, 'x'));
  const auto broken = Database::open(folder / "broken.db");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::corrupt);
}

TEST_F(StoreTest, TheFileIsStrictHeldToItsKeysAndSurvivesReopening) {
  EXPECT_EQ(*database.text("PRAGMA journal_mode"), "wal");
  EXPECT_FALSE(database.execute("INSERT INTO checkpoint (size, note) VALUES ('many', 'x')"));
  ASSERT_TRUE(remember_checkpoint(database, 3, "note"));
  database = *Database::open(folder / "runseal.db");
  EXPECT_EQ(*remembered_checkpoints(database), std::vector<std::string>{"note"});
}

}  // namespace
}  // namespace runseal::store
