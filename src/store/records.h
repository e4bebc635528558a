// The records, each stored as its JSON with the id of the evidence entry that tells of it.
// Every function may fail with io or corrupt. Lists come in a stable order.
#pragma once

#include "model/audit.h"
#include "model/case.h"
#include "model/device.h"
#include "model/difference.h"
#include "model/notice.h"
#include "model/run.h"
#include "store/database.h"

namespace runseal::store {

// A record together with its position in the evidence log.
template <class T>
struct Kept {
  T record;
  std::optional<std::uint64_t> evidence;
};

struct Measurement {
  std::vector<std::string> devices;  // those that declared the endpoint when it was measured
  model::Observation observation;
  model::Assessment assessment;
};
RUNSEAL_JSON(Measurement)

Result<> save_notice(Database&, const model::Notice&, const std::string& entry_id);  // replaces the one with its id
Result<std::optional<Kept<model::Notice>>> find_notice(Database&, const std::string& id);
Result<std::vector<Kept<model::Notice>>> all_notices(Database&);

Result<> save_device(Database&, const model::Device&, const std::string& entry_id);  // replaces the one with its id
Result<std::optional<Kept<model::Device>>> find_device(Database&, const std::string& id);
Result<std::vector<Kept<model::Device>>> all_devices(Database&);

// `trend`: how it compares with the one before, where that is known.
Result<> save_measurement(Database&, const Measurement&, const std::string& entry_id,
                          std::optional<model::Trend> trend = {});
// The one recorded last: the clock of the machine may have been wrong.
Result<std::optional<Kept<Measurement>>> latest_measurement(Database&, const std::string& endpoint);
// The last one that could ask everything.
Result<std::optional<Kept<Measurement>>> latest_complete(Database&, const std::string& endpoint);
Result<std::optional<Kept<Measurement>>> find_measurement(Database&, const std::string& id);

Result<> save_action(Database&, const model::ActionRecord&, const std::string& entry_id);
Result<std::vector<Kept<model::ActionRecord>>> actions_of(Database&, const std::string& notice_id);  // oldest first
Result<> save_exception(Database&, const model::CaseException&, const std::string& entry_id);
Result<std::vector<Kept<model::CaseException>>> exceptions_of(Database&, const std::string& notice_id);

Result<> save_person(Database&, const model::Person&, const std::string& entry_id);
Result<std::optional<Kept<model::Person>>> find_person(Database&, const std::string& name);
Result<std::vector<Kept<model::Person>>> all_people(Database&);

Result<> save_reply(Database&, const model::Reply&, const std::string& entry_id);
Result<std::optional<Kept<model::Reply>>> find_reply(Database&, const std::string& id);

Result<> save_run_event(Database&, const model::RunEvent&, const std::string& entry_id);
// As they were recorded, oldest first; run empty: of all runs.
Result<std::vector<Kept<model::RunEvent>>> run_events(Database&, const std::string& run = {});

// Replaces the one with its name. Errors also: io, when another name has its key.
Result<> save_node(Database&, const model::Node&, const std::string& entry_id);
Result<std::optional<Kept<model::Node>>> find_node(Database&, const std::string& name);
Result<std::optional<Kept<model::Node>>> find_node_by_key(Database&, const std::string& key);
Result<std::vector<Kept<model::Node>>> all_nodes(Database&);

}  // namespace runseal::store
