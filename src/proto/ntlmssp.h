// NTLMSSP messages (MS-NLMP 2.2.1), as far as knocking without a key goes: hello, challenge, and the answer of nobody
// or of a user who does not exist. There is no password here and no way to give one.
#pragma once

#include <string>

#include "base/bytes.h"

namespace runseal::proto {

[[nodiscard]] Bytes ntlm_negotiate();

struct NtlmChallenge {
  std::uint32_t flags = 0;
  std::string netbios_name;
  std::string netbios_domain;
  std::string dns_name;
  std::string dns_domain;
  std::string os_build;    // "10.0.20348"; empty when not told
  std::uint64_t time = 0;  // FILETIME, 0 when not told
  Bytes target_info;       // as it came: part of an NTLMv2 answer
};
// Errors: invalid (offsets, lengths, an unfinished list of names, more than 32 of them).
[[nodiscard]] Result<NtlmChallenge> parse_ntlm_challenge(ByteView message);

// Who logs in, out of an AUTHENTICATE_MESSAGE (2.2.1.3) that may be cut behind the names. What proves the password is
// not read.
struct NtlmNames {
  std::string user;
  std::string domain;
  std::string workstation;
  bool nobody = false;  // it names no user: an anonymous login (3.2.5.1.2), and not a name that is not there whole
};
[[nodiscard]] Result<NtlmNames> parse_ntlm_names(ByteView authenticate);

[[nodiscard]] Bytes ntlm_anonymous(const NtlmChallenge& challenge);
// An NTLMv2 answer (2.2.2.8) of the right shape whose proof is `noise` (at least 24 random bytes): right for nobody.
[[nodiscard]] Bytes ntlm_unknown_user(const NtlmChallenge& challenge, const std::string& user, ByteView noise);

}  // namespace runseal::proto
