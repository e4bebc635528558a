#include "proto/tls_names.h"

#include <algorithm>

#include <fmt/format.h>

namespace runseal::proto {
namespace {

constexpr TlsName groups[] = {
    {0x001d, "x25519"},
    {0x0017, "secp256r1"},
    {0x001e, "x448"},
    {0x0018, "secp384r1"},
    {0x0019, "secp521r1"},
    {0x11ec, "X25519MLKEM768"},
    {0x11eb, "SecP256r1MLKEM768"},
    {0x11ed, "SecP384r1MLKEM1024"},
    {0x001f, "brainpoolP256r1tls13"},
    {0x0020, "brainpoolP384r1tls13"},
    {0x0021, "brainpoolP512r1tls13"},
    {0x001a, "brainpoolP256r1"},
    {0x001b, "brainpoolP384r1"},
    {0x001c, "brainpoolP512r1"},
    {0x0100, "ffdhe2048"},
    {0x0101, "ffdhe3072"},
    {0x0102, "ffdhe4096"},
    {0x0103, "ffdhe6144"},
    {0x0104, "ffdhe8192"},
    {0x0016, "secp256k1"},
    {0x0009, "sect283k1"},
    {0x000a, "sect283r1"},
    {0x000b, "sect409k1"},
    {0x000c, "sect409r1"},
    {0x000d, "sect571k1"},
    {0x000e, "sect571r1"},
    {0x0015, "secp224r1"},
    {0x0014, "secp224k1"},
    {0x0006, "sect233k1"},
    {0x0007, "sect233r1"},
    {0x0008, "sect239k1"},
    {0x0013, "secp192r1"},
    {0x0012, "secp192k1"},
    {0x0004, "sect193r1"},
    {0x0005, "sect193r2"},
    {0x0001, "sect163k1"},
    {0x0002, "sect163r1"},
    {0x0003, "sect163r2"},
    {0x000f, "secp160k1"},
    {0x0010, "secp160r1"},
    {0x0011, "secp160r2"},
};

constexpr TlsName alerts[] = {{0, "close_notify"},
                              {10, "unexpected_message"},
                              {20, "bad_record_mac"},
                              {40, "handshake_failure"},
                              {41, "no_certificate"},
                              {42, "bad_certificate"},
                              {43, "unsupported_certificate"},
                              {47, "illegal_parameter"},
                              {48, "unknown_ca"},
                              {49, "access_denied"},
                              {50, "decode_error"},
                              {51, "decrypt_error"},
                              {60, "export_restriction"},
                              {70, "protocol_version"},
                              {71, "insufficient_security"},
                              {80, "internal_error"},
                              {86, "inappropriate_fallback"},
                              {90, "user_canceled"},
                              {100, "no_renegotiation"},
                              {109, "missing_extension"},
                              {110, "unsupported_extension"},
                              {112, "unrecognized_name"},
                              {116, "certificate_required"},
                              {120, "no_application_protocol"}};

}  // namespace

std::span<const TlsName> tls_groups() { return groups; }

std::string name(TlsVersion version) {
  switch (version) {
    case TlsVersion::ssl_3_0: return "SSL 3.0";
    case TlsVersion::tls_1_0: return "TLS 1.0";
    case TlsVersion::tls_1_1: return "TLS 1.1";
    case TlsVersion::tls_1_2: return "TLS 1.2";
    case TlsVersion::tls_1_3: return "TLS 1.3";
  }
  return fmt::format("0x{:04x}", static_cast<unsigned>(version));
}

std::string tls_group_name(std::uint16_t group) {
  const auto* found = std::ranges::find(groups, group, &TlsName::number);
  return found == std::end(groups) ? fmt::format("0x{:04x}", group) : std::string(found->name);
}

std::string tls_alert_name(std::uint8_t description) {
  const auto* found = std::ranges::find(alerts, description, &TlsName::number);
  return found == std::end(alerts) ? fmt::format("alert {}", description) : std::string(found->name);
}

}  // namespace runseal::proto
