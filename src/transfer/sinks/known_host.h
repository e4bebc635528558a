// Is the host's key, which the key exchange has just proven, one that the user knows? Nothing is ever added.
#pragma once

#include <libssh/libssh.h>

#include "transfer/sinks/ssh_link.h"

namespace runseal::transfer {

// Errors: denied (unknown, changed or revoked; with the fingerprint as `ssh-keygen -l` shows it), usage (the list
// cannot be read).
[[nodiscard]] Result<> check_known_host(ssh_session session, const SshTarget& target);

}  // namespace runseal::transfer
