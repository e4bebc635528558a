// runseal audit --explain: what would be sent, to exactly these endpoints. Sends nothing, and makes no data directory.
#include <fmt/format.h>

#include "app/cli/audit_explain.h"
#include "app/records_audit.h"
#include "base/text.h"

namespace runseal::app {
namespace {

using service::Target;

using Probes = std::vector<audit::ProbeInfo>;

std::optional<audit::ProbeInfo> probe_for(const Probes& probes, const std::string& scheme) {
  for (const auto& info : probes)
    if (std::ranges::find(info.schemes, scheme) != info.schemes.end()) return info;
  return std::nullopt;
}

Result<std::vector<Target>> targets_of(const Context& context, const std::vector<std::string>& names) {
  auto known = records::targets(context, names);
  if (known || context.remote() || context.open(service::Access::read)) return known;
  std::vector<Target> targets;  // addresses need no data directory
  for (const auto& name : names) {
    const auto endpoint = base::parse_endpoint(name);
    if (!endpoint) return known;
    targets.push_back({*endpoint, {}});
  }
  return targets;
}

void explain_probes(const Context& context, const Probes& probes) {
  Json documents = Json::array();
  for (const auto& info : probes) {
    documents.push_back({{"name", info.name}, {"schemes", info.schemes}, {"port", info.port}, {"sends", info.sends}});
    if (context.json) continue;
    context.screen.heading(info.local ? info.name + " (this machine)"
                                      : fmt::format("{} (port {})", info.name, info.port));
    context.screen.paragraph(info.sends, 2);
  }
  if (context.json) context.print(documents);
}

Json document_of(const Target& target, const std::optional<audit::ProbeInfo>& info, bool login) {
  Json devices = Json::array();
  for (const auto& device : target.devices) devices.push_back(device.id);
  Json document{{"endpoint", target.endpoint.url()}, {"devices", devices}, {"probe", Json()}};
  if (!info) return document;
  document["probe"] = info->name;
  document["host"] = target.endpoint.host;
  document["port"] = target.endpoint.port != 0 ? target.endpoint.port : info->port;
  document["sends"] = info->sends;
  document["login"] = login;
  return document;
}

void show(const Screen& screen, const Json& document) {
  screen.heading(document["endpoint"]);
  if (document["probe"].is_null()) {
    screen.paragraph("runseal has no probe for such addresses: nothing is sent, and the grades are unknown.", 2);
    return;
  }
  if (const auto devices = document["devices"].get<std::vector<std::string>>(); !devices.empty())
    screen.paragraph(screen.dim("used by " + base::join(devices, ", ")), 2);
  if (const auto host = document["host"].get<std::string>(); !host.empty())
    screen.paragraph(fmt::format("To {}, TCP port {}:", host, document["port"].get<int>()), 2);
  screen.paragraph(document["sends"].get<std::string>(), 2);
  if (document["login"].get<bool>())
    screen.paragraph(
        "Then, where the protocol has a login that tells more: one login with the credentials given, by turns, and "
        "none "
        "after a refused one.",
        2);
}

}  // namespace

Result<int> explain(const Context& context, const std::vector<std::string>& names, bool all, bool login) {
  RUNSEAL_TRY(const auto probes, records::probes(context));
  if (names.empty() && !all) {
    explain_probes(context, probes);
    return holds;
  }
  RUNSEAL_TRY(const auto targets, targets_of(context, names));
  Json documents = Json::array();
  for (const auto& target : targets) {
    documents.push_back(document_of(target, probe_for(probes, target.endpoint.scheme), login));
    if (!context.json) show(context.screen, documents.back());
  }
  if (context.json) context.print(documents);
  return holds;
}

}  // namespace runseal::app
