// AES-GCM (SP 800-38D), by OpenSSL: what an encrypted message of SMB or SSH needs.
#pragma once

#include <optional>

#include "base/bytes.h"

namespace runseal::base {

struct Sealed {
  Bytes text;  // as long as the plain text
  Bytes tag;   // 16 bytes
};

// `key` has 16 or 32 bytes, `nonce` 12; `beside` is authenticated and not encrypted.
[[nodiscard]] Sealed aes_gcm_seal(ByteView key, ByteView nonce, ByteView beside, ByteView plain);
// Nothing when the tag is not of this text, key, nonce and `beside`.
[[nodiscard]] std::optional<Bytes> aes_gcm_open(ByteView key, ByteView nonce, ByteView beside, ByteView text,
                                                ByteView tag);

}  // namespace runseal::base
