#include "store/records.h"

#include "base/json_fields.h"
#include "store/lists.h"
#include "store/rows.h"

namespace runseal::store {

RUNSEAL_JSON_FIELDS(Measurement, devices, observation, assessment)

using namespace rows;

namespace {

// a record that belongs to a notice; older ones stay
Result<> add(Database& database, const std::string& table, const std::string& notice_id, const Json& body,
             const std::string& entry_id) {
  return database.execute("INSERT INTO " + table + " (notice_id, body, entry_id) VALUES (:1, :2, :3)",
                          {notice_id, text(body), entry_id});
}

}  // namespace

Result<> save_notice(Database& database, const model::Notice& notice, const std::string& entry_id) {
  return put(database, "notice", "id", notice.id, notice, entry_id);
}
Result<std::optional<Kept<model::Notice>>> find_notice(Database& database, const std::string& id) {
  return one<model::Notice>(database, "notice", "WHERE t.id = :1", id);
}
Result<std::vector<Kept<model::Notice>>> all_notices(Database& database) {
  return many<model::Notice>(database, "notice", "ORDER BY t.id");
}

Result<> save_device(Database& database, const model::Device& device, const std::string& entry_id) {
  RUNSEAL_CHECK(put(database, "device", "id", device.id, device, entry_id));
  return list_device(database, device);
}
Result<std::optional<Kept<model::Device>>> find_device(Database& database, const std::string& id) {
  return one<model::Device>(database, "device", "WHERE t.id = :1", id);
}
Result<std::vector<Kept<model::Device>>> all_devices(Database& database) {
  return many<model::Device>(database, "device", "ORDER BY t.id");
}

Result<> save_measurement(Database& database, const Measurement& measurement, const std::string& entry_id,
                          std::optional<model::Trend> trend) {
  const auto& observation = measurement.observation;
  RUNSEAL_CHECK(
      database.execute("INSERT INTO measurement (id, endpoint, at, body, entry_id) VALUES (:1, :2, :3, :4, :5)",
                       {observation.id, observation.endpoint, observation.at, text(measurement), entry_id}));
  return list_measurement(database, measurement, entry_id, trend);
}
Result<std::optional<Kept<Measurement>>> latest_measurement(Database& database, const std::string& endpoint) {
  return one<Measurement>(database, "measurement",
                          "WHERE t.id = (SELECT measurement_id FROM grade WHERE endpoint = :1 ORDER BY sequence DESC "
                          "LIMIT 1)",
                          endpoint);
}
Result<std::optional<Kept<Measurement>>> latest_complete(Database& database, const std::string& endpoint) {
  return one<Measurement>(
      database, "measurement",
      "WHERE t.id = (SELECT measurement_id FROM grade WHERE endpoint = :1 AND complete ORDER BY sequence DESC LIMIT 1)",
      endpoint);
}

Result<std::optional<Kept<Measurement>>> find_measurement(Database& database, const std::string& id) {
  return one<Measurement>(database, "measurement", "WHERE t.id = :1", id);
}

Result<> save_action(Database& database, const model::ActionRecord& action, const std::string& entry_id) {
  return add(database, "action", action.notice_id, action, entry_id);
}
Result<std::vector<Kept<model::ActionRecord>>> actions_of(Database& database, const std::string& notice_id) {
  return many<model::ActionRecord>(database, "action", "WHERE t.notice_id = :1 ORDER BY t.id", {notice_id});
}

Result<> save_exception(Database& database, const model::CaseException& exception, const std::string& entry_id) {
  return add(database, "exception", exception.notice_id, exception, entry_id);
}
Result<std::vector<Kept<model::CaseException>>> exceptions_of(Database& database, const std::string& notice_id) {
  return many<model::CaseException>(database, "exception", "WHERE t.notice_id = :1 ORDER BY t.id", {notice_id});
}

Result<> save_person(Database& database, const model::Person& person, const std::string& entry_id) {
  return put(database, "person", "name", person.name, person, entry_id);
}
Result<std::optional<Kept<model::Person>>> find_person(Database& database, const std::string& name) {
  return one<model::Person>(database, "person", "WHERE t.name = :1", name);
}
Result<std::vector<Kept<model::Person>>> all_people(Database& database) {
  return many<model::Person>(database, "person", "ORDER BY t.name");
}

Result<> save_reply(Database& database, const model::Reply& reply, const std::string& entry_id) {
  return database.execute("INSERT INTO reply (id, notice_id, body, entry_id) VALUES (:1, :2, :3, :4)",
                          {reply.id, reply.notice_id, text(reply), entry_id});
}

Result<std::optional<Kept<model::Reply>>> find_reply(Database& database, const std::string& id) {
  return one<model::Reply>(database, "reply", "WHERE t.id = :1", id);
}

Result<> save_run_event(Database& database, const model::RunEvent& event, const std::string& entry_id) {
  return database.execute("INSERT INTO run_event (id, run, body, entry_id) VALUES (:1, :2, :3, :4)",
                          {event.id, event.run, text(event), entry_id});
}
Result<std::vector<Kept<model::RunEvent>>> run_events(Database& database, const std::string& run) {
  if (run.empty()) return many<model::RunEvent>(database, "run_event", "ORDER BY e.sequence");
  return many<model::RunEvent>(database, "run_event", "WHERE t.run = :1 ORDER BY e.sequence", {run});
}

Result<> save_node(Database& database, const model::Node& node, const std::string& entry_id) {
  return database.execute(
      "INSERT INTO node (name, key, body, entry_id) VALUES (:1, :2, :3, :4) ON CONFLICT (name) DO UPDATE SET "
      "key = excluded.key, body = excluded.body, entry_id = excluded.entry_id",
      {node.name, node.key, text(node), entry_id});
}
Result<std::optional<Kept<model::Node>>> find_node(Database& database, const std::string& name) {
  return one<model::Node>(database, "node", "WHERE t.name = :1", name);
}
Result<std::optional<Kept<model::Node>>> find_node_by_key(Database& database, const std::string& key) {
  return one<model::Node>(database, "node", "WHERE t.key = :1", key);
}
Result<std::vector<Kept<model::Node>>> all_nodes(Database& database) {
  return many<model::Node>(database, "node", "ORDER BY t.name");
}

}  // namespace runseal::store
