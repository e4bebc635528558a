// What a file saved on another machine is, told by its content.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.h"
#include "base/enum_names.h"

namespace runseal::audit {

enum class SavedKind { smb_conf, exports, smb_server_configuration, smb_connection, smb_share, sshd, mounts };

[[nodiscard]] std::optional<SavedKind> recognise(std::string_view text);
// Whether it can say something about this connection.
[[nodiscard]] bool fits(SavedKind kind, const base::Endpoint& connection);

}  // namespace runseal::audit

RUNSEAL_ENUM_NAMES(runseal::audit::SavedKind, {runseal::audit::SavedKind::smb_conf, "smb.conf"},
                   {runseal::audit::SavedKind::exports, "exports"},
                   {runseal::audit::SavedKind::smb_server_configuration, "Get-SmbServerConfiguration"},
                   {runseal::audit::SavedKind::smb_connection, "Get-SmbConnection"},
                   {runseal::audit::SavedKind::smb_share, "Get-SmbShare"}, {runseal::audit::SavedKind::sshd, "sshd-T"},
                   {runseal::audit::SavedKind::mounts, "mounts"});
