// How the columns that lists are read from are kept.
#include <set>

#include "base/endpoint.h"
#include "base/text.h"
#include "store/lists.h"

namespace runseal::store {
namespace {

template <class E>
std::string number(E value) {
  return std::to_string(static_cast<int>(value));
}

std::string words_of(const model::Device& device) {
  std::vector<std::string> parts{device.id,
                                 device.name,
                                 device.site,
                                 device.serial,
                                 device.udi_di,
                                 device.catalogue_number,
                                 device.manufacturer,
                                 device.operating_system,
                                 device.software_version,
                                 std::string(base::name_of(device.role))};
  parts.insert(parts.end(), device.connections.begin(), device.connections.end());
  parts.insert(parts.end(), device.hosts.begin(), device.hosts.end());
  return base::fold_case(base::join(parts, "\n"));
}

Result<> ensure_connection(Database& database, const std::string& endpoint) {
  const auto parsed = base::parse_endpoint(endpoint);
  return database.execute(
      "INSERT INTO connection (endpoint, host, protocol, words) VALUES (:1, :2, :3, :4) ON CONFLICT DO NOTHING",
      {endpoint, parsed ? parsed->host : "", parsed ? parsed->scheme : "", base::fold_case(endpoint)});
}

Result<> declare(Database& database, const std::string& device, const std::string& endpoint) {
  RUNSEAL_CHECK(ensure_connection(database, endpoint));
  RUNSEAL_CHECK(
      database.execute("INSERT INTO device_connection (endpoint, device_id) VALUES (:1, :2)", {endpoint, device}));
  return database.execute("UPDATE connection SET devices = devices + 1 WHERE endpoint = :1", {endpoint});
}

// One that was never measured is gone with the last device that declared it.
Result<> take_back(Database& database, const std::string& device, const std::string& endpoint) {
  RUNSEAL_CHECK(
      database.execute("DELETE FROM device_connection WHERE endpoint = :1 AND device_id = :2", {endpoint, device}));
  RUNSEAL_CHECK(database.execute("UPDATE connection SET devices = devices - 1 WHERE endpoint = :1", {endpoint}));
  return database.execute("DELETE FROM connection WHERE endpoint = :1 AND devices = 0 AND measurement_id IS NULL",
                          {endpoint});
}

Result<> list_latest(Database& database, const std::string& endpoint) {
  RUNSEAL_CHECK(ensure_connection(database, endpoint));
  return database.execute(
      "UPDATE connection SET (measurement_id, protocol, at, complete, integrity, confidentiality, peer_authenticity, "
      "worst, findings) = (SELECT measurement_id, COALESCE(NULLIF(grade.protocol, ''), connection.protocol), "
      "rests_on, "
      "complete, integrity, confidentiality, peer_authenticity, worst, findings FROM grade "
      "WHERE endpoint = :1 ORDER BY sequence DESC LIMIT 1) WHERE endpoint = :1",
      {endpoint});
}

}  // namespace

namespace {

// With the columns that the table began with, for the migration that made it.
Result<> list_at_first(Database& database, const model::Device& device) {
  RUNSEAL_CHECK(database.execute(
      "INSERT INTO inventory (id, name, site, role, catalogue_number, serial, words) VALUES (:1, :2, :3, :4, :5, :6, "
      ":7) ON CONFLICT (id) DO UPDATE SET name = excluded.name, site = excluded.site, role = excluded.role, "
      "catalogue_number = excluded.catalogue_number, serial = excluded.serial, words = excluded.words",
      {device.id, device.name, device.site, std::string(base::name_of(device.role)), device.catalogue_number,
       device.serial, words_of(device)}));
  RUNSEAL_TRY(const auto listed,
              database.texts("SELECT endpoint FROM device_connection WHERE device_id = :1", {device.id}));
  const std::set<std::string> before(listed.begin(), listed.end());
  const std::set<std::string> now(device.connections.begin(), device.connections.end());
  for (const auto& endpoint : now)
    if (!before.contains(endpoint)) RUNSEAL_CHECK(declare(database, device.id, endpoint));
  for (const auto& endpoint : before)
    if (!now.contains(endpoint)) RUNSEAL_CHECK(take_back(database, device.id, endpoint));
  return {};
}

}  // namespace

Result<> list_device(Database& database, const model::Device& device) {
  RUNSEAL_CHECK(list_at_first(database, device));
  return database.execute("UPDATE inventory SET operating_system = :1, connections = CAST(:2 AS INTEGER) WHERE id = :3",
                          {device.operating_system, std::to_string(device.connections.size()), device.id});
}

Result<> list_measurement(Database& database, const Measurement& measurement, const std::string& entry_id,
                          std::optional<model::Trend> trend) {
  const auto& observation = measurement.observation;
  const auto& assessment = measurement.assessment;
  auto worst = model::Severity::info;
  for (const auto& finding : assessment.findings)
    if (!finding.accepted) worst = std::max(worst, finding.severity);
  RUNSEAL_CHECK(database.execute(
      "INSERT INTO grade (measurement_id, endpoint, sequence, at, rests_on, method, protocol, complete, integrity, "
      "confidentiality, peer_authenticity, worst, findings, trend) VALUES (:1, :2, (SELECT sequence FROM evidence "
      "WHERE entry_id = :3), :4, :5, :6, :7, CAST(:8 AS INTEGER), CAST(:9 AS INTEGER), CAST(:10 AS INTEGER), "
      "CAST(:11 AS INTEGER), CAST(:12 AS INTEGER), CAST(:13 AS INTEGER), :14)",
      {observation.id, observation.endpoint, entry_id, observation.at, assessment.at, observation.method,
       observation.protocol, observation.complete ? "1" : "0", number(assessment.integrity.grade),
       number(assessment.confidentiality.grade), number(assessment.peer_authenticity.grade), number(worst),
       std::to_string(assessment.findings.size()), trend ? std::string(base::name_of(*trend)) : ""}));
  return list_latest(database, observation.endpoint);
}

Result<> fill_lists(Database& database) {
  RUNSEAL_TRY(const auto devices, database.texts("SELECT id FROM device ORDER BY id"));
  for (const auto& id : devices) {
    RUNSEAL_TRY(const auto device, find_device(database, id));
    if (device) RUNSEAL_CHECK(list_at_first(database, device->record));
  }
  RUNSEAL_TRY(const auto endpoints, database.texts("SELECT DISTINCT endpoint FROM grade"));
  for (const auto& endpoint : endpoints) RUNSEAL_CHECK(list_latest(database, endpoint));
  return {};
}

}  // namespace runseal::store
