// What captures showed that the service read: each with its conversations and the files that crossed readable.
// Every function may fail with io or corrupt.
#pragma once

#include "store/lists.h"

namespace runseal::store {

// The members of docs/formats/capture.md where they have the same names.
struct CaptureRecord {
  std::string id;
  std::string at;  // when it was read
  std::string by;
  std::string file_name;
  std::uint64_t file_bytes = 0;
  bool pseudonymised = false;
  bool kept = false;  // the capture itself is in the data directory
  bool whole = true;
  std::uint64_t packets = 0;
  std::string from;
  std::string to;
  model::Protection integrity = model::Protection::unknown;  // of the least protected conversation that was recognised
  model::Protection confidentiality = model::Protection::unknown;
  model::Protection peer_authenticity = model::Protection::unknown;
  std::uint64_t conversations = 0;
  std::uint64_t exposed_files = 0;
  std::uint64_t exposed_bytes = 0;
  std::uint64_t signs = 0;
  Json folders = Json::array();    // run folders of which something crossed readable, those with the most bytes first
  Json shares = Json::array();     // likewise, each share
  Json document = Json::object();  // `runseal capture --json`, without conversations, files, folders and evidence
};
RUNSEAL_JSON(CaptureRecord)

// For one transaction, with the entry that tells of it. The rows are JSON objects: their texts at the top are searched.
Result<> save_capture(Database&, const CaptureRecord&, const std::vector<Json>& flows, const std::vector<Json>& files,
                      const std::string& entry_id);
Result<std::optional<Kept<CaptureRecord>>> find_capture(Database&, const std::string& id);
// Sorts: at, file_name, by, conversations, exposed_files, exposed_bytes, signs, packets, integrity, confidentiality.
Result<Page<Kept<CaptureRecord>>> list_captures(Database&, const ListQuery&);
Result<std::vector<std::string>> capture_ids(Database&);
Result<> forget_capture(Database&, const std::string& id);

// `where`: columns of the list that must have this value, as {"protocol", "smb"} or {"confidentiality", "absent"}.
using Where = std::vector<std::pair<std::string, std::string>>;
// Errors also: usage (no such sort; see the lists in captures.cc). In their usual order: the most bytes first.
Result<Page<Json>> captured_flows(Database&, const std::string& id, const ListQuery&, const Where& where = {});
Result<Page<Json>> captured_files(Database&, const std::string& id, const ListQuery&, const Where& where = {});

// All of them, in memory, in that order.
Result<std::vector<Json>> every_captured_flow(Database&, const std::string& id);
Result<std::vector<Json>> every_captured_file(Database&, const std::string& id);

}  // namespace runseal::store
