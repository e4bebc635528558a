#include "service/capture_job.h"

#include <unistd.h>

#include <fstream>
#include <future>

#include "base/endpoint.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "capture/proof_file.h"
#include "capture/pseudonyms.h"
#include "capture/read.h"
#include "service/allowed_folders.h"
#include "service/captured_connections.h"
#include "service/job_request.h"
#include "service/kept_captures.h"
#include "service/uploads.h"

namespace runseal::service {
namespace {

using base::Path;
using capture::Report;

constexpr std::size_t longest_name = 200;
constexpr std::size_t most_hosts = 200;

Result<std::map<std::string, std::string>> hosts_in(const Json& request) {
  std::map<std::string, std::string> hosts;
  const auto given = request.find("hosts");
  if (given == request.end()) return hosts;
  if (!given->is_object() || given->size() > most_hosts)
    return fail(ErrorCode::usage, "hosts must be an object of names and their addresses");
  for (const auto& [name, address] : given->items()) {
    if (!address.is_string() || name.empty())
      return fail(ErrorCode::usage, "hosts must be an object of names and their addresses");
    hosts[base::fold_case(name)] = address.get<std::string>();
  }
  return hosts;
}

Result<std::string> title_of(const Json& request) {
  RUNSEAL_TRY(const auto name, text_in(request, "file_name"));
  return "Read the capture " + base::printable(name, longest_name);
}

// The capture's file, opened: whatever takes its name meanwhile, this one is read.
struct Opened {
  base::Fd fd;
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd.get()); }
};

Result<Opened> open_capture_of(JobRun& run) {
  if (run.request().value("uploaded", false)) {
    const auto file = upload_file(run.directory().folder(), run.request().value("id", ""));
    base::Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd) return fail(ErrorCode::not_found, "what was uploaded is no longer there", {}, "upload the capture again");
    return Opened{std::move(fd)};
  }
  RUNSEAL_TRY(const auto config, capture_config(run.directory()));
  RUNSEAL_TRY(auto file, allowed_file(config.folders, run.request().value("path", "")));
  return Opened{std::move(file.fd)};
}

struct Hashed {
  std::uint64_t bytes = 0;
  std::string sha256;
};
Hashed hash_of(const std::string& path, const std::atomic<bool>& stop, const std::atomic<bool>& enough) {
  Hashed hashed;
  std::ifstream file(path, std::ios::binary);
  std::vector<char> piece(1U << 20U);
  base::Sha256 sha256;
  while (file && !stop && !enough) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(file.gcount());
    hashed.bytes += count;
    sha256.add(base::as_bytes({piece.data(), count}));
  }
  hashed.sha256 = base::to_hex(sha256.finish());
  return hashed;
}

struct ReadCapture {
  Report report;
  std::uint64_t bytes = 0;
};
Result<ReadCapture> read(JobRun& run, const std::string& path, const std::string& name) {
  std::atomic<bool> enough = false;
  auto hashing = std::async(std::launch::async, [&] { return hash_of(path, run.stop(), enough); });
  capture::ReadOptions options;
  options.stop = &run.stop();
  options.on_progress = [&](const capture::SourceStatus& status) {
    run.progress(status.bytes_read, status.bytes_whole, "bytes");
  };
  auto report = capture::read_captures({path}, options);
  if (!report) {
    enough = true;
    auto error = report.error();
    error.where = name;  // not where it lies for now
    return fail(error);
  }
  const auto hashed = hashing.get();
  if (run.stop()) return fail(ErrorCode::cancelled, "stopped; nothing of this capture was recorded");
  for (auto& source : report->sources) {
    source.name = name;
    source.sha256 = hashed.sha256;
  }
  for (auto& note : report->notes) note = base::replaced(note, path, name);
  return ReadCapture{*std::move(report), hashed.bytes};
}

// Looks each name up once: so that nobody waits for names while the data directory is held.
audit::LookUp looking_up_once() {
  using Addresses = std::vector<boost::asio::ip::address>;
  auto known = std::make_shared<std::map<std::string, Addresses>>();
  return [known](const std::string& host) {
    const auto [at, fresh] = known->try_emplace(host);
    if (fresh) at->second = audit::system_look_up(host);
    return at->second;
  };
}

// What findings rest on, and the capture itself where it is to be kept. Before the records tell of it.
Result<> keep_packets(const Path& folder, const std::string& path, const Report& report, bool with_file) {
  auto& files = base::real_files();
  RUNSEAL_CHECK(files.make_directories(folder, 0700));
  RUNSEAL_CHECK(capture::write_proof(files, path, report.proof, folder / "proof.pcapng"));
  if (!with_file) return {};
  const auto kept = folder / "capture";
  RUNSEAL_CHECK(files.remove(kept));
  // the upload is removed with its job; what lies in it stays under this name
  std::error_code error;
  const auto uploaded = std::filesystem::read_symlink(path, error);
  if (!error) std::filesystem::create_hard_link(uploaded, kept, error);
  if (error) return fail(base::system_error("cannot keep the capture in", folder, error.value()));
  return files.sync_directory(folder);
}

