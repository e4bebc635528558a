// LDAP, as much as asking a server for its security takes: RFC 4511 (messages, in the BER of its section 5.1), the root
// DSE of RFC 4512 5.1, simple Bind of RFC 4513 5.1. Requests are built, answers parsed; every length is bounded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

// RFC 4511 4.1.9: those that say something about security.
enum class LdapCode : std::uint32_t {
  success = 0,
  operations_error = 1,
  protocol_error = 2,
  auth_method_not_supported = 7,
  stronger_auth_required = 8,
  confidentiality_required = 13,
  no_such_object = 32,
  invalid_dn_syntax = 34,
  inappropriate_authentication = 48,
  invalid_credentials = 49,
  insufficient_access = 50,
  unavailable = 52,
  unwilling_to_perform = 53,
};
[[nodiscard]] std::string name(LdapCode code);  // "confidentialityRequired", or the number

inline constexpr std::string_view ldap_start_tls = "1.3.6.1.4.1.1466.20037";                // RFC 4511 4.14.1
inline constexpr std::string_view ldap_notice_of_disconnection = "1.3.6.1.4.1.1466.20036";  // RFC 4511 4.4.1

// A name and a password of no length each: as nobody (RFC 4513 5.1.1).
[[nodiscard]] Bytes ldap_simple_bind(std::int32_t id, std::string_view name, std::string_view password);
// The one entry `base`, with these attributes; "1.1": with none (RFC 4511 4.5.1.8).
[[nodiscard]] Bytes ldap_read(std::int32_t id, std::string_view base, const std::vector<std::string_view>& attributes);
[[nodiscard]] Bytes ldap_extended(std::int32_t id, std::string_view oid);

struct LdapResult {
  LdapCode code{};
  std::string diagnostic;  // in the server's words
};

// One message from a server: an entry, or the end of an operation, or neither (a reference, an intermediate response).
struct LdapMessage {
  std::int32_t id = 0;  // 0: unsolicited
  enum class Kind { bind, entry, reference, search_done, extended, intermediate, other } kind = Kind::other;
  std::optional<LdapResult> result;                            // of bind, search_done, extended
  std::string entry;                                           // its name
  std::map<std::string, std::vector<std::string>> attributes;  // of an entry, names in lower case
  std::string extended_name;                                   // the OID, where one is given
};

// The size of the first whole message, as a Talk's framing wants it. Errors: not_found (no LDAP message begins like
// this), limit (over 256 KiB), invalid.
[[nodiscard]] Result<std::optional<std::size_t>> ldap_message_size(ByteView bytes);

// Of one whole message. Errors: invalid, limit (more than 4096 values).
[[nodiscard]] Result<LdapMessage> parse_ldap_message(ByteView message);

}  // namespace runseal::proto
