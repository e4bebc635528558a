// What the probe can do of a key exchange itself: enough to have a host key proven to it.
#pragma once

#include <optional>
#include <string>

#include "base/key_agreement.h"
#include "proto/ssh.h"
#include "proto/ssh_key.h"

namespace runseal::audit {

struct SshKexMethod {
  const char* name;
  std::optional<base::Agreement> agreement;  // nothing: in a group that the server chooses
  base::DigestKind digest;
  bool numbers;  // public values are mpints
};
// The best of those offered; none: nullptr.
[[nodiscard]] const SshKexMethod* ssh_kex_for(const proto::SshNames& offered);

// One algorithm for each type of host key that the server offers, in its order; certificates are left out.
[[nodiscard]] proto::SshNames ssh_host_key_algorithms_to_ask(const proto::SshNames& offered);

// Nothing where this kind of signature is not checked here (DSA, keys of other kinds).
[[nodiscard]] std::optional<bool> ssh_signature_fits(const proto::SshKey& key, const proto::SshSignature& signature,
                                                     const std::string& algorithm, ByteView message);

}  // namespace runseal::audit
