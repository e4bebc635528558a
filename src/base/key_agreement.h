// Agreeing on a secret with a stranger, and checking what he signs, by OpenSSL: what asking an SSH server for its host
// key needs. The secrets last for one question; nothing that matters is ever sent under them.
#pragma once

#include <memory>

#include "base/bytes.h"
#include "base/mac.h"
#include "base/result.h"

namespace runseal::base {

enum class Agreement { x25519, p256, p384, p521, modp1024, modp2048, modp4096, modp8192 };

class KeyAgreement {
 public:
  explicit KeyAgreement(Agreement kind);
  // In a group that the other end chose, both big-endian. Errors: invalid (no modulus of 2048 to 8192 bits, or a
  // generator that is not of it). Whether the modulus is a prime is not asked, as clients do not.
  [[nodiscard]] static Result<std::unique_ptr<KeyAgreement>> in_group(ByteView modulus, ByteView generator);
  ~KeyAgreement();
  KeyAgreement(const KeyAgreement&) = delete;
  KeyAgreement& operator=(const KeyAgreement&) = delete;

  // What the other end is sent: 32 bytes, an uncompressed point, or a big-endian number (the modp groups of RFC 2409
  // and RFC 3526).
  [[nodiscard]] Bytes ours() const;
  // The secret, big-endian. Errors: invalid (not a public value of this kind, or one that gives the secret away).
  [[nodiscard]] Result<Bytes> secret(ByteView theirs) const;

 private:
  struct State;
  explicit KeyAgreement(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// PKCS #1 v1.5. `n` and `e` big-endian; a signature shorter than the modulus is taken for one without leading zeros.
[[nodiscard]] bool rsa_verifies(ByteView n, ByteView e, DigestKind kind, ByteView message, ByteView signature);
// `point` uncompressed, on the curve of `kind`; `signature`: r and s, each as long as the curve's order.
[[nodiscard]] bool ecdsa_verifies(Agreement curve, ByteView point, ByteView message, ByteView signature);

}  // namespace runseal::base
