#include "service/run_jobs.h"

#include <algorithm>
#include <limits>

#include "base/endpoint.h"
#include "base/text.h"
#include "service/job_request.h"
#include "service/run_json.h"
#include "service/sinks_file.h"
#include "service/tell_often.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_verdicts = 10'000;  // in a job's result
constexpr std::size_t most_names = 10'000;     // of `only`
constexpr std::uint64_t most_streams = 8;
constexpr std::uint64_t longest_quiet = 86'400;
constexpr std::uint64_t longest_retry = 10'000;

std::function<Result<std::string>(const Json&)> titled(std::string verb) {
  return [verb = std::move(verb)](const Json& request) -> Result<std::string> {
    RUNSEAL_TRY(const auto path, text_in(request, "path"));
    if (path.empty()) return fail(ErrorCode::usage, "name the run's folder: path");
    auto title = verb + " " + base::printable(base::Path(path).filename().string(), 200);
    RUNSEAL_TRY(const auto sink, text_in(request, "sink"));
    if (!sink.empty()) title += " to " + base::printable(sink, 200);
    return title;
  };
}

Result<base::Config> config_of(Directory& directory) {
  return directory.read<base::Config>([](Workspace& workspace) -> Result<base::Config> { return workspace.config(); });
}

Result<AllowedFolder> folder_of(JobRun& run) {
  RUNSEAL_TRY(const auto config, config_of(run.directory()));
  return allowed_folder(config, run.request().value("path", ""));
}

Result<model::HashedAt> hashed_at(const Json& request, model::HashedAt otherwise) {
  RUNSEAL_TRY(const auto name, text_in(request, "hashed_at"));
  if (name.empty()) return otherwise;
  const auto found = base::named<model::HashedAt>(name);
  if (!found) return fail(ErrorCode::usage, "hashed_at is one of source, gateway, storage");
  return *found;
}

Json bounded(Json document) {
  auto& verdicts = document["verification"]["verdicts"];
  document["verdicts_in_all"] = verdicts.size();
  if (verdicts.size() > most_verdicts) verdicts.erase(verdicts.begin() + most_verdicts, verdicts.end());
  return document;
}

Result<VerifyRequest> verify_request(const Json& request) {
  RUNSEAL_CHECK(has_only(request, {"path", "only"}));
  VerifyRequest wanted;
  RUNSEAL_TRY(wanted.only, texts_in(request, "only", most_names));
  return wanted;
}

Result<Json> verify(JobRun& run) {
  RUNSEAL_TRY(auto wanted, verify_request(run.request()));
  RUNSEAL_TRY(const auto folder, folder_of(run));
  wanted.run = folder.handle();
  RUNSEAL_TRY(const auto known, run.directory().read<RunKnowledge>(run_knowledge));
  std::atomic<std::uint64_t> done = 0;
  std::atomic<std::uint64_t> total = 0;
  VerifyOptions options;
  options.hash.stop = &run.stop();
  options.hash.progress = &done;
  options.on_begin = [&](std::uint64_t, std::uint64_t bytes) { total = bytes; };
  Result<RunCheck> check = fail(ErrorCode::internal, "");
  {
    const TellOften telling([&] { run.progress(done, total, "bytes"); });
    check = verify_run(known, wanted, options);
  }
  if (!check) return fail(check.error());
  RUNSEAL_TRY(const auto evidence, run.directory().write<std::uint64_t>(run.actor(), [&](Workspace& workspace) {
    return record_verification(workspace, wanted.run, *check);
  }));
  return bounded(as_json(*check, evidence, {}));
}

Result<SealRequest> seal_request(const Json& request) {
  RUNSEAL_CHECK(
      has_only(request, {"path", "hashed_at", "seal_store_only", "trust_stat", "rules", "complete", "incomplete"}));
  SealRequest wanted;
  RUNSEAL_TRY(wanted.hashed_at, hashed_at(request, model::HashedAt::storage));
  RUNSEAL_TRY(wanted.seal_store_only, flag_in(request, "seal_store_only"));
  RUNSEAL_TRY(wanted.trust_stat, flag_in(request, "trust_stat"));
  RUNSEAL_TRY(wanted.incomplete, flag_in(request, "incomplete"));
  RUNSEAL_TRY(wanted.rules, text_in(request, "rules"));
  RUNSEAL_TRY(wanted.complete, text_in(request, "complete", {"", "operator"}));
  return wanted;
}

Result<Json> seal(JobRun& run) {
  RUNSEAL_TRY(auto wanted, seal_request(run.request()));
  RUNSEAL_TRY(const auto folder, folder_of(run));
  wanted.run = folder.handle();
  std::atomic<std::uint64_t> done = 0;
  std::atomic<std::uint64_t> total = 0;
  transfer::TakeOptions options;
  options.hash.stop = &run.stop();
  options.hash.progress = &done;
  options.on_scanned = [&](std::uint64_t, std::uint64_t bytes) { total = bytes; };
  const TellOften telling([&] { run.progress(done, total, "bytes"); });
  RUNSEAL_TRY(const auto sealed, seal_run(run.directory().writer(run.actor()), wanted, options));
  return as_json(sealed);
}

