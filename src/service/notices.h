// Taking in notices, and matching the inventory with them.
#pragma once

#include "model/device.h"
#include "model/notice.h"
#include "notice/import.h"
#include "notice/inventory.h"
#include "service/workspace.h"

namespace runseal::service {

struct TakenIn {
  std::uint64_t evidence = 0;
  bool known_before = false;  // a notice with this reference was there and is replaced
};

// Reads the file and says what is in it; changes nothing. Errors: as notice::import_notice; limit over 32 MiB.
Result<notice::Imported> read_notice_file(base::Files& files, const base::Path& file);
// After a person has confirmed what was read. The file itself is kept under its SHA-256.
Result<TakenIn> take_in_notice(Workspace& workspace, const notice::Imported& imported, ByteView file_content,
                               const std::string& confirmed_by);

// From the records, or built in. `id` in any spelling: case, spaces. Errors: not_found, naming what there is.
Result<model::Notice> notice_named(Workspace& workspace, const std::string& id);
// The same, and a built-in notice is taken into the records first.
Result<model::Notice> notice_for_case(Workspace& workspace, const std::string& id);

// Saves devices (replacing those with the same id).
Result<std::vector<std::uint64_t>> save_devices(Workspace& workspace, const std::vector<model::Device>& devices,
                                                const std::string& from);

Result<std::vector<model::Match>> match_inventory(Workspace& workspace, const model::Notice& notice);
Result<std::uint64_t> record_match(Workspace& workspace, const model::Notice& notice,
                                   const std::vector<model::Match>& matches);

}  // namespace runseal::service
