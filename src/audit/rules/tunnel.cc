#include "audit/rules/tunnel.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"
#include "audit/rules/saved.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Axis;
using model::Protection;
using model::Severity;

// What a look at this machine's own way showed.
struct Shown {
  bool looked = false;  // the observation is of this machine's own connection
  bool told = false;    // … and the kernel said how it goes
  std::string kind;     // "none" too
  bool integrity = false;
  bool confidentiality = false;
  bool ends_at_server = false;
  std::string detail;
};

Shown shown_by(const model::Observation& observation) {
  Shown shown;
  shown.looked = observation.protocol == "mount" && observation.method != saved_method;
  const auto found = observation.facts.find(route_fact);
  if (found == observation.facts.end()) return shown;
  try {
    const auto& route = found->second.value;
    if (route == "not told") {
      shown.looked = false;
      return shown;
    }
    shown.kind = route.at("tunnel").get<std::string>();
    shown.integrity = route.at("integrity").get<bool>();
    shown.confidentiality = route.at("confidentiality").get<bool>();
    shown.ends_at_server = route.at("ends_at_server").get<bool>();
    shown.detail = route.at("detail").get<std::string>();
    shown.told = true;
  } catch (const Json::exception&) {
    return {shown.looked, false, {}, false, false, false, {}};
  }
  return shown;
}

std::string name_of(const std::string& kind) {
  if (kind == "wireguard") return "WireGuard";
  return kind == "ipsec" ? "IPsec" : "an SSH tunnel";
}

struct Said {
  std::vector<std::string> who;
  std::string kind;  // of all; empty: they differ
  bool all = false;  // every device that uses the connection
  bool some = false;
};

Said said_by(const std::vector<model::Device>& devices, const std::string& endpoint) {
  Said said;
  std::size_t inside = 0;
  for (const auto& device : devices) {
    const auto tunnel = std::ranges::find(device.tunnels, endpoint, &model::Tunnel::connection);
    if (tunnel == device.tunnels.end()) continue;
    const std::string kind(base::name_of(tunnel->kind));
    said.kind = inside++ == 0 || said.kind == kind ? kind : std::string();
    said.who.push_back(fmt::format("{}: inside {}, says {} ({}): {}.", device.id, name_of(kind), tunnel->by,
                                   tunnel->at.substr(0, 10), tunnel->why));
  }
  said.some = inside > 0;
  said.all = inside > 0 && inside == devices.size();
  return said;
}

int rank(Protection grade) { return static_cast<int>(grade); }

void lift(Axis& axis, Protection to, const std::string& why) {
  if (rank(axis.grade) >= rank(to)) return;
  if (axis.grade == Protection::unknown && to != Protection::protected_) return;
  axis = {to, why + " Without it: " + axis.reason};
}

model::Finding finding(const char* id, Severity severity, const char* title, std::string explanation) {
  return {id, severity, title, std::move(explanation), {}, {}, {}, {route_fact}};
}

void judge_shown(model::Assessment& into, const Shown& shown, const Said& said) {
  const bool whole = shown.ends_at_server || (said.all && said.kind == shown.kind);
  const auto name = name_of(shown.kind);
  const auto why = whole ? fmt::format("It goes through {}, as was measured ({}).", name, shown.detail)
                         : fmt::format("It leaves through {}, as was measured; where that ends was not.", name);
  const auto grade = whole ? Protection::protected_ : Protection::optional;
  if (shown.integrity) lift(into.integrity, grade, why);
  if (shown.confidentiality) lift(into.confidentiality, grade, why);
  into.findings.push_back(finding(
      "tunnel.measured", Severity::info, "The connection goes through a tunnel",
      fmt::format("{}: {}. It protects what travels between its two ends. Who the server is, and who the user is, the "
                  "tunnel does not say.",
                  name, shown.detail)));
  if (!whole)
    into.findings.push_back(finding(
        "tunnel.far-end-not-known", Severity::medium, "Where the tunnel ends is not known",
        "Behind its far end the files travel as without it. If the tunnel ends at the storage itself, declare that: "
        "runseal device connect DEVICE " +
            into.endpoint + " --inside " + shown.kind + " --by NAME --why REASON."));
}

void say_not_seen(model::Assessment& into, const Shown& shown) {
  auto told =
      finding("tunnel.not-seen", Severity::high, "The declared tunnel is not there",
              "Somebody declared that this connection runs inside a tunnel; this machine's own route shows none");
  told.explanation += shown.detail.empty() ? "." : ": " + shown.detail + ".";
  told.harms = harms::all;
  told.clauses = clauses::confidentiality();
  into.findings.push_back(std::move(told));
}

}  // namespace

void judge_tunnel(model::Assessment& into, const model::Observation& observation,
                  const std::vector<model::Device>& devices) {
  const auto shown = shown_by(observation);
  const auto said = said_by(devices, observation.endpoint);
  if (said.some)
    into.findings.push_back(finding("tunnel.declared", Severity::info, "Somebody says that it runs inside a tunnel",
                                    base::join(said.who, " ")));
  if (shown.told && shown.kind != "none") return judge_shown(into, shown, said);
  if (shown.told && said.some) return say_not_seen(into, shown);
  if (said.some && !said.all)
    into.findings.push_back(finding("tunnel.some-devices-outside", Severity::medium,
                                    "Not every device of this connection is declared to be inside the tunnel",
                                    "What is declared for some of them changes no grade."));
  if (!said.all || shown.looked) return;  // what can be seen from here, and was not, is not believed
  const auto why = fmt::format("It is declared to run inside {}, which was not measured.",
                               said.kind.empty() ? "a tunnel" : name_of(said.kind));
  lift(into.integrity, Protection::optional, why);
  lift(into.confidentiality, Protection::optional, why);
}

std::vector<std::string> tunnel_finding_ids() {
  return {"tunnel.declared", "tunnel.far-end-not-known", "tunnel.measured", "tunnel.not-seen",
          "tunnel.some-devices-outside"};
}

}  // namespace runseal::audit
