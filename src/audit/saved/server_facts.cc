#include "audit/saved/server_facts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::audit {
namespace {

bool lies_in(const std::string& path, const std::string& exported) {
  return path == exported || path.starts_with(exported == "/" ? exported : exported + "/");
}

const Export* export_of(const std::vector<Export>& exports, const base::Endpoint& connection) {
  const Export* best = nullptr;
  for (const auto& one : exports)
    if (lies_in("/" + connection.path, one.path) && (!best || one.path.size() > best->path.size())) best = &one;
  return best;
}

bool insists_on_tls(const ExportClient& client) {
  const auto policies = client.list("xprtsec");
  return !policies.empty() &&
         std::ranges::all_of(policies, [](const auto& one) { return one == "tls" || one == "mtls"; });
}

}  // namespace

// exports(5): without sec= it is sys; what one client may do, somebody in its place may do.
SavedFacts facts_of_exports(const std::vector<Export>& exports, const base::Endpoint& connection) {
  SavedFacts said;
  const auto* here = export_of(exports, connection);
  if (!here) {
    said.failure = "no export of /" + connection.path + " stands there";
    return said;
  }
  std::set<std::string> flavours;
  auto clients = Json::array();
  bool everybody = false, root = false, tls_only = true;
  for (const auto& client : here->clients) {
    auto list = client.list("sec");
    if (list.empty()) list.emplace_back("sys");
    flavours.insert(list.begin(), list.end());
    clients.push_back(client.who.empty() ? "*" : client.who);
    everybody |= client.is_everybody();
    root |= client.has("no_root_squash");
    tls_only &= insists_on_tls(client);
    said.evidence += fmt::format("{} {}({})\n", here->path, client.who, base::join(client.options, ","));
  }
  const bool plain =
      !tls_only && std::ranges::any_of(flavours, [](const auto& one) { return !one.starts_with("krb5"); });
  for (const auto* version : {"v3", "v4"}) {
    said.facts[fmt::format("nfs.{}.flavours", version)] = flavours;
    said.facts[fmt::format("nfs.{}.plain", version)] = plain ? "served" : "refused";
  }
  said.facts["nfs.versions"] = {"3", "4.0", "4.1", "4.2"};  // the file does not say: all that the kernel may serve
  said.facts["nfs.exports"] = Json{{here->path, clients}};
  said.facts["nfs.open-to-everyone"] = everybody;
  if (root) said.facts["nfs.root"] = "kept";
  if (tls_only) said.facts["nfs.tls"] = true;
  return said;
}

// sshd_config(5). The keys themselves, and whether the strict exchange is known, are not said there.
SavedFacts facts_of_sshd(const std::map<std::string, std::string>& settings) {
  SavedFacts said;
  said.facts["ssh.protocol"] = "2.0";
  const std::pair<const char*, const char*> lists[] = {{"kexalgorithms", "ssh.key-exchanges"},
                                                       {"ciphers", "ssh.ciphers"},
                                                       {"macs", "ssh.macs"},
                                                       {"hostkeyalgorithms", "ssh.host-key-algorithms"}};
  for (const auto& [setting, id] : lists) {
    const auto found = settings.find(setting);
    if (found == settings.end()) {
      said.failure = fmt::format("\"{}\" is not said: save what sshd -T prints, not sshd_config", setting);
      continue;
    }
    said.facts[id] = base::split(found->second, ',');
    said.evidence += fmt::format("{} {}\n", setting, found->second);
  }
  const auto on = [&](const char* setting) {
    const auto found = settings.find(setting);
    return found != settings.end() && found->second == "yes";
  };
  auto methods = Json::array();
  if (on("pubkeyauthentication")) methods.push_back("publickey");
  if (on("passwordauthentication")) methods.push_back("password");
  if (on("kbdinteractiveauthentication")) methods.push_back("keyboard-interactive");
  said.facts["ssh.login-methods"] = methods;
  if (const auto found = settings.find("compression"); found != settings.end())
    said.facts["ssh.compressions"] = found->second == "no" ? Json{"none"} : Json{"none", "zlib@openssh.com"};
  return said;
}

}  // namespace runseal::audit
