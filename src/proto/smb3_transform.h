// An encrypted SMB 3 message (MS-SMB2 2.2.41, 3.1.4.3), with AES-GCM: of 128 or 256 bits, by the size of the key.
#pragma once

#include "base/bytes.h"

namespace runseal::proto {

// `nonce` has 12 bytes and is used once for a key.
[[nodiscard]] Bytes smb3_encrypt(ByteView message, ByteView key, ByteView nonce, std::uint64_t session);
// Errors: invalid (not encrypted, cut, lengths, or not with this key).
[[nodiscard]] Result<Bytes> smb3_decrypt(ByteView message, ByteView key);

}  // namespace runseal::proto
