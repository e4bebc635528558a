#include "service/kept_captures.h"

#include "base/text.h"
#include "capture/conversations.h"
#include "capture/exposed_places.h"
#include "capture/report_json.h"
#include "service/capture_document.h"
#include "service/reason.h"

namespace runseal::service {
namespace {

using capture::Report;

constexpr const char* by_folder = "counted by folder";

Json as_json(const std::vector<capture::ExposedPlace>& places) {
  Json rows = Json::array();
  for (const auto& place : places) rows.push_back(capture::to_json(place));
  return rows;
}

void put_exposed(const Report& report, store::CaptureRecord& record) {
  const auto count = [&](const auto& what, std::uint64_t files) {
    record.exposed_files += files;
    record.exposed_bytes += what.read + what.written;
  };
  for (const auto& file : report.files) count(file.what, 1);
  for (const auto& folder : report.folders) count(folder, folder.files);
  record.shares = as_json(capture::exposed_shares(report).most);
}

std::string key_of(const Json& row) {
  return row["client"].get<std::string>() + " " + row["server"].get<std::string>() + " " +
         std::to_string(row["port"].get<int>());
}

// The files and the folders as rows of one list, each with the device that its conversation belongs to.
std::vector<Json> rows_of_files(Json& document) {
  std::map<std::string, Json> devices;
  for (const auto& one : document["conversations"])
    if (!one["device"].is_null()) devices[key_of(one)] = one["device"];
  std::vector<Json> rows;
  const auto take = [&](Json& list, bool folder) {
    for (auto& row : list) {
      const auto device = devices.find(key_of(row));
      row["device"] = device == devices.end() ? Json() : device->second;
      if (folder) row["reason"] = by_folder;
      if (!folder) row["files"] = 1;
      row["folder"] = folder;
      rows.push_back(std::move(row));
    }
  };
  take(document["files"], false);
  take(document["folders"], true);
  return rows;
}

void put_grades(const Report& report, store::CaptureRecord& record) {
  std::array<model::Axis, 3> worst;
  for (const auto& one : report.conversations) {
    if (one.protocol == "unknown") continue;
    capture::add_axis(worst[0], told(one, capture::WhichAxis::integrity));
    capture::add_axis(worst[1], told(one, capture::WhichAxis::confidentiality));
    capture::add_axis(worst[2], told(one, capture::WhichAxis::peer_authenticity));
  }
  record.integrity = worst[0].grade;
  record.confidentiality = worst[1].grade;
  record.peer_authenticity = worst[2].grade;
}

struct Kept {
  store::CaptureRecord record;
  std::vector<Json> flows;
  std::vector<Json> files;
};

Kept kept_of(const Workspace& workspace, const KeepCapture& keep, const Captured& captured) {
  Kept kept;
  const auto& report = *keep.report;
  auto document = capture_document(report, &captured);
  auto& record = kept.record;
  record.id = keep.id;
  record.at = base::format_instant(workspace.now());
  record.by = workspace.actor().user;
  record.file_name = keep.file_name;
  record.file_bytes = keep.file_bytes;
  record.pseudonymised = keep.pseudonymised;
  record.kept = keep.with_file;
  record.whole = report.whole;
  record.packets = report.packets;
  record.from = capture::time_text(report.first);
  record.to = capture::time_text(report.last);
  record.conversations = report.conversations.size();
  record.signs = report.signs.size() + report.signs_not_kept;
  put_grades(report, record);
  kept.files = rows_of_files(document);
  put_exposed(report, record);
  record.folders = std::move(document["run_folders"]);
  for (auto& one : document["conversations"]) kept.flows.push_back(std::move(one));
  for (const auto* elsewhere : {"conversations", "files", "folders", "run_folders", "evidence"})
    document.erase(elsewhere);
  record.document = std::move(document);
  return kept;
}

}  // namespace

base::Path capture_folder(const base::Path& data_folder, const std::string& id) {
  return data_folder / "captures" / id;
}

std::function<Result<>(store::Database&, const std::string&)> saving(const Workspace& workspace,
                                                                     const KeepCapture& keep,
                                                                     const Captured& captured) {
  auto kept = std::make_shared<const Kept>(kept_of(workspace, keep, captured));
  return [kept](store::Database& database, const std::string& entry) {
    return store::save_capture(database, kept->record, kept->flows, kept->files, entry);
  };
}

Result<store::Kept<store::CaptureRecord>> capture_named(Workspace& workspace, const std::string& id) {
  RUNSEAL_TRY(auto found, store::find_capture(workspace.database(), id));
  if (!found)
    return fail(ErrorCode::not_found, "there is no such capture", base::printable(id, 60),
                "`GET /api/v1/captures` lists them");
  return *std::move(found);
}

Result<Json> kept_document(Workspace& workspace, const std::string& id) {
  RUNSEAL_TRY(auto capture, capture_named(workspace, id));
  RUNSEAL_TRY(auto flows, store::every_captured_flow(workspace.database(), id));
  RUNSEAL_TRY(auto files, store::every_captured_file(workspace.database(), id));
  auto document = std::move(capture.record.document);
  document["conversations"] = std::move(flows);
  document["files"] = Json::array();
  document["folders"] = Json::array();
  for (auto& row : files) {
    const bool folder = row["folder"];
    row.erase("folder");
    row.erase("device");
    row.erase(folder ? "reason" : "files");
    document[folder ? "folders" : "files"].push_back(std::move(row));
  }
  document["evidence"] = capture.evidence ? Json(*capture.evidence) : Json();
  document["run_folders"] = std::move(capture.record.folders);
  return document;
}

Result<std::uint64_t> forget_capture(Workspace& workspace, const std::string& id) {
  RUNSEAL_TRY(const auto capture, capture_named(workspace, id));
  RUNSEAL_CHECK(must_say_why(workspace));
  RUNSEAL_TRY(const auto evidence,
              workspace.record(Change{"capture-forgotten",
                                      capture.record.file_name,
                                      {{"id", id}, {"read", capture.record.at}, {"evidence", capture.evidence}},
                                      [id](store::Database& database, const std::string&) {
                                        return store::forget_capture(database, id);
                                      }}));
  std::error_code error;
  std::filesystem::remove_all(capture_folder(workspace.folder(), id), error);
  if (error) return fail(base::system_error("cannot remove", capture_folder(workspace.folder(), id), error.value()));
  return evidence;
}

}  // namespace runseal::service
