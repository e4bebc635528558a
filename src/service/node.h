// This node's own identity: an Ed25519 key that signs its seals and receipts.
//
//   keys/node.pem (0600)  keys/node.pub ("ssh-ed25519 AAAA…", for allowed_signers files)
#pragma once

#include <optional>

#include "base/keys.h"
#include "service/workspace.h"

namespace runseal::service {

// Made at first need, when the workspace was opened for writing. Errors: not_found (there is none yet, and the
// workspace was opened for reading), corrupt (not a key), denied, io.
[[nodiscard]] Result<base::PrivateKey> node_key(Workspace& workspace);

// Its public half, without making one.
[[nodiscard]] Result<std::optional<base::PublicKey>> node_public_key(Workspace& workspace);

[[nodiscard]] std::string host_name();  // of this machine, as seals and receipts have it; printable

}  // namespace runseal::service
