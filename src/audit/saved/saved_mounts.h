// A mount table that was saved on another machine, in any of its forms, as this machine's own is read.
#pragma once

#include <string_view>

#include "audit/local_mounts.h"
#include "base/endpoint.h"

namespace runseal::audit {

// mountinfo, /proc/mounts, what mount and findmnt print, fstab; empty when it is none of these. Without passwords.
[[nodiscard]] std::vector<KnownMount> parse_saved_mounts(std::string_view text);

// The folder of the table at which a connection is mounted: by the folder (mount:) or by the share. Nothing: at none.
[[nodiscard]] std::optional<std::string> point_of(const std::vector<KnownMount>& mounts,
                                                  const base::Endpoint& connection);

}  // namespace runseal::audit
