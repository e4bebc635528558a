#include "service/measure.h"

#include <span>

#include <fmt/format.h>

#include "audit/rules/judge.h"
#include "audit/rules/measured_before.h"
#include "service/compared.h"
#include "service/known_hosts.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_of_an_observation = 48U << 10U;  // an evidence entry has 64 KiB
constexpr std::size_t recorded_at_once = 64;

// A server that answers at length must not make the entry too large: the bytes that show the facts are shortened, their
// number stays.
void shorten(model::Observation& observation) {
  for (std::size_t most = 2048; most > 0 && Json(observation).dump().size() > most_of_an_observation; most /= 2)
    for (auto& exchange : observation.exchanges)
      if (exchange.answer_hex.size() > most) exchange.answer_hex.resize(most);
}

Json acceptances(const model::Assessment& assessment) {
  Json list = Json::array();
  for (const auto& finding : assessment.findings)
    if (finding.accepted) list.push_back({{"finding", finding.id}, {"acceptance", *finding.accepted}});
  return list;
}

Json policy_of(const Measured& measured) { return measured.policy.empty() ? Json() : Json(measured.policy); }

Change measurement_change(const Measured& measured) {
  const auto& measurement = measured.now;
  const auto& assessment = measurement.assessment;
  Json findings = Json::array();
  for (const auto& finding : assessment.findings) findings.push_back(finding.id);
  // the remedies are words of ours, made anew from the facts at any time: the entry keeps what was measured
  return {"observation", measurement.observation.endpoint,
          Json{{"devices", measurement.devices},
               {"observation", measurement.observation},
               {"findings", findings},
               {"integrity", assessment.integrity},
               {"confidentiality", assessment.confidentiality},
               {"peer_authenticity", assessment.peer_authenticity},
               {"policy", policy_of(measured)},
               {"accepted", acceptances(assessment)}},
          [&measured](store::Database& database, const std::string& entry) {
            return store::save_measurement(database, measured.now, entry, measured.difference.trend);
          }};
}

Change worse_change(const Measured& measured) {
  const auto& difference = measured.difference;
  Json data{{"devices", measured.now.devices},
            {"observation", measured.now.observation.id},
            {"since", difference.since},
            {"evidence_before", measured.before_evidence ? Json(*measured.before_evidence) : Json()},
            {"because", difference.worse_because},
            {"axes", difference.axes},
            {"new_findings", difference.new_findings},
            {"policy", policy_of(measured)},
            {"facts", difference.facts}};
  if (data.dump(-1, ' ', false, Json::error_handler_t::replace).size() > most_of_an_observation)
    for (auto& fact : data["facts"]) fact = {{"id", fact["id"]}};  // both values stand in the two observations
  return {"connection-worse", measured.now.observation.endpoint, data, {}};
}

// Judges one under the policy and compares it with the last time.
Result<Measured> measured_of(Workspace& workspace, const Rules& rules, const std::vector<model::Device>& devices,
                             model::Observation observation) {
  const auto& policy = rules.policy;
  const auto today = base::date_of(workspace.now());
  RUNSEAL_TRY(const auto before, store::latest_measurement(workspace.database(), observation.endpoint));
  if (before && audit::rests_on_measured(observation))
    audit::remember_measured(observation, before->record.observation, before->record.assessment);
  audit::compare_with_known_hosts(observation, rules.known_hosts);
  if (before) audit::compare_with_before(observation, before->record.observation);
  Measured one;
  one.policy = policy.sha256;
  for (const auto& device : devices) one.now.devices.push_back(device.id);
  one.now.assessment = assess(observation, devices, policy, today);
  one.now.observation = std::move(observation);
  shorten(one.now.observation);
  if (!before) return one;
  const auto complete = [&] { return store::latest_complete(workspace.database(), one.now.observation.endpoint); };
  RUNSEAL_CHECK(compare_with(*before, complete, devices, policy, today, one));
  return one;
}

// What became worse has an entry of its own.
Result<> record(Workspace& workspace, std::span<Measured> all) {
  const auto is_worse = [](const Measured& one) { return one.difference.trend == model::Trend::worse; };
  std::vector<Change> changes;
  for (const auto& one : all) changes.push_back(measurement_change(one));
  for (const auto& one : all)
    if (is_worse(one)) changes.push_back(worse_change(one));
  RUNSEAL_TRY(const auto positions, workspace.record(changes));
  auto position = positions.begin();
  for (auto& one : all) one.evidence = *position++;
  for (auto& one : all)
    if (is_worse(one)) one.worse_evidence = *position++;
  return {};
}

// Some at a time: an entry lies several times in memory until it is written.
Result<std::vector<Measured>> record_all(Workspace& workspace, const Rules& rules, const std::vector<Target>& targets,
                                         std::vector<model::Observation> observations) {
  std::vector<Measured> measured;
  measured.reserve(targets.size());
  std::size_t recorded = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    RUNSEAL_TRY(auto one, measured_of(workspace, rules, targets[i].devices, std::move(observations[i])));
    measured.push_back(std::move(one));
    if (measured.size() - recorded < recorded_at_once && measured.size() < targets.size()) continue;
    RUNSEAL_CHECK(record(workspace, std::span(measured).subspan(recorded)));
    recorded = measured.size();
  }
  return measured;
}

}  // namespace