Result<SendRequest> send_request(const Json& request) {
  RUNSEAL_CHECK(has_only(request, {"path", "sink", "hashed_at", "streams", "limit", "follow", "complete_when",
                                   "quiet_s", "rules", "complete", "incomplete", "retry_minutes"}));
  SendRequest wanted;
  RUNSEAL_TRY(wanted.sink, text_in(request, "sink"));
  RUNSEAL_TRY(wanted.hashed_at, hashed_at(request, model::HashedAt::gateway));
  RUNSEAL_TRY(wanted.follow, flag_in(request, "follow"));
  RUNSEAL_TRY(wanted.incomplete, flag_in(request, "incomplete"));
  RUNSEAL_TRY(wanted.rules, text_in(request, "rules"));
  RUNSEAL_TRY(wanted.complete_when, text_in(request, "complete_when"));
  RUNSEAL_TRY(wanted.complete, text_in(request, "complete", {"", "operator"}));
  RUNSEAL_TRY(const auto streams, number_in(request, "streams", 0, most_streams));
  wanted.options.streams = static_cast<unsigned>(streams);
  RUNSEAL_TRY(wanted.options.limit, number_in(request, "limit", 0, std::numeric_limits<std::uint64_t>::max()));
  if (request.contains("quiet_s")) {
    RUNSEAL_TRY(const auto quiet, number_in(request, "quiet_s", 0, longest_quiet));
    wanted.quiet = std::chrono::seconds(quiet);
  }
  RUNSEAL_TRY(const auto retry, number_in(request, "retry_minutes", 5, longest_retry));
  wanted.options.retry_for = std::chrono::minutes(retry);
  return wanted;
}

// Where a run goes, and with what: a folder to send to is opened as one that is read, and held for as long.
struct Place {
  std::string url;
  transfer::SinkSettings settings{};
  std::optional<AllowedFolder> folder{};
};

Result<Place> place_of(Workspace& workspace, const std::string& sink) {
  if (sink.starts_with("runseal:")) return Place{sink};
  if (!sink.starts_with("file:")) {
    RUNSEAL_TRY(const auto all, declared_sinks(workspace.files(), workspace.folder()));
    RUNSEAL_TRY(auto declared, declared_sink(all, sink));
    return Place{std::move(declared.url), std::move(declared.settings)};
  }
  RUNSEAL_TRY(const auto endpoint, base::parse_endpoint(sink));
  const auto path = endpoint.path.starts_with('/') ? endpoint.path : "/" + endpoint.path;
  RUNSEAL_TRY(auto folder, allowed_folder(workspace.config(), path, Which::one_or_below));
  const auto url = base::Endpoint{"file", {}, 0, folder.path.string().substr(1)}.url();
  return Place{url, {}, std::move(folder)};
}

// A setting that its sink does not know would pass for one that holds.
Result<> check_settings(const Place& place, const std::vector<transfer::SinkKind>& kinds) {
  for (const auto& kind : kinds) {
    if (!place.url.starts_with(kind.description->scheme + ":")) continue;
    for (const auto& [name, value] : place.settings)
      if (std::ranges::find(kind.description->options, name, &transfer::SinkOption::name) ==
          kind.description->options.end())
        return fail(ErrorCode::invalid, "sinks.toml has an unknown setting: " + base::printable(name, 60), place.url);
  }
  return {};
}

Result<Json> send(JobRun& run, TransferBoard& board, const std::vector<transfer::SinkKind>& kinds) {
  RUNSEAL_TRY(auto wanted, send_request(run.request()));
  RUNSEAL_TRY(const auto folder, folder_of(run));
  RUNSEAL_TRY(const auto place,
              run.directory().read<Place>([&](Workspace& workspace) { return place_of(workspace, wanted.sink); }));
  RUNSEAL_CHECK(check_settings(place, kinds));
  wanted.sink = place.url;
  wanted.settings = place.settings;
  wanted.sinks = kinds;
  wanted.run = folder.handle();
  wanted.options.stop = &run.stop();
  const auto shown = base::printable(folder.path.filename().string(), 300);
  const auto live =
      std::make_shared<transfer::LiveRun>(transfer::Direction::sent, shown, base::printable(folder.path.string(), 1000),
                                          base::printable(wanted.sink, 1000));
  auto& numbers = live->numbers;
  std::mutex lock;
  std::string said;
  wanted.say = [&](const std::string& line, bool) {
    const std::lock_guard guard(lock);
    said = base::printable(line, 600);
  };
  const transfer::OnItsWay seen(&board.runs(), live);
  const TellOften telling([&] {
    const std::lock_guard guard(lock);
    run.progress(numbers.bytes_done, numbers.bytes_total, "bytes", said);
  });
  RUNSEAL_TRY(const auto sent, send_run(run.directory().writer(run.actor()), wanted, numbers));
  return as_json(sent, numbers);
}

}  // namespace

JobKind verify_job() { return {"verify", verify, titled("Verify"), true}; }
JobKind seal_job() { return {"seal", seal, titled("Seal"), true}; }
JobKind send_job(TransferBoard& board, std::vector<transfer::SinkKind> kinds) {
  return {"send", [&board, kinds = std::move(kinds)](JobRun& run) { return send(run, board, kinds); }, titled("Send"),
          false, 2};
}

Result<Json> checked_run_request(Workspace& workspace, const std::string& kind, Json request) {
  RUNSEAL_TRY(const auto path, text_in(request, "path"));
  RUNSEAL_TRY(const auto folder, allowed_folder(workspace.config(), path));
  if (kind == "verify") RUNSEAL_CHECK(verify_request(request));
  if (kind == "seal") RUNSEAL_CHECK(seal_request(request));
  if (kind == "send") {
    RUNSEAL_TRY(const auto wanted, send_request(request));
    RUNSEAL_TRY(const auto place, place_of(workspace, wanted.sink));
    request["sink"] = place.url;
  }
  request["path"] = folder.path.string();
  return request;
}

}  // namespace runseal::service
