// What a measurement of this server does not reach, or knows only from the end of a connection.
#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/clauses.h"
#include "audit/rules/smb_findings.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Severity;

SmbRule dfs_namespace() {
  return {{"smb.dfs-namespace",
           Severity::high,
           "The share is a DFS namespace: its folders may lie on other servers",
           "The server that was measured sends clients on to the servers that hold the files, and those were not "
           "measured. Look up the targets (Windows: Get-DfsnFolderTarget, or the tab DFS in a folder's properties; "
           "Samba: the links \"msdfs:…\" in the share's folder), measure smb://SERVER/SHARE of each, and declare "
           "those as the device's connections.",
           {},
           {clauses::ms_smb2("2.2.10", "SMB2 TREE_CONNECT Response")},
           {},
           {"smb.share-dfs"}},
          [](const SmbFacts& facts) { return facts.share_dfs == std::optional(true); }};
}

SmbRule dfs_not_shown() {
  return {{"smb.dfs-not-shown",
           Severity::info,
           "Whether the share is a DFS namespace was not seen",
           "The server may hold DFS namespaces, as most say, whose folders lie on other servers. Whether this share is "
           "one shows only in a session that opens it: give credentials for the share.",
           {},
           {clauses::ms_smb2("2.2.10", "SMB2 TREE_CONNECT Response")},
           {},
           {"smb.dfs-capable"}},
          [](const SmbFacts& facts) { return facts.dfs_capable == std::optional(true) && !facts.share_dfs; }};
}

SmbRule known_by_hang_up() {
  return {{"smb.refused-by-hanging-up",
           Severity::info,
           "A version counts as refused because the connection was ended",
           "No answer says so. Some servers do that with a version they do not take; but a device on the way could "
           "do it too, to this machine alone. To be sure, look at the server's settings, or measure from the network "
           "of the devices.",
           {},
           {},
           {},
           {"smb.hung-up"}},
          [](const SmbFacts& facts) { return !facts.hung_up.empty(); },
          [](const SmbFacts& facts) {
            std::vector<std::string> each;
            for (const auto& [version, how] : facts.hung_up)
              each.push_back(fmt::format("Offered {} alone, the server {}.", version, how));
            return base::join(each, " ");
          }};
}

constexpr std::chrono::minutes most_clock_difference{5};

SmbRule clock_differs() {
  return {{"smb.clock-differs",
           Severity::low,
           "The server's clock differs by more than five minutes",
           "Kerberos logins fail beyond a few minutes, which makes clients fall back to NTLM, and the times of files "
           "and logs cannot be compared. Set both clocks from the same time server.",
           {},
           {},
           {},
           {"smb.server-time"}},
          [](const SmbFacts& facts) {
            return facts.clock_ahead && std::chrono::abs(*facts.clock_ahead) > most_clock_difference;
          },
          [](const SmbFacts& facts) {
            const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(std::chrono::abs(*facts.clock_ahead));
            return fmt::format("It is {} minutes {} of the clock here.", minutes.count(),
                               facts.clock_ahead->count() > 0 ? "ahead" : "behind");
          }};
}

SmbRule kerberos_not_offered() {
  return {{"smb.kerberos-not-offered",
           Severity::info,
           "The server offers NTLM logins alone",
           "With NTLM a client proves its password to whoever asks, and it can be passed on to another server unless "
           "that one requires signing. Kerberos tickets are made for one server. A server in a domain can offer it; a "
           "NAS by itself can not.",
           {},
           {},
           {},
           {"smb.login-mechanisms"}},
          [](const SmbFacts& facts) {
            return facts.login_mechanisms && !facts.login_mechanisms->empty() &&
                   std::ranges::find(*facts.login_mechanisms, "Kerberos") == facts.login_mechanisms->end();
          }};
}

}  // namespace

std::vector<SmbRule> smb_scope_rules() {
  return {dfs_namespace(), dfs_not_shown(), known_by_hang_up(), clock_differs(), kerberos_not_offered()};
}

}  // namespace runseal::audit
