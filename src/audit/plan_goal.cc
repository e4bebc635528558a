#include "audit/plan_goal.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/plan_devices.h"
#include "audit/rules/device_limits.h"
#include "audit/rules/facts.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Effort;

std::string devices_of(const Known& connection, SmbEnd end) {
  std::vector<std::string> ids;
  for (const auto& device : connection.devices)
    if (smb_end_of(&device) == end) ids.push_back(device.id);
  return base::join(ids, ", ");
}

// The limit that decides: a device of SMB 1 stands behind a gateway anyway.
SmbEnd limit_of(const Known& connection) {
  auto end = SmbEnd::modern;
  for (const auto& device : connection.devices)
    if (const auto its = smb_end_of(&device); its != SmbEnd::smb_1) end = std::max(end, its);
  return end;
}

std::string what_the_server_lacks(const Known& connection, SmbEnd limit) {
  if (!connection.observation) return {};
  const auto dialects = fact<std::vector<std::string>>(*connection.observation, "smb.dialects");
  if (!dialects) return {};
  const auto takes = [&](const std::string& dialect) {
    return std::ranges::find(*dialects, dialect) != dialects->end();
  };
  if (limit == SmbEnd::smb_2_1 || limit == SmbEnd::unrecorded)
    return takes("2.1") ? "" : "allow SMB 2.1, the newest that the devices here are known to speak";
  if (limit == SmbEnd::smb_3_0)
    return takes("3.0") || takes("3.0.2") ? "" : "allow SMB 3.0, the newest that the devices here speak";
  if (!takes("3.1.1")) return "bring the server to a version that speaks SMB 3.1.1, or allow it there";
  if (fact<bool>(*connection.observation, "smb.encryption-capable") == std::optional(false))
    return "allow SMB 3 encryption at the server, which today offers none";
  return {};
}

void explain_smb_gateway(const Known& connection, Goal& goal) {
  if (const auto smb1 = devices_of(connection, SmbEnd::smb_1); !smb1.empty()) {
    goal.gateway = fmt::format(
        "{} can speak SMB 1 only, which nothing protects: a gateway beside it must speak to the "
        "storage in its place",
        smb1);
    goal.gateway_first = true;
    goal.remains.push_back("the cable between such a device and its gateway is unprotected: keep it between these two");
  }
  if (const auto smb2 = devices_of(connection, SmbEnd::smb_2_1); !smb2.empty()) {
    goal.gateway += (goal.gateway.empty() ? "" : "; ") +
                    fmt::format(
                        "{} can sign but never encrypt: for confidentiality a gateway beside it, or IPsec "
                        "between both ends",
                        smb2);
    goal.remains.push_back(
        fmt::format("without that gateway or IPsec, whoever is on the way reads what {} sends", smb2));
  }
}

Goal smb_goal(const Known& connection) {
  Goal goal;
  const auto limit = limit_of(connection);
  goal.server_first = what_the_server_lacks(connection, limit);
  explain_smb_gateway(connection, goal);
  switch (limit) {
    case SmbEnd::smb_3_0:
      goal.best = "SMB 3.0 or 3.0.2, encryption required";
      goal.remains.emplace_back(
          "the negotiation of SMB 3.0 is protected only as far as the device checks it afterwards");
      break;
    case SmbEnd::smb_2_1: goal.best = "SMB 2.1, signing required"; break;
    case SmbEnd::unrecorded: {
      const auto unrecorded = devices_of(connection, SmbEnd::unrecorded);
      goal.unrecorded = base::split(unrecorded, ',');
      goal.best = "SMB 2.1, signing required, until it is recorded what " + unrecorded + " can do";
      break;
    }
    case SmbEnd::smb_1:
    case SmbEnd::modern: goal.best = "SMB 3.1.1, encryption required"; break;
  }
  if (goal.gateway_first) goal.best += " (from the gateway, for what speaks SMB 1)";
  return goal;
}

struct OtherGoal {
  std::initializer_list<const char*> schemes;
  const char* best;
  Effort at_the_server;
  const char* remains;
};

const OtherGoal others[] = {
    {{"nfs"},
     "NFS 4 with sec=krb5p required",
     Effort::hours,
     "every client needs Kerberos: one that cannot, a gateway"},
    {{"sftp", "ssh"}, "SFTP with current algorithms, the host key known to the device", Effort::minutes, ""},
    {{"ftp", "ftps"}, "SFTP, or FTP with TLS required for commands and for data", Effort::hours, ""},
    {{"http", "https", "webdav", "webdavs", "dav", "davs", "s3"},
     "HTTPS with TLS 1.2 or 1.3 only, the certificate checked by the device",
     Effort::hours,
     ""},
    {{"ldap", "ldaps"}, "LDAP with TLS required, plain binds refused", Effort::hours, ""},
    {{"rsync", "rsyncs"}, "rsync over SSH, or its daemon inside TLS", Effort::hours, ""},
    {{"iscsi"}, "iSCSI inside IPsec", Effort::hours, "iSCSI itself protects no data: all rests on the tunnel"},
    {{"mount"}, "the protected options of the file system that is mounted", Effort::minutes, ""}};

Goal other_goal(const std::string& scheme, const Known& connection) {
  Goal goal;
  auto end = devices_end(scheme, connection.devices);
  goal.gateway_known = end.known;
  goal.gateway = std::move(end.gateway);
  goal.gateway_first = !goal.gateway.empty();
  goal.remains = std::move(end.remains);
  for (const auto& other : others) {
    if (std::ranges::find(other.schemes, scheme) == other.schemes.end()) continue;
    goal.best = other.best;
    goal.at_the_server = other.at_the_server;
    if (*other.remains != '\0') goal.remains.emplace_back(other.remains);
    return goal;
  }
  goal.best = "not known: runseal has no rules for " + scheme;
  return goal;
}

}  // namespace

Goal goal_of(const Known& connection) {
  const auto scheme = connection.endpoint.substr(0, connection.endpoint.find(':'));
  return scheme == "smb" ? smb_goal(connection) : other_goal(scheme, connection);
}

}  // namespace runseal::audit
