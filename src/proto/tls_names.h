// What TLS calls its versions, cipher suites and groups: numbers and names of the IANA registry "TLS Parameters".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace runseal::proto {

enum class TlsVersion : std::uint16_t {
  ssl_3_0 = 0x0300,
  tls_1_0 = 0x0301,
  tls_1_1 = 0x0302,
  tls_1_2 = 0x0303,
  tls_1_3 = 0x0304
};
inline constexpr TlsVersion all_tls_versions[] = {TlsVersion::ssl_3_0, TlsVersion::tls_1_0, TlsVersion::tls_1_1,
                                                  TlsVersion::tls_1_2, TlsVersion::tls_1_3};

struct TlsName {
  std::uint16_t number;
  std::string_view name;
};

// Every suite that needs nothing but certificates, or not even them; the strongest first. Those of TLS 1.3, or those of
// all older versions.
[[nodiscard]] std::span<const TlsName> tls_suites(TlsVersion version);
// Those that are seen but never offered: under a key that both ends have beforehand, or without encryption in TLS 1.3.
[[nodiscard]] std::span<const TlsName> tls_other_suites();
// Every group for key exchange: curves, finite fields, hybrids; those in common use first.
[[nodiscard]] std::span<const TlsName> tls_groups();

[[nodiscard]] std::string name(TlsVersion version);                  // "TLS 1.2"
[[nodiscard]] std::string tls_suite_name(std::uint16_t suite);       // "TLS_RSA_WITH_NULL_MD5"; "0xfafa" when not known
[[nodiscard]] std::string tls_group_name(std::uint16_t group);       // "x25519"
[[nodiscard]] std::string tls_alert_name(std::uint8_t description);  // "handshake_failure"

}  // namespace runseal::proto
