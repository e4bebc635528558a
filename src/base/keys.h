// Ed25519 keys and signatures (RFC 8032), by OpenSSL; and a private key locked under a passphrase.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"

namespace runseal::base {

using Signature = std::array<std::uint8_t, 64>;

struct PublicKey {
  std::array<std::uint8_t, 32> raw{};

  [[nodiscard]] bool verify(ByteView message, ByteView signature) const;
  bool operator==(const PublicKey&) const = default;
};

[[nodiscard]] Result<PublicKey> public_key_from(ByteView raw);  // invalid unless 32 bytes

// The seed stays in memory that is wiped when the key goes.
class PrivateKey {
 public:
  [[nodiscard]] static PrivateKey generate();
  [[nodiscard]] static Result<PrivateKey> from_seed(ByteView seed);    // 32 bytes
  [[nodiscard]] static Result<PrivateKey> from_pem(std::string_view);  // PKCS #8, unencrypted (RFC 8410)

  PrivateKey(const PrivateKey&) = default;
  PrivateKey& operator=(const PrivateKey&) = default;
  PrivateKey(PrivateKey&&) noexcept = default;  // the source keeps its copy until it goes, and wipes it then
  PrivateKey& operator=(PrivateKey&&) noexcept = default;
  ~PrivateKey();

  [[nodiscard]] PublicKey public_key() const { return public_; }
  [[nodiscard]] Signature sign(ByteView message) const;
  [[nodiscard]] std::string to_pem() const;

  // Locked with Argon2id (RFC 9106, 64 MiB, 3 passes) and AES-256-GCM. unlock(): denied when the passphrase is wrong.
  [[nodiscard]] Result<Json> lock(std::string_view passphrase) const;
  [[nodiscard]] static Result<PrivateKey> unlock(const Json& locked, std::string_view passphrase);

 private:
  PrivateKey() = default;

  std::array<std::uint8_t, 32> seed_{};
  PublicKey public_;
};

}  // namespace runseal::base
