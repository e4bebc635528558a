// What a Kerberos login says in clear (RFC 4120 5.3, 5.5.1; RFC 4121 4.1): which service of which realm. The user's
// name is encrypted, and the ticket is not read.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace runseal::proto {

struct KerberosNames {
  std::string realm;    // "LAB.EXAMPLE"
  std::string service;  // "cifs/nas01.lab.example"
};
// Of a GSS token with an AP-REQ, which may be cut behind the names. Nothing: it is no such token.
[[nodiscard]] std::optional<KerberosNames> parse_kerberos_names(ByteView token);

}  // namespace runseal::proto
