// A TLS 1.0 to 1.3 client without a socket, for asking what a server is: it takes whatever the server agrees to and
// believes every certificate; the caller judges what it got. Never for sending anything that matters. By OpenSSL.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::base {

struct TlsPeer {
  std::string version;       // "TLS 1.3"
  std::string suite;         // the IANA name
  std::string group;         // "x25519"; empty: none, as with RSA key transport
  std::vector<Bytes> chain;  // DER, the server's own first
  bool stapled = false;      // an OCSP response came with it
  bool asks_for_certificate = false;
};

class TlsClient {
 public:
  // `server_name`: for SNI; an address or nothing: none is sent.
  explicit TlsClient(const std::string& server_name);
  TlsClient(TlsClient&&) noexcept;
  TlsClient& operator=(TlsClient&&) noexcept;
  ~TlsClient();

  void feed(ByteView received);  // from the wire
  [[nodiscard]] Bytes take();    // for the wire

  // As far as what was fed allows: is it done? Errors: denied (refused by an alert), invalid (it cannot be TLS).
  [[nodiscard]] Result<bool> shake_hands();
  [[nodiscard]] TlsPeer peer() const;  // once done
  [[nodiscard]] bool asked_for_certificate() const;

  [[nodiscard]] Result<> write(ByteView content);
  // What has come, possibly nothing. Errors as shake_hands().
  [[nodiscard]] Result<Bytes> read();
  [[nodiscard]] bool ended() const;  // the server has said that it sends no more

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace runseal::base
