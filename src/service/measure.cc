#include "service/measure.h"

#include "audit/rules/judge.h"
#include "base/endpoint.h"
#include "base/text.h"

namespace runseal::service {
namespace {

Result<> add_connections(std::vector<Target>& targets, const model::Device& device) {
  for (const auto& url : device.connections) {
    RUNSEAL_TRY(auto endpoint, base::parse_endpoint(url));
    targets.push_back({device.id, std::move(endpoint)});
  }
  return {};
}

bool looks_like_an_endpoint(const std::string& name) {
  return name.find("://") != std::string::npos || name.starts_with("\\\\");
}

Change measurement_change(const store::Measurement& measurement) {
  const auto& assessment = measurement.assessment;
  Json findings = Json::array();
  for (const auto& finding : assessment.findings) findings.push_back(finding.id);
  // the remedies are words of ours, made anew from the facts at any time: the entry keeps what was measured
  return {"observation", measurement.observation.endpoint,
          Json{{"device", measurement.device_id}, {"observation", measurement.observation}, {"findings", findings},
               {"integrity", assessment.integrity}, {"confidentiality", assessment.confidentiality},
               {"peer_authenticity", assessment.peer_authenticity}},
          [measurement](store::Database& database, const std::string& entry) { return store::save_measurement(database, measurement, entry); }};
}

}  // namespace

Result<std::vector<Target>> targets_named(Workspace& workspace, const std::vector<std::string>& names) {
  std::vector<Target> targets;
  if (names.empty()) {
    RUNSEAL_TRY(const auto devices, store::all_devices(workspace.database()));
    for (const auto& device : devices) RUNSEAL_CHECK(add_connections(targets, device.record));
    if (targets.empty())
      return fail(ErrorCode::not_found, "no device in the inventory has a connection", {},
                  "declare one: `runseal device connect DEVICE smb://host/share`");
    return targets;
  }
  for (const auto& name : names) {
    if (looks_like_an_endpoint(name)) {
      RUNSEAL_TRY(auto endpoint, base::parse_endpoint(name));
      targets.push_back({"", std::move(endpoint)});
      continue;
    }
    RUNSEAL_TRY(const auto device, store::find_device(workspace.database(), name));
    if (!device)
      return fail(ErrorCode::not_found, "no device \"" + base::printable(name, 60) + "\"", {},
                  "`runseal device list` shows the inventory; an address is written smb://host/share");
    if (device->record.connections.empty())
      return fail(ErrorCode::invalid, "the device \"" + name + "\" has no connections to measure", {},
                  "declare one: `runseal device connect " + name + " smb://host/share`");
    RUNSEAL_CHECK(add_connections(targets, device->record));
  }
  return targets;
}

Result<std::vector<Measured>> measure(Workspace& workspace, const std::vector<std::unique_ptr<audit::Probe>>& probes,
                                      const std::vector<Target>& targets, const std::optional<audit::Credentials>& credentials,
                                      audit::Options options) {
  std::vector<audit::Question> questions;
  for (const auto& target : targets) questions.push_back({target.endpoint, credentials});
  options.clock = &workspace.clock();
  auto observations = audit::observe(probes, questions, options);
  if (options.stop && *options.stop) return fail(ErrorCode::cancelled, "stopped; nothing of this measurement was recorded");

  std::vector<Measured> measured;
  std::vector<Change> changes;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    RUNSEAL_TRY(const auto before, store::latest_measurement(workspace.database(), observations[i].endpoint));
    RUNSEAL_TRY(const auto device, store::find_device(workspace.database(), targets[i].device_id));
    auto assessment = audit::judge(observations[i], device ? &device->record : nullptr);
    Measured one{{targets[i].device_id, std::move(observations[i]), std::move(assessment)}, std::nullopt, 0};
    if (before) one.before = before->record.assessment;
    changes.push_back(measurement_change(one.now));
    measured.push_back(std::move(one));
  }
  RUNSEAL_TRY(const auto positions, workspace.record(changes));
  for (std::size_t i = 0; i < measured.size(); ++i) measured[i].evidence = positions[i];
  return measured;
}

}  // namespace runseal::service
