// Signed statements of an identity provider: JSON Web Tokens (RFC 7519) in compact form (RFC 7515), signed with RS256
// (RSA of at least 2048 bits) or ES256 (P-256), by the keys of a JSON Web Key Set (RFC 7517). By OpenSSL.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"

namespace runseal::base {

[[nodiscard]] std::string to_base64url(ByteView bytes);             // RFC 4648 §5, without padding
[[nodiscard]] Result<Bytes> from_base64url(std::string_view text);  // invalid; strict

// The claims, of which nothing but the signature was checked: issuer, audience and times are the caller's to judge.
// Errors: invalid (no such token), denied (no key of the set signed it, or not with one of these two algorithms).
[[nodiscard]] Result<Json> signed_claims(std::string_view token, const Json& key_set);

}  // namespace runseal::base
