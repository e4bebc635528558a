// One direction of an SSH connection once it encrypts: AES-GCM (RFC 5647), or AES-CTR with HMAC-SHA-256 (RFC 4344,
// RFC 6668). No strict key exchange is offered, so that the numbers of messages go on over it.
#pragma once

#include <functional>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "proto/ssh.h"

namespace runseal::audit {

struct SshCipherKind {
  const char* name;
  std::size_t key;    // bytes
  std::size_t nonce;  // bytes
  bool own_code;      // AES-GCM
};
inline constexpr const char* ssh_mac = "hmac-sha2-256";

// The best that the probe can do in both directions; none: nullptr.
[[nodiscard]] const SshCipherKind* ssh_cipher_for(const proto::SshKexInit& offer);

class SshCipher {
 public:
  // `part(letter offset, bytes)`: the keys, of which the direction's are 0 (nonce), 1 (key), 2 (code).
  SshCipher(const SshCipherKind& kind, std::uint32_t number, const std::function<Bytes(int, std::size_t)>& part);

  [[nodiscard]] Bytes seal(ByteView payload);
  // Of the first packet in `bytes`; nothing while more is needed. Errors: limit.
  [[nodiscard]] Result<std::optional<std::size_t>> size(ByteView bytes) const;
  [[nodiscard]] Result<Bytes> open(ByteView packet);  // the payload. Errors: invalid

 private:
  [[nodiscard]] Bytes code(ByteView plain) const;
  void next(std::size_t blocks);

  SshCipherKind kind_;
  std::uint32_t number_;  // of the next message
  Bytes nonce_, key_, code_key_;
};

}  // namespace runseal::audit
