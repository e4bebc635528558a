#include "audit/rules/ssh_known.h"

#include <map>

#include <fmt/format.h>

#include "audit/rules/facts.h"
#include "audit/rules/ssh_facts.h"
#include "base/bytes.h"
#include "base/endpoint.h"
#include "base/text.h"
#include "proto/ssh_key.h"
#include "proto/ssh_known_hosts.h"

namespace runseal::audit {
namespace {

constexpr std::uint16_t standard_port = 22;
constexpr const char* known_label = "known-hosts";

struct Listed {
  bool same = false;
  bool other = false;
  bool revoked = false;
  bool authority = false;
};

std::string type_of_listed(const std::string& key) {
  const auto blob = base::from_base64(key);
  if (!blob) return {};
  const auto parsed = proto::parse_ssh_key(*blob);
  return parsed ? parsed->type : std::string();
}

std::string verdict(const std::vector<SshHostKeyFact>& shown, const std::vector<proto::SshKnownKey>& listed) {
  Listed found;
  for (const auto& known : listed) found.authority = found.authority || known.authority;
  for (const auto& key : shown) {
    bool same = false;
    bool other = false;
    for (const auto& known : listed) {
      if (known.authority) continue;  // it signs host keys, and is none
      if (known.key == key.key && known.revoked) found.revoked = true;
      if (known.key == key.key && !known.revoked) same = true;
      if (known.key != key.key && !known.revoked && type_of_listed(known.key) == key.type) other = true;
    }
    found.same = found.same || same;
    found.other = found.other || (other && !same);  // several keys of one type may be listed while they change
  }
  if (found.revoked) return "revoked";
  if (found.other) return "other";
  if (found.same) return "same";
  return found.authority ? "authority" : "not-listed";
}

}  // namespace

void compare_with_known_hosts(model::Observation& now, const std::vector<KnownHosts>& lists) {
  const auto shown = ssh_facts(now).host_keys;
  const auto endpoint = base::parse_endpoint(now.endpoint);
  if (!shown || !endpoint) return;
  std::vector<proto::SshKnownKey> listed;
  std::vector<std::string> names;
  const auto port = endpoint->port == 0 ? standard_port : endpoint->port;
  for (const auto& list : lists) {
    names.push_back(list.name);
    for (auto& key : proto::ssh_known_keys(list.text, endpoint->host, port)) listed.push_back(std::move(key));
  }
  const auto result = verdict(*shown, listed);
  now.exchanges.push_back({known_label,
                           fmt::format("looked for {} in {}", proto::ssh_known_name(endpoint->host, port),
                                       names.empty() ? "no list of known hosts" : base::join(names, ", ")),
                           "", 0, fmt::format("{} keys are listed for it", listed.size())});
  now.facts["ssh.known-hosts"] = {result, known_label};
}

void compare_with_before(model::Observation& now, const model::Observation& before) {
  if (now.protocol != "ssh" || before.protocol != "ssh") return;
  const auto earlier = ssh_facts(before);
  std::map<std::string, std::string> first;
  if (earlier.host_keys)
    for (const auto& key : *earlier.host_keys) first[key.type] = key.fingerprint;
  const bool settled = earlier.known_hosts == "same";  // what somebody vouched for is the new beginning
  if (earlier.host_keys_before && !settled)
    for (const auto& [type, fingerprint] : *earlier.host_keys_before) first[type] = fingerprint;
  if (first.empty()) return;
  constexpr const char* label = "measured-before";
  now.exchanges.push_back({label, "looked at the measurement of " + before.at, "", 0,
                           fmt::format("it, or those before it, showed host keys of {} types", first.size())});
  now.facts["ssh.host-keys-before"] = {first, label};
}

}  // namespace runseal::audit
