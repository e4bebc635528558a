#include "service/audit_job.h"

#include "audit/all_probes.h"
#include "base/text.h"
#include "service/job_request.h"
#include "service/measure.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_names = 10'000;
constexpr std::size_t recorded_at_once = 64;
constexpr std::size_t most_listed = 500;

// Empty: every connection. Errors: usage.
Result<std::vector<std::string>> names_in(const Json& request) {
  RUNSEAL_CHECK(has_only(request, {"names", "all"}));
  RUNSEAL_TRY(const bool all, flag_in(request, "all"));
  RUNSEAL_TRY(auto names, texts_in(request, "names", most_names));
  if (all != names.empty())
    return fail(ErrorCode::usage, "say what to measure: names of devices or addresses, or all (and not both)");
  return names;
}

Result<std::string> title_of(const Json& request) {
  RUNSEAL_TRY(const auto names, names_in(request));
  if (names.empty()) return std::string("Measure every connection");
  if (names.size() == 1) return "Measure " + base::printable(names.front(), 120);
  return fmt::format("Measure {} devices or addresses", names.size());
}

struct Work {
  std::vector<Target> targets;
  audit::Options limits;
  audit::ProbeSettings settings;
  std::optional<audit::Credentials> credentials;
};

Result<Work> work_of(Workspace& workspace, const std::vector<std::string>& names) {
  RUNSEAL_CHECK(rules_in_force(workspace));  // a policy with a fault is told before anybody is asked
  Work work;
  RUNSEAL_TRY(work.targets, targets_named(workspace, names));
  work.limits = limits_of(workspace.config());
  RUNSEAL_TRY(work.settings, probe_settings(workspace.config()));
  RUNSEAL_TRY(work.credentials, usual_credentials(workspace));
  return work;
}

Result<std::vector<Measured>> record_in_pieces(JobRun& run, const std::vector<Target>& targets,
                                               std::vector<model::Observation> observations) {
  std::vector<Measured> all;
  for (std::size_t at = 0; at < targets.size(); at += recorded_at_once) {
    const auto end = std::min(at + recorded_at_once, targets.size());
    const auto from = static_cast<std::ptrdiff_t>(at);
    const auto to = static_cast<std::ptrdiff_t>(end);
    const std::vector<Target> some(targets.begin() + from, targets.begin() + to);
    std::vector<model::Observation> seen(std::make_move_iterator(observations.begin() + from),
                                         std::make_move_iterator(observations.begin() + to));
    RUNSEAL_TRY(auto recorded, run.directory().write<std::vector<Measured>>(run.actor(), [&](Workspace& workspace) {
      return record_observations(workspace, some, std::move(seen));
    }));
    std::ranges::move(recorded, std::back_inserter(all));
  }
  return all;
}

Json as_json(const Measured& one) {
  const auto& assessment = one.now.assessment;
  return {{"endpoint", one.now.observation.endpoint},
          {"devices", one.now.devices},
          {"observation", one.now.observation.id},
          {"complete", one.now.observation.complete},
          {"failure", one.now.observation.failure},
          {"integrity", assessment.integrity.grade},
          {"confidentiality", assessment.confidentiality.grade},
          {"peer_authenticity", assessment.peer_authenticity.grade},
          {"trend", one.difference.trend},
          {"because", one.difference.worse_because},
          {"evidence", one.evidence},
          {"worse_evidence", one.worse_evidence}};
}

Json result_of(const std::vector<Measured>& all) {
  const auto count = [&](auto&& is) { return std::ranges::count_if(all, is); };
  Json items = Json::array();
  for (std::size_t i = 0; i < std::min(all.size(), most_listed); ++i) items.push_back(as_json(all[i]));
  return {{"measured", all.size()},
          {"protected", count([](const auto& one) { return one.now.assessment.secure(); })},
          {"accepted", count([](const auto& one) { return audit::borne(one.now.assessment); })},
          {"incomplete", count([](const auto& one) { return !one.now.observation.complete; })},
          {"worse", count([](const auto& one) { return one.difference.trend == model::Trend::worse; })},
          {"better", count([](const auto& one) { return one.difference.trend == model::Trend::better; })},
          {"items", std::move(items)}};
}

Result<Json> audit(JobRun& run) {
  RUNSEAL_TRY(const auto names, names_in(run.request()));
  RUNSEAL_TRY(auto work, run.directory().read<Work>([&](Workspace& workspace) { return work_of(workspace, names); }));
  const auto total = work.targets.size();
  run.progress(0, total, "connections");
  std::uint64_t done = 0;
  work.limits.clock = &run.directory().clock();
  work.limits.stop = &run.stop();
  work.limits.on_done = [&](const model::Observation& observation) {
    run.progress(++done, total, "connections", observation.endpoint);
  };
  RUNSEAL_TRY(auto observations, ask(audit::all_probes(work.settings), work.targets, work.credentials, work.limits));
  run.progress(total, total, "connections", "recording");
  RUNSEAL_TRY(const auto measured, record_in_pieces(run, work.targets, std::move(observations)));
  return result_of(measured);
}

}  // namespace

JobKind audit_job() { return {"audit", audit, title_of}; }

}  // namespace runseal::service
