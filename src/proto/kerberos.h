// Kerberos 5 messages (RFC 4120 section 5), as far as they stand in clear: which kind, in which realm, for which
// service.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace runseal::proto {

struct KerberosMessage {
  const char* kind = "";  // "AS-REQ"
  std::string realm;      // empty: not told
  std::string service;    // "nfs/nas01.example.org"
};
// The front of a message; it may be cut. Errors: invalid (no message of Kerberos begins like this).
[[nodiscard]] Result<KerberosMessage> parse_kerberos(ByteView front);

}  // namespace runseal::proto
