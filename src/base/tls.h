// TLS 1.3 (RFC 8446) between two ends that know each other's Ed25519 key: no authority, no names, no dates. By OpenSSL.
// An object serves one thread at a time; cut() may be called from any.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/fd.h"
#include "base/keys.h"
#include "base/result.h"

namespace runseal::base {

// Whose arithmetic; the bytes on the wire are the same.
enum class AesGcm { fastest, openssl };

// An end's key with its self-signed certificate and settings; shared by all its connections.
class TlsIdentity {
 public:
  TlsIdentity(const PrivateKey& key, const std::string& alpn, AesGcm gcm = AesGcm::fastest);

 private:
  friend class TlsConnection;
  struct State;
  std::shared_ptr<State> state_;
};

class TlsConnection {
 public:
  // Errors: denied (the server has another key, or does not speak the protocol), timeout, io.
  [[nodiscard]] static Result<TlsConnection> connect(Fd socket, const TlsIdentity& own, const PublicKey& expected,
                                                     std::chrono::milliseconds limit);
  // Any Ed25519 key is let in by TLS itself: the caller looks at peer() before it says or hears anything.
  [[nodiscard]] static Result<TlsConnection> accept(Fd socket, const TlsIdentity& own, std::chrono::milliseconds limit);

  TlsConnection(TlsConnection&&) noexcept;
  TlsConnection& operator=(TlsConnection&&) noexcept;
  ~TlsConnection();

  [[nodiscard]] const PublicKey& peer() const;
  // All of it. Written data may wait in a buffer until flush(). Errors: timeout (no progress for the stall limit), io.
  [[nodiscard]] Result<> write(ByteView bytes);
  [[nodiscard]] Result<> flush();
  // Exactly that many. Errors: timeout (nothing came for the stall limit, or for four of them no whole record did),
  // io (also: the peer ended).
  [[nodiscard]] Result<> read(std::span<std::uint8_t> into);
  void stall_limit(std::chrono::milliseconds limit);
  void cut() const;  // both directions, at once; whoever reads or writes gets an error
  void finish();     // close_notify, so that the peer can tell an end from a cut
  // Takes what still comes, and forgets it, until the peer ends too: a socket that is closed before all was read from
  // it resets the connection (RFC 1122 4.2.2.13), and what was said last is lost.
  void hear_out(std::chrono::milliseconds limit);

 private:
  struct State;
  explicit TlsConnection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace runseal::base
