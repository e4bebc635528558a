#include "service/audit_job.h"

#include "audit/all_probes.h"
#include "base/text.h"
#include "service/compared.h"
#include "service/job_request.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_names = 10'000;
constexpr std::size_t recorded_at_once = 64;
constexpr std::uint64_t longest_time_limit = 600;
constexpr std::size_t longest_policy = 64U << 10U;

Result<std::string> policy_in(const Json& request) {
  const auto found = request.find("policy");
  if (found == request.end()) return std::string();
  if (!found->is_string() || found->get_ref<const std::string&>().size() > longest_policy)
    return fail(ErrorCode::usage, "policy must be the text of a policy file of at most 64 KiB");
  return found->get<std::string>();
}

// Empty: every connection. Errors: usage.
Result<std::vector<std::string>> names_in(const Json& request) {
  RUNSEAL_CHECK(has_only(request, {"names", "all", "time_limit_s", "policy"}));
  RUNSEAL_CHECK(number_in(request, "time_limit_s", 0, longest_time_limit));
  RUNSEAL_CHECK(policy_in(request));
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
  Rules rules;
  std::optional<audit::Credentials> credentials;
};

Result<Work> work_of(Workspace& workspace, const Json& request) {
  RUNSEAL_TRY(const auto names, names_in(request));
  Work work;
  RUNSEAL_TRY(work.rules, rules_asked(workspace, request));  // a fault in it is told before anybody is asked
  RUNSEAL_TRY(work.targets, targets_named(workspace, names));
  work.limits = limits_of(workspace.config());
  RUNSEAL_TRY(const auto seconds, number_in(request, "time_limit_s", 0, longest_time_limit));
  if (seconds > 0) work.limits.time_limit = std::chrono::seconds(seconds);
  RUNSEAL_TRY(work.settings, probe_settings(workspace.config()));
  RUNSEAL_TRY(work.credentials, usual_credentials(workspace));
  return work;
}

Result<std::vector<Measured>> record_in_pieces(JobRun& run, const Work& work,
                                               std::vector<model::Observation> observations) {
  const auto& targets = work.targets;
  std::vector<Measured> all;
  for (std::size_t at = 0; at < targets.size(); at += recorded_at_once) {
    const auto end = std::min(at + recorded_at_once, targets.size());
    const auto from = static_cast<std::ptrdiff_t>(at);
    const auto to = static_cast<std::ptrdiff_t>(end);
    const std::vector<Target> some(targets.begin() + from, targets.begin() + to);
    std::vector<model::Observation> seen(std::make_move_iterator(observations.begin() + from),
                                         std::make_move_iterator(observations.begin() + to));
    RUNSEAL_TRY(auto recorded, run.directory().write<std::vector<Measured>>(run.actor(), [&](Workspace& workspace) {
      return record_observations(workspace, work.rules, some, std::move(seen));
    }));
    std::ranges::move(recorded, std::back_inserter(all));
  }
  return all;
}

Json row_of(const Measured& one) {
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
  for (std::size_t i = 0; i < std::min(all.size(), most_listed); ++i) items.push_back(row_of(all[i]));
  return {{"measured", all.size()},
          {"protected", count([](const auto& one) { return one.now.assessment.secure(); })},
          {"accepted", count([](const auto& one) { return audit::borne(one.now.assessment); })},
          {"incomplete", count([](const auto& one) { return !one.now.observation.complete; })},
          {"worse", count([](const auto& one) { return one.difference.trend == model::Trend::worse; })},
          {"better", count([](const auto& one) { return one.difference.trend == model::Trend::better; })},
          {"items", std::move(items)}};
}

Result<Json> audit(JobRun& run) {
  RUNSEAL_TRY(auto work,
              run.directory().read<Work>([&](Workspace& workspace) { return work_of(workspace, run.request()); }));
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
  RUNSEAL_TRY(const auto measured, record_in_pieces(run, work, std::move(observations)));
  return result_of(measured);
}

}  // namespace

JobKind audit_job() { return {"audit", audit, title_of}; }

Result<Rules> rules_asked(Workspace& workspace, const Json& request) {
  RUNSEAL_TRY(const auto text, policy_in(request));
  RUNSEAL_TRY(auto rules, rules_in_force(workspace));
  if (text.empty()) return rules;
  RUNSEAL_TRY(rules.policy, audit::parse_policy(text, "the policy given", base::date_of(workspace.now()),
                                                workspace.config().max_exception_days));
  return rules;
}

Result<std::vector<Measured>> measured_by(Workspace& workspace, const model::Job& job, std::size_t offset,
                                          std::size_t limit) {
  if (job.kind != "audit" || job.state != model::JobState::done)
    return fail(ErrorCode::not_found, "this is no measurement that has ended well", job.id);
  RUNSEAL_TRY(const auto rules, rules_asked(workspace, job.request));
  const auto& items = job.result.at("items");
  std::vector<Measured> out;
  for (auto at = offset; at < items.size() && out.size() < limit; ++at) {
    RUNSEAL_TRY(auto one, measured_again(workspace, items[at].value("observation", ""), rules.policy));
    if (const auto worse = items[at].value("worse_evidence", Json()); worse.is_number())
      one.worse_evidence = worse.get<std::uint64_t>();
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace runseal::service
