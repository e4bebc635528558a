// What a TLS cipher suite is worth, read from its IANA name.
#pragma once

#include <string_view>

namespace runseal::proto {

[[nodiscard]] bool is_tls_suite(std::string_view name);           // one that runseal knows
[[nodiscard]] bool encrypts_nothing(std::string_view suite);      // NULL
[[nodiscard]] bool authenticates_nobody(std::string_view suite);  // anon
[[nodiscard]] bool is_breakable(std::string_view suite);          // EXPORT, DES, RC2, RC4
[[nodiscard]] bool can_be_read(std::string_view suite);           // by one of the three
[[nodiscard]] bool has_small_blocks(std::string_view suite);      // 3DES, IDEA: 64 bits
[[nodiscard]] bool keeps_no_secret(std::string_view suite);       // no forward secrecy
[[nodiscard]] bool shares_key(std::string_view suite);            // PSK: both ends have one beforehand
[[nodiscard]] bool rests_on_shared_key(
    std::string_view suite);                               // on it alone, which can then be guessed (RFC 4279 7.2)
[[nodiscard]] bool chains_blocks(std::string_view suite);  // CBC
[[nodiscard]] bool is_weak_group(std::string_view group);  // below 224 bits

}  // namespace runseal::proto