Result<audit::Policy> policy_in_force(Workspace& workspace, const std::optional<base::Path>& file) {
  const auto path = file.value_or(workspace.folder() / "policy.toml");
  if (!file) {
    RUNSEAL_TRY(const bool there, workspace.files().exists(path));
    if (!there) return audit::Policy{};
  }
  return audit::load_policy(workspace.files(), path, base::date_of(workspace.now()),
                            workspace.config().max_exception_days);
}

model::Assessment assess(const model::Observation& observation, const std::vector<model::Device>& devices,
                         const audit::Policy& policy, Date on) {
  auto assessment = audit::judge(observation, devices);
  audit::apply_policy(policy, on, assessment);
  return assessment;
}

Result<Rules> rules_in_force(Workspace& workspace, const std::optional<base::Path>& policy_file) {
  RUNSEAL_TRY(auto policy, policy_in_force(workspace, policy_file));
  RUNSEAL_TRY(auto known, known_hosts(workspace.config()));
  return Rules{std::move(policy), std::move(known)};
}

audit::Options limits_of(const base::Config& config) {
  audit::Options options;
  options.time_limit = config.audit_time_limit;
  options.parallel = config.audit_parallel;
  options.per_host = config.audit_per_host;
  return options;
}

Result<std::optional<audit::Credentials>> usual_credentials(Workspace& workspace) {
  const auto file = workspace.folder() / "keys" / "audit.login";
  RUNSEAL_TRY(const bool there, workspace.files().exists(file));
  if (!there) return audit::credentials_from_environment();
  RUNSEAL_TRY(auto credentials, audit::read_credentials(workspace.files(), file));
  return std::optional(std::move(credentials));
}

Result<audit::ProbeSettings> probe_settings(const base::Config& config, const std::string& ca_file) {
  const auto& file = ca_file.empty() ? config.audit_ca_file : ca_file;
  audit::ProbeSettings settings;
  if (!file.empty()) {
    RUNSEAL_TRY(settings.trust, base::Trust::system_and(file));
  }
  return settings;
}

Result<std::vector<model::Observation>> ask(const std::vector<std::unique_ptr<audit::Probe>>& probes,
                                            const std::vector<Target>& targets,
                                            const std::optional<audit::Credentials>& credentials,
                                            const audit::Options& options) {
  std::vector<audit::Question> questions;
  for (const auto& target : targets) questions.push_back({target.endpoint, credentials});
  auto observations = audit::observe(probes, questions, options);
  if (options.stop && *options.stop)
    return fail(ErrorCode::cancelled, "stopped; nothing of this measurement was recorded");
  return observations;
}

Result<std::vector<Measured>> measure(Workspace& workspace, const std::vector<std::unique_ptr<audit::Probe>>& probes,
                                      const std::vector<Target>& targets,
                                      const std::optional<audit::Credentials>& credentials, audit::Options options,
                                      const std::optional<base::Path>& policy_file) {
  RUNSEAL_TRY(const auto rules, rules_in_force(workspace, policy_file));  // before anybody is asked
  options.clock = &workspace.clock();
  RUNSEAL_TRY(auto observations, ask(probes, targets, credentials, options));
  return record_all(workspace, rules, targets, std::move(observations));
}

Result<std::vector<Measured>> measure_saved(Workspace& workspace, const Rules& rules,
                                            const std::vector<audit::SavedOutput>& outputs,
                                            const std::vector<std::string>& names, std::size_t most) {
  std::vector<base::Endpoint> connections;
  if (!names.empty()) {
    RUNSEAL_TRY(const auto named, targets_named(workspace, names));
    for (const auto& target : named) connections.push_back(target.endpoint);
  }
  RUNSEAL_TRY(auto observations, audit::observe_saved(outputs, connections));
  if (observations.size() > most)
    return fail(ErrorCode::limit,
                fmt::format("the output tells about {} connections, and at most {} are taken in at once",
                            observations.size(), most),
                {}, "name those that it is to be judged for");
  std::vector<std::string> urls;
  for (const auto& observation : observations) urls.push_back(observation.endpoint);
  RUNSEAL_TRY(const auto targets, targets_named(workspace, urls));
  return record_observations(workspace, rules, targets, std::move(observations));
}

Result<std::vector<Measured>> measure_saved(Workspace& workspace, const std::vector<audit::SavedOutput>& outputs,
                                            const std::vector<std::string>& names,
                                            const std::optional<base::Path>& policy_file) {
  RUNSEAL_TRY(const auto rules, rules_in_force(workspace, policy_file));
  return measure_saved(workspace, rules, outputs, names);
}

Result<std::vector<Measured>> record_observations(Workspace& workspace, const std::vector<Target>& targets,
                                                  std::vector<model::Observation> observations,
                                                  const std::optional<base::Path>& policy_file) {
  RUNSEAL_TRY(const auto rules, rules_in_force(workspace, policy_file));
  return record_all(workspace, rules, targets, std::move(observations));
}

Result<std::vector<Measured>> record_observations(Workspace& workspace, const Rules& rules,
                                                  const std::vector<Target>& targets,
                                                  std::vector<model::Observation> observations) {
  return record_all(workspace, rules, targets, std::move(observations));
}

}  // namespace runseal::service
