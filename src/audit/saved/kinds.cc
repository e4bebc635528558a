#include "audit/saved/kinds.h"

#include <algorithm>

#include "audit/saved/exports.h"
#include "audit/saved/records.h"
#include "audit/saved/saved_mounts.h"
#include "audit/saved/settings.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

std::optional<SavedKind> by_names(const Record& record) {
  const auto has = [&](const char* name) { return record.contains(name); };
  if (has("enablesmb1protocol") || has("requiresecuritysignature") || has("rejectunencryptedaccess"))
    return SavedKind::smb_server_configuration;
  if (has("servername") && has("sharename")) return SavedKind::smb_connection;
  if (has("name") && (has("encryptdata") || (has("scopename") && has("path")))) return SavedKind::smb_share;
  return {};
}

bool is_smb_conf(std::string_view text) {
  return std::ranges::any_of(base::lines(text), [](std::string_view line) {
    const auto folded = base::fold_case(base::trim(line));
    return folded == "[global]" || folded == "[globals]";
  });
}

}  // namespace

std::optional<SavedKind> recognise(std::string_view text) {
  if (is_smb_conf(text)) return SavedKind::smb_conf;
  if (const auto records = parse_records(text); !records.empty())
    if (const auto kind = by_names(records.front())) return kind;
  const auto sshd = parse_sshd_settings(text);
  if (sshd.contains("kexalgorithms") && sshd.contains("ciphers")) return SavedKind::sshd;
  if (!parse_saved_mounts(text).empty()) return SavedKind::mounts;
  if (!parse_exports(text).empty()) return SavedKind::exports;
  return {};
}

bool fits(SavedKind kind, const base::Endpoint& connection) {
  const auto& scheme = connection.scheme;
  switch (kind) {
    case SavedKind::smb_conf:
    case SavedKind::smb_server_configuration:
    case SavedKind::smb_connection:
    case SavedKind::smb_share: return scheme == "smb";
    case SavedKind::exports: return scheme == "nfs";
    case SavedKind::sshd: return scheme == "ssh" || scheme == "sftp";
    case SavedKind::mounts: break;
  }
  return scheme == "mount" || scheme == "smb" || scheme == "nfs";
}

}  // namespace runseal::audit
