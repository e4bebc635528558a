// What is known of an SSH server's host keys beside what it shows: facts that an observation is given before it is
// judged, so that judging stays pure and the evidence says what was compared.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"

namespace runseal::audit {

struct KnownHosts {
  std::string name;  // of the file
  std::string text;
};

// Adds the fact "ssh.known-hosts" to an SSH observation that has host keys: "same" (a key shown is listed for this
// host, and no listed key of a type shown is another), "other", "revoked", "authority" (no key of it is listed, but
// somebody who signs the certificates of such hosts), or "not-listed".
void compare_with_known_hosts(model::Observation& now, const std::vector<KnownHosts>& lists);

// Adds the fact "ssh.host-keys-before": type → fingerprint, each as it was first seen. A key that changed is held
// against the first one at every later measurement too, until known hosts list the new one.
void compare_with_before(model::Observation& now, const model::Observation& before);

}  // namespace runseal::audit
