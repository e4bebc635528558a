// Captures: uploaded or read from a folder, and what each showed.
#include "console/routes/captures.h"

#include <charconv>

#include "base/text.h"
#include "capture/packet_source.h"
#include "capture/report_json.h"
#include "console/fields.h"
#include "console/listing.h"
#include "console/routes/jobs.h"
#include "service/allowed_folders.h"
#include "service/capture_document.h"
#include "service/capture_job.h"
#include "service/job_request.h"
#include "service/kept_captures.h"
#include "service/reports/capture_report.h"
#include "service/uploads.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Workspace;
using Capture = store::Kept<store::CaptureRecord>;

constexpr std::size_t most_proof = 1U << 30U;

class CaptureUpload : public Upload {
 public:
  explicit CaptureUpload(service::ArrivingUpload arriving) : arriving_(std::move(arriving)) {}
  Result<> take(std::string_view piece) override { return arriving_.take(piece); }
  Result<std::string> finish() { return arriving_.finish(); }

 private:
  service::ArrivingUpload arriving_;
};

Result<std::unique_ptr<Upload>> begin_upload(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto config, service::capture_config(console.directory));
  std::optional<std::uint64_t> announced;
  if (const auto text = request.header("content-length"); !text.empty()) {
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc()) length = UINT64_MAX;
    announced = length;
  }
  RUNSEAL_TRY(auto arriving, service::ArrivingUpload::begin(console.directory.folder(), config.most_bytes, announced));
  return std::make_unique<CaptureUpload>(std::move(arriving));
}

// "nas01=10.1.2.3,nas02=10.1.2.4"
Result<Json> hosts_asked(const Request& request) {
  Json hosts = Json::object();
  for (const auto& one : base::split(request.asked("hosts"), ',')) {
    if (one.empty()) continue;
    const auto equals = one.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorCode::usage, "hosts are given as NAME=ADDRESS, with commas between them");
    hosts[std::string(one.substr(0, equals))] = std::string(one.substr(equals + 1));
  }
  return hosts;
}

Result<Json> wanted_of(const Request& request) {
  Json wanted{{"file_name", request.asked("file_name")},
              {"pseudonymise", flag(request, "pseudonymise")},
              {"keep", flag(request, "keep")}};
  RUNSEAL_TRY(wanted["hosts"], hosts_asked(request));
  if (const auto connection = request.asked("connection"); !connection.empty()) wanted["connection"] = connection;
  return wanted;
}

// Removes the upload again, unless a job has it.
struct Unused {
  const base::Path& folder;
  std::string id;
  ~Unused() { service::remove_upload(folder, id); }
};

Result<Answer> nothing_sent(Console&, const Request&, const Caller&) {
  return fail(ErrorCode::invalid, "the request's body must be the capture");
}

Result<Answer> take_in(Console& console, const Request& request, const Caller& caller, Upload& whole) {
  RUNSEAL_TRY(auto wanted, wanted_of(request));
  RUNSEAL_TRY(const auto config, service::capture_config(console.directory));
  RUNSEAL_TRY(const auto id, dynamic_cast<CaptureUpload&>(whole).finish());
  Unused unused{console.directory.folder(), id};
  if (const auto source = capture::open_capture(service::upload_file(console.directory.folder(), id)); !source) {
    auto error = source.error();
    error.where = base::printable(wanted["file_name"].get<std::string>(), 200);
    return fail(error);
  }
  RUNSEAL_TRY(const auto checked, service::checked_capture_request(config, std::move(wanted), id));
  RUNSEAL_TRY(auto answer, start_job(console, "capture", checked, caller));
  unused.id.clear();
  return answer;
}

Result<Answer> from_folder(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(auto wanted, request.json());
  RUNSEAL_TRY(const auto why, service::text_in(wanted, "why"));
  wanted.erase("why");
  RUNSEAL_TRY(const auto config, service::capture_config(console.directory));
  RUNSEAL_TRY(const auto checked, service::checked_capture_request(config, std::move(wanted)));
  return start_job(console, "capture", checked, caller, why);
}

Result<Answer> folders(Console& console, const Request&, const Caller&) {
  RUNSEAL_TRY(const auto config, service::capture_config(console.directory));
  return Answer::json({{"items", service::capture_files(config.folders)}, {"most_bytes", config.most_bytes}});
}

Json summary_of(const Capture& capture) {
  Json summary = capture.record;
  for (const auto* of_one : {"document", "folders", "shares"}) summary.erase(of_one);
  summary["evidence"] = capture.evidence;
  return summary;
}

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(auto query, list_query(request));
  if (query.sort.empty()) query.descending = true;  // newest first
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto page, store::list_captures(workspace.database(), query));
    Json items = Json::array();
    for (const auto& capture : page.items) items.push_back(summary_of(capture));
    return list_answer(std::move(items), page.total);
  });
}

// Of a connection that was seen: what that says of it, and what became worse.
Json verdict_of(const Json& measured) {
  const auto& assessment = measured.at("assessment");
  Json findings = Json::array();
  for (const auto& finding : assessment.at("findings"))
    findings.push_back(
        {{"id", finding.at("id")}, {"title", finding.at("title")}, {"severity", finding.at("severity")}});
  return {{"connection", measured.at("connection")},
          {"observation", measured.at("observation").at("id")},
          {"integrity", assessment.at("integrity")},
          {"confidentiality", assessment.at("confidentiality")},
          {"peer_authenticity", assessment.at("peer_authenticity")},
          {"findings", std::move(findings)},
          {"trend", measured.at("difference").at("trend")},
          {"because", measured.at("difference").at("worse_because")},
          {"evidence", measured.at("evidence")},
          {"worse_evidence", measured.at("worse_evidence")}};
}

