#include "app/records_jobs.h"

#include <utility>

#include <fmt/format.h>

#include "app/records_answer.h"
#include "service/run_json.h"

namespace runseal::app::records {
namespace {

Result<Json> result_of(const Context& context, const char* path, const Json& body, const Remote::OnProgress& told) {
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_TRY(const auto job, service->run_job(path, body, told));
  return part<Json>(job, "result");
}

}  // namespace

Remote::OnProgress shown_by(Progress& progress) {
  return [&progress, begun = false](const Json& job) mutable {
    const auto total = job.value("total", std::uint64_t{0});
    if (total > 0 && !std::exchange(begun, true)) progress.start(0, total);
    progress.bytes = job.value("done", std::uint64_t{0});
  };
}

Result<service::Sealed> seal(const Context& context, const service::SealRequest& request, Progress& progress) {
  const Json body{{"path", request.run.string()},
                  {"hashed_at", base::name_of(request.hashed_at)},
                  {"seal_store_only", request.seal_store_only},
                  {"trust_stat", request.trust_stat},
                  {"rules", request.rules},
                  {"complete", request.complete},
                  {"incomplete", request.incomplete}};
  RUNSEAL_TRY(const auto result, result_of(context, "/runs/seals", body, shown_by(progress)));
  return service::sealed_from(result);
}

Result<CheckedRun> verify(const Context& context, const service::VerifyRequest& request, Progress& progress) {
  Json body{{"path", request.run.string()}};
  if (!request.only.empty()) body["only"] = request.only;
  RUNSEAL_TRY(const auto result, result_of(context, "/runs/verifications", body, shown_by(progress)));
  CheckedRun out;
  RUNSEAL_TRY(out.check, service::check_from(result));
  RUNSEAL_TRY(out.evidence, part<std::uint64_t>(result, "evidence"));
  RUNSEAL_TRY(const auto found, part<std::size_t>(result, "verdicts_in_all"));
  if (found > out.check.verification.verdicts.size())
    return fail(ErrorCode::corrupt,
                fmt::format("{} files are not as they were sealed, more than a service tells", found),
                request.run.string(), "run it on the service's host, without --server");
  return out;
}

Result<service::SentRun> send(const Context& context, const service::SendRequest& request,
                              transfer::Progress& numbers) {
  Json body{{"path", request.run.string()},
            {"sink", request.sink},
            {"hashed_at", base::name_of(request.hashed_at)},
            {"streams", request.options.streams},
            {"limit", request.options.limit},
            {"follow", request.follow},
            {"complete_when", request.complete_when},
            {"rules", request.rules},
            {"complete", request.complete},
            {"incomplete", request.incomplete},
            {"retry_minutes", std::chrono::duration_cast<std::chrono::minutes>(request.options.retry_for).count()}};
  if (request.quiet) body["quiet_s"] = request.quiet->count();
  const auto told = [&, said = std::string()](const Json& job) mutable {
    numbers.bytes_done = job.value("done", std::uint64_t{0});
    numbers.bytes_total = job.value("total", std::uint64_t{0});
    const auto now = job.value("message", "");
    if (now != said && request.say) request.say(now, false);
    said = now;
  };
  RUNSEAL_TRY(const auto result, result_of(context, "/runs/sends", body, told));
  return service::sent_from(result, numbers);
}

}  // namespace runseal::app::records
