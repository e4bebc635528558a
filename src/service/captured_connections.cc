#include "service/captured_connections.h"

#include <set>

#include <boost/asio/ip/address.hpp>

#include "base/text.h"
#include "capture/one_share.h"

namespace runseal::service {
namespace {

using capture::Conversation;

struct Spoken {
  const char* scheme;
  const char* protocol;  // as captures call it
  std::uint16_t port;    // 0: any, since the protocol is told by its bytes
};
// TLS hides what it carries: there the port has to tell.
constexpr Spoken spoken[] = {
    {"smb", "smb", 0},      {"nfs", "nfs", 0},       {"sftp", "ssh", 0},     {"ssh", "ssh", 0},
    {"http", "http", 0},    {"https", "tls", 443},   {"ftp", "ftp", 0},      {"ftps", "ftp", 0},
    {"ftp", "ftp-data", 0}, {"ftps", "ftp-data", 0}, {"ftps", "tls", 990},   {"ldap", "ldap", 0},
    {"ldaps", "tls", 636},  {"rsync", "rsync", 0},   {"rsyncs", "tls", 874}, {"iscsi", "iscsi", 0}};

bool fits(const base::Endpoint& endpoint, const Conversation& one) {
  return std::ranges::any_of(spoken, [&](const Spoken& known) {
    if (endpoint.scheme != known.scheme || one.protocol != known.protocol) return false;
    const auto port = endpoint.port != 0 ? endpoint.port : known.port;
    return port == 0 || one.port == 0 || one.port == port;
  });
}

// One text for one address, however it was written; nothing for a name.
std::optional<std::string> address_text(const std::string& host) {
  boost::system::error_code wrong;
  const auto address = boost::asio::ip::make_address(host, wrong);
  if (wrong) return std::nullopt;
  return address.to_string();
}

class Addresses {
 public:
  explicit Addresses(const CaptureOptions& options) : options_(options) {}

  const std::set<std::string>& of(const std::string& host) {
    auto [at, fresh] = known_.try_emplace(host);
    if (fresh) at->second = find(host);
    return at->second;
  }

 private:
  std::set<std::string> find(const std::string& host) const {
    if (const auto given = options_.names.find(host); given != options_.names.end())
      return {address_text(given->second).value_or(given->second)};
    if (const auto literal = address_text(host)) return {*literal};
    std::set<std::string> found;
    for (const auto& address : options_.look_up(host)) found.insert(address.to_string());
    return found;
  }

  const CaptureOptions& options_;
  std::map<std::string, std::set<std::string>> known_;
};

// Names that clients gave of themselves, in whatever protocol.
bool called_itself(const Conversation& one, const std::string& host) {
  return std::ranges::any_of(one.facts, [&](const auto& fact) {
    if (!fact.first.ends_with(".workstation")) return false;
    const auto& value = fact.second.value;
    const auto same = [&](const Json& name) {
      return name.is_string() && base::fold_case(name.get<std::string>()) == host;
    };
    return value.is_array() ? std::ranges::any_of(value, same) : same(value);
  });
}

std::string device_of(const Conversation& one, const std::vector<store::Kept<model::Device>>& inventory,
                      Addresses& addresses) {
  for (const auto& kept : inventory)
    for (const auto& host : kept.record.hosts)
      if (called_itself(one, host) || addresses.of(host).contains(one.client)) return kept.record.id;
  return {};
}

bool declares(const Target& target, const std::string& device) {
  return std::ranges::any_of(target.devices, [&](const auto& one) { return one.id == device; });
}

bool about_share(const CapturedConnection& connection, const Conversation& one) {
  const auto told = connection.share().empty() ? std::nullopt : capture::of_share(one, connection.share());
  return !told || told->spoken_of;
}

// TLS hides where FTP's files go.
bool hides_files(const base::Endpoint& endpoint, const Conversation& one) {
  return one.facts.contains("ftp.tls") || (endpoint.scheme == "ftps" && one.protocol == "tls");
}

// Whatever its client sent to its server in a protocol that is not read may have been FTP's files.
void add_hidden_files(const capture::Report& report, Matched& matched) {
  for (auto& connection : matched.connections) {
    std::set<std::pair<std::string, std::string>> hiding;
    for (const auto i : connection.conversations)
      if (const auto& one = report.conversations[i]; hides_files(connection.target.endpoint, one))
        hiding.emplace(one.client, one.server);
    if (hiding.empty()) continue;
    for (std::size_t i = 0; i < report.conversations.size(); ++i) {
      const auto& one = report.conversations[i];
      if (one.protocol != "unknown") continue;
      connection.perhaps_more = connection.perhaps_more || one.server == capture::gathered;
      const bool carried = one.bytes_to_server + one.bytes_to_client + one.bytes_not_seen > 0;
      if (one.transport != "tcp" || !carried || !hiding.contains({one.client, one.server})) continue;
      connection.conversations.push_back(i);
      matched.talks[i].connections.push_back(connection.target.endpoint.url());
    }
    std::ranges::sort(connection.conversations);
  }
}

}  // namespace

std::string CapturedConnection::share() const {
  const auto& endpoint = target.endpoint;
  if (endpoint.scheme == "nfs") return endpoint.path;
  return endpoint.scheme == "smb" ? endpoint.path.substr(0, endpoint.path.find('/')) : std::string();
}

Result<Matched> match_capture(Workspace& workspace, const capture::Report& report, const CaptureOptions& options) {
  Matched matched;
  RUNSEAL_TRY(const auto inventory, store::all_devices(workspace.database()));
  std::vector<std::string> names;
  if (options.connection) names.push_back(*options.connection);
  const bool any = options.connection ||
                   std::ranges::any_of(inventory, [](const auto& kept) { return !kept.record.connections.empty(); });
  if (any) {
    RUNSEAL_TRY(auto targets, targets_named(workspace, names));
    for (auto& target : targets) matched.connections.push_back({std::move(target), {}});
  }
  Addresses addresses(options);
  for (const auto& one : matched.connections)
    if (!options.connection && !one.target.endpoint.host.empty() && addresses.of(one.target.endpoint.host).empty())
      matched.not_found.push_back(one.target.endpoint.host);
  for (std::size_t i = 0; i < report.conversations.size(); ++i) {
    const auto& one = report.conversations[i];
    Talk talk{i, device_of(one, inventory, addresses), {}};
    bool known_storage = false;
    bool declared = false;
    for (auto& connection : matched.connections) {
      const auto& endpoint = connection.target.endpoint;
      const bool there = options.connection || addresses.of(endpoint.host).contains(one.server);
      const bool fitting = fits(endpoint, one);
      if (one.server == capture::gathered) {
        connection.perhaps_more = connection.perhaps_more || fitting;
        continue;
      }
      known_storage = known_storage || (there && (fitting || (!options.connection && one.protocol != "unknown")));
      if (!there || !fitting) continue;
      const bool its = options.connection || declares(connection.target, talk.device);
      declared = declared || its;
      if (!its && !talk.device.empty()) continue;
      if (!options.connection && !about_share(connection, one)) continue;
      connection.conversations.push_back(i);
      talk.connections.push_back(endpoint.url());
    }
    if (known_storage && (talk.device.empty() || !declared)) matched.strangers.push_back(i);
    matched.talks.push_back(std::move(talk));
  }
  add_hidden_files(report, matched);
  return matched;
}

}  // namespace runseal::service
