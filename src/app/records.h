// The records that commands show and change: those of the data directory, or those of a running service (--server).
// The commands print them the same way, wherever they came from.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/context.h"
#include "notice/inventory.h"
#include "service/case_book.h"
#include "service/notice_bundle.h"
#include "service/pairing.h"
#include "service/plan.h"
#include "store/records.h"

namespace runseal::app::records {

// "taken in" or "built in"
struct ListedNotice {
  std::string id;
  std::string date;
  std::string title;
  std::string from;
};
Result<std::vector<ListedNotice>> notices(const Context& context);
Result<Json> notice(const Context& context, const std::string& id);  // as service::notice_document

// A letter that was read, and how to take it in once a person has confirmed it.
struct Reading {
  model::Notice notice;
  std::function<Result<service::TakenIn>()> take_in;
};
Result<Reading> read_letter(const Context& context, const std::string& file, const std::string& by, bool replace,
                            const std::string& why);

struct Matched {
  std::string notice_id;
  std::vector<model::Match> matches;  // by device
  std::uint64_t evidence = 0;
};
Result<Matched> match(const Context& context, const std::string& notice_id);

Result<std::vector<model::Device>> devices(const Context& context);  // by id
struct ShownDevice {
  model::Device device;
  std::map<std::string, model::Assessment> latest;  // of its connections
};
Result<ShownDevice> device(const Context& context, const std::string& id);
// An inventory from a CSV file: all of it, or with `keep_good` what has no problems.
struct ImportedInventory {
  notice::Inventory inventory;
  std::uint64_t count = 0;  // of its devices
  bool saved = false;
};
// `all`: the devices themselves are wanted, not only how many. A service tells at most the first hundred: usage.
Result<ImportedInventory> import_inventory(const Context& context, const std::string& file, bool keep_good, bool all,
                                           const std::string& why);
Result<std::uint64_t> add_device(const Context& context, const model::Device& device);
// `change` gets the device as it is now. The device afterwards, and its evidence.
struct ChangedDevice {
  model::Device device;
  std::uint64_t evidence = 0;
};
Result<ChangedDevice> change_device(const Context& context, const std::string& id, const std::string& why,
                                    const std::function<Result<model::Device>(model::Device, Instant)>& change);

// As service::plan_for. With a service its policy is in force.
Result<std::vector<model::ConnectionPlan>> plan(const Context& context, const std::vector<std::string>& names,
                                                const std::optional<base::Path>& policy);

Result<model::Case> case_of(const Context& context, const std::string& notice_id);
// `why`: it was stated before, and is said anew.
Result<std::uint64_t> state(const Context& context, const std::string& notice_id, const service::Statement& statement,
                            const std::string& why);

using RunEvent = store::Kept<model::RunEvent>;
// By run, then as they happened; `run` empty: of all.
Result<std::map<std::string, std::vector<RunEvent>>> run_events(const Context& context, const std::string& run = {});

struct CheckedLog {
  evidence::Verification verification;
  std::size_t known = 0;      // earlier checkpoints that it was held against
  std::string without_store;  // why there were none
};
// By the service, which reads all of its log again. Whoever does not trust it reads a copy of the log.
Result<CheckedLog> check_log(const Context& context);

using Entries = std::vector<std::pair<std::uint64_t, Json>>;
// Of the service alone: entry `wanted`, or the last `most`; oldest first.
Result<Entries> entries(const Context& context, std::optional<std::uint64_t> wanted, std::uint64_t most);
Result<std::string> proof(const Context& context, std::uint64_t index);  // of the service alone; as tlog-proof
Result<std::string> log_key(const Context& context);
Result<service::NoticeBundle> bundle(const Context& context, const std::string& notice_id);

Result<std::vector<model::Node>> nodes(const Context& context);
Result<std::string> invite(const Context& context, const service::InviteRequest& request);
Result<service::Accepted> accept_invitation(const Context& context, const std::string& line, const std::string& name);
Result<model::Node> complete_pairing(const Context& context, const std::string& line);
Result<model::Node> revoke_node(const Context& context, const std::string& name, const std::string& why);

}  // namespace runseal::app::records