Result<Capture> named(Console& console, const Request& request) {
  return console.directory.read<Capture>(
      [&](Workspace& workspace) { return service::capture_named(workspace, request.param("id")); });
}

Result<Answer> show(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto capture, named(console, request));
  const auto& document = capture.record.document;
  auto shown = summary_of(capture);
  shown["folders"] = capture.record.folders;
  shown["shares"] = capture.record.shares;
  for (const auto* part :
       {"sources", "bytes", "packets_not_ip", "packets_broken", "packets_without_flow", "conversations_not_kept",
        "signs_not_kept", "notes", "strangers", "not_seen", "hosts_not_found"})
    shown[part] = document.at(part);
  shown["connections"] = Json::array();
  for (const auto& measured : document.at("measured")) shown["connections"].push_back(verdict_of(measured));
  return Answer::json(shown);
}

store::Where where_asked(const Request& request, std::initializer_list<const char*> columns) {
  store::Where where;
  for (const auto* column : columns)
    if (const auto value = request.asked(column); !value.empty()) where.emplace_back(column, value);
  return where;
}

using Rows = Result<store::Page<Json>> (*)(store::Database&, const std::string&, const store::ListQuery&,
                                           const store::Where&);
Result<Answer> rows(Console& console, const Request& request, Rows of, const store::Where& where) {
  RUNSEAL_TRY(const auto query, list_query(request));
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto capture, service::capture_named(workspace, request.param("id")));
    RUNSEAL_TRY(auto page, of(workspace.database(), capture.record.id, query, where));
    return list_answer(std::move(page.items), page.total);
  });
}

Result<Answer> flows(Console& console, const Request& request, const Caller&) {
  return rows(console, request, store::captured_flows,
              where_asked(request, {"protocol", "integrity", "confidentiality", "peer_authenticity"}));
}

Result<Answer> files(Console& console, const Request& request, const Caller&) {
  return rows(console, request, store::captured_files, where_asked(request, {"server", "client", "place", "device"}));
}

Result<Answer> signs(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto capture, named(console, request));
  const auto& all = capture.record.document.at("signs");
  return listed(request, {all.begin(), all.end()}, {"id", "what"});
}

// "friday.pcapng" → "friday.html"
std::string called(const store::CaptureRecord& record, const std::string& end) {
  auto name = base::Path(record.file_name);
  if (name.extension() == ".gz") name = name.stem();
  return name.stem().string() + end;
}

Result<Json> document_of(Console& console, const Request& request) {
  return console.directory.read<Json>(
      [&](Workspace& workspace) { return service::kept_document(workspace, request.param("id")); });
}

Result<Answer> report_json(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto capture, named(console, request));
  RUNSEAL_TRY(const auto document, document_of(console, request));
  return Answer::json(document);
}

using Writer = Result<base::LongText> (*)(const capture::Report&, const service::Captured*);
Result<Answer> written(Console& console, const Request& request, const char* end, const char* type, Writer write) {
  RUNSEAL_TRY(const auto capture, named(console, request));
  RUNSEAL_TRY(const auto document, document_of(console, request));
  RUNSEAL_TRY(const auto report, capture::report_from_json(document));
  RUNSEAL_TRY(const auto captured, service::captured_from_document(document));
  RUNSEAL_TRY(const auto text, write(report, &captured));
  RUNSEAL_TRY(auto whole, text.whole());
  return Answer::file(called(capture.record, end), type, std::move(whole));
}

Result<Answer> report_html(Console& console, const Request& request, const Caller&) {
  return written(console, request, ".html", "text/html; charset=utf-8", service::capture_html);
}

Result<Answer> exposure_csv(Console& console, const Request& request, const Caller&) {
  return written(console, request, ".csv", "text/csv; charset=utf-8", service::exposure_csv);
}

Result<Answer> proof(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto capture, named(console, request));
  const auto file = service::capture_folder(console.directory.folder(), capture.record.id) / "proof.pcapng";
  RUNSEAL_TRY(const auto content, base::real_files().read(file, most_proof));
  return Answer::file(called(capture.record, "-proof.pcapng"), "application/vnd.tcpdump.pcap",
                      std::string(base::as_text(content)));
}

Result<Answer> forget(Console& console, const Request& request, const Caller& caller) {
  const auto actor = service::actor_of(caller, request.asked("why"));
  RUNSEAL_TRY(const auto evidence, console.directory.write<std::uint64_t>(actor, [&](Workspace& workspace) {
    return service::forget_capture(workspace, request.param("id"));
  }));
  return Answer::json({{"evidence", evidence}});
}

}  // namespace

std::vector<Route> captures_routes() {
  using enum service::Permission;
  const std::string root = "/api/v1/captures";
  return {
      {Method::get, root, view, list},
      {Method::post, root, measure, nothing_sent},
      {Method::post, root + "/from-folder", measure, from_folder},
      {Method::get, "/api/v1/capture-folders", measure, folders},
      {Method::get, root + "/{id}", view, show},
      {Method::delete_, root + "/{id}", maintain, forget},
      {Method::get, root + "/{id}/flows", view, flows},
      {Method::get, root + "/{id}/files", view, files},
      {Method::get, root + "/{id}/signs", view, signs},
      {Method::get, root + "/{id}/report.json", view, report_json},
      {Method::get, root + "/{id}/report.html", view, report_html},
      {Method::get, root + "/{id}/files.csv", view, exposure_csv},
      {Method::get, root + "/{id}/proof.pcapng", view, proof},
  };
}

std::vector<Uploading> captures_uploads() { return {{Method::post, "/api/v1/captures", begin_upload, take_in}}; }

}  // namespace runseal::console
