// Whose seals count: the keys in an OpenSSH allowed_signers file, or this node's own and those of its paired nodes.
#pragma once

#include <string>
#include <vector>

#include "base/keys.h"
#include "base/result.h"
#include "base/time.h"
#include "service/workspace.h"

namespace runseal::service {

struct KnownSigner {
  std::string name;
  std::string key;      // "ssh-ed25519 AAAA…"
  std::string refused;  // why its signatures do not count: revoked, not for seals, past its time; empty: they do
};

// "ALLOWED SIGNERS" of ssh-keygen(1). Keys other than Ed25519 sign no seals and are passed over, as are certificate
// authorities; namespaces=, valid-after= and valid-before= are held, at the time `now`. `where` names the file.
// Errors: invalid with the line (an unknown option, a key that is none), limit (over 10000 lines).
[[nodiscard]] Result<std::vector<KnownSigner>> parse_allowed_signers(std::string_view text, const std::string& where,
                                                                     Instant now);

// "this node" first, then the paired nodes by name.
[[nodiscard]] Result<std::vector<KnownSigner>> known_signers(Workspace& workspace);

}  // namespace runseal::service
