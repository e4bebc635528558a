// LDAP messages as clients and servers exchange them (RFC 4511), perhaps cut behind their front, and what stands in
// their place once SASL protects them (RFC 4513 5.2, RFC 4752). ldap.h builds requests and reads whole answers.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace runseal::proto {

struct LdapSeen {
  std::uint8_t operation = 0;  // its tag, RFC 4511 appendix B: 0x60 a bind
  // Of a bind:
  std::string name;
  bool simple = false;
  bool password = false;  // a simple bind's is not empty
  std::string mechanism;  // of SASL
  // Of an answer to a bind or an extended operation:
  std::optional<int> result;
  // Of an extended request:
  std::string oid;
};
// The size of the message at the front; nothing while more is needed. Errors: not_found, limit (over 16 MiB).
[[nodiscard]] Result<std::optional<std::uint64_t>> ldap_seen_size(ByteView bytes);
// Errors: invalid.
[[nodiscard]] Result<LdapSeen> parse_ldap_seen(ByteView front);

enum class SaslCover { not_known, signed_only, sealed };
// Of one buffer behind its length: Kerberos's wrap tokens (RFC 4121 4.2.6.2) say which.
[[nodiscard]] SaslCover sasl_cover(ByteView buffer);

}  // namespace runseal::proto
