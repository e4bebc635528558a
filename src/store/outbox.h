// The bridge between the records and the evidence log: an entry is written here in the same transaction as the record
// it is about, and gets its position when the log has it durably. So neither can exist without the other for long, and
// never after a restart.
#pragma once

#include "store/database.h"

namespace runseal::store {

struct Pending {
  std::string entry_id;
  Json body;
};

Result<> add_entry(Database&, const std::string& entry_id, const Json& body);
Result<std::vector<Pending>> pending_entries(Database&);  // oldest first
Result<> place_entry(Database&, const std::string& entry_id, std::uint64_t position);
Result<std::optional<std::uint64_t>> position_of(Database&, const std::string& entry_id);

// Signed checkpoints of the evidence log that this store has seen: what the log is held against later.
Result<> remember_checkpoint(Database&, std::uint64_t size, const std::string& note);
Result<std::vector<std::string>> remembered_checkpoints(Database&);  // smallest first; at most the newest 1000

}  // namespace runseal::store
