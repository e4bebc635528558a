// Detached signatures that `ssh-keygen -Y verify` checks. Source: OpenSSH PROTOCOL.sshsig (SSHSIG, version 1, sha512).
#pragma once

#include <string>
#include <string_view>

#include "base/keys.h"

namespace runseal::base {

[[nodiscard]] std::string sshsig_sign(const PrivateKey& key, std::string_view name_space, ByteView message);

// The signer's key. Errors: invalid (not an Ed25519 SSHSIG), denied (another namespace, or it does not fit the
// message). Whether that key is one to trust is the caller's question.
[[nodiscard]] Result<PublicKey> sshsig_verify(std::string_view armoured, std::string_view name_space, ByteView message);

[[nodiscard]] std::string ssh_public_key(const PublicKey& key);  // "ssh-ed25519 AAAA…", as in allowed_signers

}  // namespace runseal::base
