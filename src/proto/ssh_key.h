// A server's public host key as it travels (RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4), and its signature. Pure.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::proto {

struct SshKey {
  enum class Kind { ed25519, ecdsa, rsa, dss, other } kind = Kind::other;
  std::string type;      // "ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa", as the key names itself
  std::size_t bits = 0;  // its size as people say it: 256, 3072; 0: not known
  Bytes first;           // Ed25519: the key; ECDSA: the point, uncompressed; RSA: e
  Bytes second;          // RSA: n
};
[[nodiscard]] Result<SshKey> parse_ssh_key(ByteView blob);

// The key type that a host key algorithm signs with: "rsa-sha2-512" → "ssh-rsa". Certificates: empty.
[[nodiscard]] std::string ssh_key_type(const std::string& algorithm);

[[nodiscard]] std::string ssh_fingerprint(ByteView blob);  // as ssh-keygen -l writes it: "SHA256:…"

struct SshSignature {
  std::string algorithm;
  Bytes value;  // as it came; ECDSA: r and s, each as long as the curve's order, one behind the other
};
// `key` says how long an ECDSA number is.
[[nodiscard]] Result<SshSignature> parse_ssh_signature(ByteView blob, const SshKey& key);

}  // namespace runseal::proto
