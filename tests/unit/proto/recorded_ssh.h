// What a real OpenSSH 9.2 on loopback sends first: its identification, and its offer as a whole packet. Configured with
// KexAlgorithms curve25519-sha256,diffie-hellman-group16-sha512, Ciphers aes256-gcm@openssh.com,aes128-ctr, MACs
// hmac-sha2-256-etm@openssh.com, Compression no, and an Ed25519 host key alone.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace runseal::test::recorded {

inline constexpr std::string_view ssh_identification = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n";
inline constexpr std::string_view ssh_offer =
    "000001240a145d775dcd7f57c0c0cf6f47143a6c822a0000004c637572766532353531392d7368613235362c6469666669652d68656c"
    "6c6d616e2d67726f757031362d7368613531322c6b65782d7374726963742d732d763030406f70656e7373682e636f6d0000000b7373"
    "682d65643235353139000000216165733235362d67636d406f70656e7373682e636f6d2c6165733132382d6374720000002161657332"
    "35362d67636d406f70656e7373682e636f6d2c6165733132382d6374720000001d686d61632d736861322d3235362d65746d406f7065"
    "6e7373682e636f6d0000001d686d61632d736861322d3235362d65746d406f70656e7373682e636f6d000000046e6f6e65000000046e"
    "6f6e650000000000000000000000000000000000000000000000";

inline Bytes ssh_greeting() {
  const auto line = base::as_bytes(ssh_identification);
  Bytes all(line.begin(), line.end());
  const auto offer = base::from_hex(ssh_offer).value();
  all.insert(all.end(), offer.begin(), offer.end());
  return all;
}

}  // namespace runseal::test::recorded
