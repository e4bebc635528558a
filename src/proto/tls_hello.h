// The first flight of a TLS handshake, from SSL 3.0 to TLS 1.3, without any cryptography: a ClientHello made by hand
// and what a server answers to it in clear. It shows what a server would accept, also of what no library speaks any
// more. SSL 3.0: RFC 6101; TLS 1.0 to 1.2: RFC 2246, 4346, 5246; curves: RFC 8422; stapling: RFC 6066; TLS 1.3: RFC
// 8446.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "proto/tls_messages.h"

namespace runseal::proto {

struct TlsOffer {
  TlsVersion version = TlsVersion::tls_1_2;  // this one alone
  std::vector<std::uint16_t> suites;
  std::vector<std::uint16_t> groups;
  std::string server_name;  // SNI; empty: none, as for an address
  Bytes random;             // 32 bytes
};

// One record. Offers every signature algorithm, and for TLS 1.3 no key share, so that the server names its group in a
// HelloRetryRequest (RFC 8446 4.2.8). To older versions: stapling, DEFLATE, secure renegotiation, extended master
// secret.
[[nodiscard]] Bytes tls_client_hello(const TlsOffer& offer);

struct TlsAlert {
  std::uint8_t level = 0;
  std::uint8_t description = 0;
};

// What came back: an alert alone, or a ServerHello and, below TLS 1.3, what follows it up to ServerHelloDone.
struct TlsFlight : TlsServerMessages {
  std::optional<TlsAlert> alert;  // then nothing of the rest
};

// The size of the whole flight at the front of `bytes`, as a Talk's framing wants it. Errors: not_found (not TLS),
// limit (a record over 2^14 + 2048 bytes, a handshake over 256 KiB, 512 records or 32 messages), invalid.
[[nodiscard]] Result<std::optional<std::size_t>> tls_flight_size(ByteView bytes);

// Of a whole flight. Errors: invalid (also a suite or version that was not offered), limit (more than 32 certificates).
[[nodiscard]] Result<TlsFlight> parse_tls_flight(ByteView flight, const TlsOffer& offer);

}  // namespace runseal::proto
