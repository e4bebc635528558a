// The harm, shown: a client writes a file to the storage through a relay that changes one byte.
#pragma once

#include "base/process.h"
#include "demo/relay.h"
#include "demo/samba.h"

namespace runseal::app {

struct AttackOutcome {
  bool client_was_content = false;  // the client ended without an error
  bool relay_struck = false;        // the byte was changed on the way
  bool stored = false;              // a file lies in the storage under its name
  std::string sent_sha256;
  std::string stored_sha256;
  std::size_t bytes = 0;
  std::size_t bytes_that_differ = 0;
};

// Writes `name` of one MiB, made from `folder`, to the share through a new relay. `credentials` is a file for smbclient
// -A.
[[nodiscard]] Result<AttackOutcome> attack(const demo::Samba& samba, const base::Path& folder, const std::string& name,
                                           const base::Path& credentials);

}  // namespace runseal::app
