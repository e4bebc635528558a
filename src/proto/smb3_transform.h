// An encrypted SMB 3 message (MS-SMB2 2.2.41, 3.1.4.3), with AES-GCM: of 128 or 256 bits, by the size of the key.
#pragma once

#include "base/bytes.h"

namespace runseal::proto {

// What can be read of one without its key.
struct Smb3TransformHead {
  std::uint32_t size = 0;  // of the message inside
  std::uint64_t session = 0;
};
[[nodiscard]] Result<Smb3TransformHead> parse_smb3_transform_head(ByteView front);

// The front of the message inside a compressed one (MS-SMB2 2.2.42), where that front was left as it was: headers are.
// Empty: all of it is compressed. Errors: invalid.
[[nodiscard]] Result<ByteView> smb3_compressed_front(ByteView front);

// `nonce` has 12 bytes and is used once for a key.
[[nodiscard]] Bytes smb3_encrypt(ByteView message, ByteView key, ByteView nonce, std::uint64_t session);
// Errors: invalid (not encrypted, cut, lengths, or not with this key).
[[nodiscard]] Result<Bytes> smb3_decrypt(ByteView message, ByteView key);

}  // namespace runseal::proto
