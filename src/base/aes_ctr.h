// AES in counter mode (SP 800-38A 6.5), by OpenSSL: what an SSH server needs that has no AES-GCM.
#pragma once

#include "base/bytes.h"

namespace runseal::base {

// Encrypts, and decrypts. `key` has 16 or 32 bytes, `counter` 16: that of the first block.
[[nodiscard]] Bytes aes_ctr(ByteView key, ByteView counter, ByteView text);

}  // namespace runseal::base
