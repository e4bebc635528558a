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
  bool known_before = false;  // a letter with this reference was there and is replaced; the built-in one is no letter
  bool other_text = false;    // …by another text: what was said of the letter before is open again
};

struct Letter {
  notice::Imported imported;
  Bytes content;
  Json corrections = Json::array();  // what a person read otherwise (service/corrections.h)
};
// Reads the file and says what is in it; changes nothing. Errors: as notice::import_notice; limit over 32 MiB.
Result<Letter> read_letter(base::Files& files, const base::Path& file);
Result<Letter> read_letter(const std::string& file_name, Bytes content);
// The text that a notice was read from, read again from the copy that was kept; empty for a built-in one.
Result<std::string> letter_text(Workspace& workspace, const model::Notice& notice);
// After a person has confirmed what was read. The file itself is kept under its SHA-256. A reading that has lost what
// was known of this notice (products and their numbers, date, publisher) is refused as invalid, unless `replace`. Who
// corrects or replaces says why.
Result<TakenIn> take_in_notice(Workspace& workspace, const Letter& letter, const std::string& confirmed_by,
                               bool replace = false);

// Those taken in, then those built in that were not.
Result<std::vector<model::Notice>> every_notice(Workspace& workspace);
// From the records, or built in. `id` in any spelling: case, spaces. Errors: not_found, naming what there is.
Result<model::Notice> notice_named(Workspace& workspace, const std::string& id);
// The same, and a built-in notice is taken into the records first.
Result<model::Notice> notice_for_case(Workspace& workspace, const std::string& id);

// Saves devices, replacing those with the same id.
Result<std::vector<std::uint64_t>> save_devices(Workspace& workspace, const std::vector<model::Device>& devices,
                                                const std::string& from);

// Ids for imported devices, so that each meets the one it is in the inventory and no other: a device with the same
// catalogue number and serial number (without a serial number: the same name and site) keeps the id it has there; one
// whose id is somebody else's gets a fresh one. Tunnels that were declared for its connections stay declared.
Result<std::vector<model::Device>> merged_with_inventory(Workspace& workspace, std::vector<model::Device> devices);

// With those ids, and with the reason for it. Gives them back, with the last entry's number (nothing: there were none).
struct TakenInventory {
  std::vector<model::Device> devices;
  std::optional<std::uint64_t> evidence;
};
Result<TakenInventory> take_in_inventory(Workspace& workspace, std::vector<model::Device> devices,
                                         const std::string& from);

Result<std::vector<model::Match>> match_inventory(Workspace& workspace, const model::Notice& notice);
Result<std::uint64_t> record_match(Workspace& workspace, const model::Notice& notice,
                                   const std::vector<model::Match>& matches);

}  // namespace runseal::service
