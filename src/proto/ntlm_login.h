// The part of NTLMv2 that proves a password (MS-NLMP 3.3.2), without key exchange, sealing or MIC; and the keys that
// SMB 3.1.1 makes of it (MS-SMB2 3.1.4.2). Pure: random bytes and the password come from the caller.
#pragma once

#include <string>

#include "base/bytes.h"
#include "proto/ntlmssp.h"

namespace runseal::proto {

[[nodiscard]] Bytes md4(ByteView bytes);  // RFC 1320: NTLM's password hash, good for nothing else

struct NtlmAccount {
  std::string user;
  std::string password;
  std::string domain;
};

struct NtlmProof {
  Bytes message;      // AUTHENTICATE_MESSAGE (2.2.1.3)
  Bytes session_key;  // 16 bytes
};

// `challenge` is the CHALLENGE_MESSAGE as it came, `random` 8 bytes of the client's own. Errors: invalid.
[[nodiscard]] Result<NtlmProof> ntlm_login(ByteView challenge, const NtlmAccount& account, ByteView random);

// SP 800-108 in counter mode with HMAC-SHA256; `label` and `context` as MS-SMB2 3.1.4.2 says. 16 bytes.
[[nodiscard]] Bytes smb3_key(ByteView session_key, std::string_view label, ByteView context, std::size_t size = 16);

}  // namespace runseal::proto