Json result_of(const store::CaptureRecord& record, std::optional<std::uint64_t> evidence) {
  return {{"capture", record.id},
          {"packets", record.packets},
          {"conversations", record.conversations},
          {"exposed_files", record.exposed_files},
          {"signs", record.signs},
          {"whole", record.whole},
          {"measured", record.document.at("measured").size()},
          {"evidence", evidence}};
}

Result<Json> recorded(JobRun& run) {
  return run.directory().read<Json>([&](Workspace& workspace) -> Result<Json> {
    RUNSEAL_TRY(const auto found, store::find_capture(workspace.database(), run.request().value("id", "")));
    return found ? result_of(found->record, found->evidence) : Json();
  });
}

Result<> record(JobRun& run, const ReadCapture& capture, const Report& shown) {
  const auto& request = run.request();
  CaptureOptions options;
  if (const auto connection = request.value("connection", ""); !connection.empty()) options.connection = connection;
  RUNSEAL_TRY(options.names, hosts_in(request));
  options.look_up = looking_up_once();
  options.keep = KeepCapture{request.at("id"),
                             request.at("file_name"),
                             capture.bytes,
                             &shown,
                             request.value("pseudonymise", false),
                             request.value("keep", false)};
  RUNSEAL_CHECK(run.directory().read<Matched>(
      [&](Workspace& workspace) { return match_capture(workspace, capture.report, options); }));
  RUNSEAL_CHECK(run.directory().write<Captured>(
      run.actor(), [&](Workspace& workspace) { return take_in_capture(workspace, capture.report, options); }));
  return {};
}

Result<Json> read_and_record(JobRun& run) {
  const auto& request = run.request();
  RUNSEAL_TRY(const auto opened, open_capture_of(run));
  RUNSEAL_TRY(auto capture, read(run, opened.path(), request.value("file_name", "")));
  const auto folder = capture_folder(run.directory().folder(), request.value("id", ""));
  RUNSEAL_CHECK(keep_packets(folder, opened.path(), capture.report, request.value("keep", false)));
  if (request.value("pseudonymise", false)) {
    auto shown = capture.report;
    capture::pseudonymise(shown, base::random_bytes(32));
    RUNSEAL_CHECK(record(run, capture, shown));
  } else {
    RUNSEAL_CHECK(record(run, capture, capture.report));
  }
  return recorded(run);
}

// One that was killed after it had recorded is not recorded twice.
Result<Json> run_capture(JobRun& run) {
  RUNSEAL_TRY(auto before, recorded(run));
  if (!before.is_null()) return before;
  auto result = read_and_record(run);
  if (!result && result.error().code != ErrorCode::cancelled) {
    std::error_code ignored;
    std::filesystem::remove_all(capture_folder(run.directory().folder(), run.request().value("id", "")), ignored);
  }
  return result;
}

}  // namespace

JobKind capture_job() {
  const auto clear_away = [](Directory& directory, const Json& request) {
    if (request.value("uploaded", false)) remove_upload(directory.folder(), request.value("id", ""));
  };
  return {"capture", run_capture, title_of, false, 2, clear_away};
}

Result<base::CaptureConfig> capture_config(const Directory& directory) {
  return base::load_capture_config(base::real_files(), directory.folder() / "runseal.toml");
}

Result<Json> checked_capture_request(const base::CaptureConfig& config, Json request, const std::string& uploaded) {
  RUNSEAL_CHECK(has_only(request, {"path", "file_name", "connection", "hosts", "pseudonymise", "keep"}));
  RUNSEAL_TRY(const auto connection, text_in(request, "connection"));
  if (!connection.empty()) RUNSEAL_CHECK(base::parse_endpoint(connection));
  RUNSEAL_CHECK(hosts_in(request));
  RUNSEAL_CHECK(flag_in(request, "pseudonymise"));
  RUNSEAL_TRY(const bool keep, flag_in(request, "keep"));
  RUNSEAL_TRY(const auto path, text_in(request, "path"));
  RUNSEAL_TRY(auto name, text_in(request, "file_name"));
  if (uploaded.empty()) {
    if (keep) return fail(ErrorCode::usage, "a capture in a folder stays there: only an upload can be kept");
    RUNSEAL_TRY(const auto file, allowed_file(config.folders, path));
    request["path"] = file.path.string();
    name = file.path.string();
  } else {
    request.erase("path");
  }
  name = base::printable(Path(name).filename().string(), longest_name);
  request["file_name"] = name.empty() ? "capture" : name;
  request["uploaded"] = !uploaded.empty();
  request["id"] = uploaded.empty() ? base::random_id() : uploaded;
  return request;
}

}  // namespace runseal::service
