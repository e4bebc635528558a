// The handshake messages of TLS that travel in clear, one by one: for those who see them go by, and for whoever asked.
// SSL 3.0: RFC 6101; TLS 1.0 to 1.2: RFC 2246, 4346, 5246; curves: RFC 8422; names: RFC 6066 and 7301; TLS 1.3: RFC
// 8446.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "proto/tls_names.h"

namespace runseal::proto {

struct TlsMessage {
  enum Type : std::uint8_t {
    client_hello = 1,
    server_hello = 2,
    certificate = 11,
    server_key_exchange = 12,
    certificate_request = 13,
    server_hello_done = 14,
    certificate_status = 22,
  };
  std::uint8_t type = 0;
  ByteView body;
};
// The next whole message, or nothing while it is not.
[[nodiscard]] std::optional<TlsMessage> next_tls_message(base::Reader& in);

struct TlsClientHello {
  std::vector<std::uint16_t> versions;  // supported_versions, or the one that it names; at most 127
  std::string server_name;              // SNI; printable, at most 255 bytes
  std::vector<std::string> protocols;   // ALPN; printable, at most 16
  bool early_data = false;              // follows at once, under a key of an earlier session
};
// Errors: invalid.
[[nodiscard]] Result<TlsClientHello> parse_tls_client_hello(ByteView body);

// What the messages of a server say, from its ServerHello on.
struct TlsServerMessages {
  TlsVersion version{};
  std::uint16_t suite = 0;
  std::optional<std::uint16_t> group;  // of the HelloRetryRequest, or the named curve of the ServerKeyExchange
  std::optional<unsigned> dh_bits;     // the size of the prime in a ServerKeyExchange
  std::vector<Bytes> certificates;     // DER, the server's own first; none in TLS 1.3
  std::string protocol;                // ALPN, below TLS 1.3; printable
  bool retry = false;                  // a HelloRetryRequest, not yet a ServerHello
  bool shared_key = false;             // TLS 1.3: under a key of an earlier session, or one agreed on beforehand
  bool stapled = false;                // a CertificateStatus with an OCSP response
  bool asks_for_certificate = false;
  bool compresses = false;
  bool secure_renegotiation = false;    // RFC 5746
  bool extended_master_secret = false;  // RFC 7627
};
// Adds what one message says; of other types: nothing. Errors: invalid, limit (more than 32 certificates).
[[nodiscard]] Result<> read_tls_message(const TlsMessage& message, TlsServerMessages& into);

}  // namespace runseal::proto
