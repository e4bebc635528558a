// X.509 certificates (RFC 5280) of servers: what stands in one, whom it is for, and whether an authority vouches for
// it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/files.h"
#include "base/time.h"

namespace runseal::base {

struct Certificate {
  std::string subject;  // RFC 2253, shown in printable form
  std::string issuer;
  std::vector<std::string> names;  // DNS names and addresses that it is for, at most 64; where none, its common name
  Instant not_before;
  Instant not_after;
  std::string key;           // "RSA", "EC", "ED25519", …
  unsigned key_bits = 0;     // of the modulus or the field
  std::string signature;     // the digest under it: "SHA256", "MD5"; of one that has none of its own: "ED25519"
  bool self_signed = false;  // issued by its own key
  std::string sha256;        // of the DER, in hexadecimal
};

// Errors: invalid.
[[nodiscard]] Result<Certificate> read_certificate(ByteView der);

// By the rules of RFC 6125 (names with wildcards, no common names where there are others), or an address.
[[nodiscard]] bool certificate_is_for(ByteView der, const std::string& host);

// The authorities that are believed. Serves several threads at once.
class Trust {
 public:
  // Those of this system. Read once.
  [[nodiscard]] static std::shared_ptr<const Trust> system();
  // Those, and those of a file in PEM. Errors: not_found, invalid (no certificate in it).
  [[nodiscard]] static Result<std::shared_ptr<const Trust>> system_and(const Path& file);

  // What keeps the chain (the server's own certificate first) from leading to an authority that is believed, at that
  // time, for a server: in OpenSSL's words, each once; nothing when it does. The dates of the first certificate are not
  // among them, nor its name: those are questions of their own.
  [[nodiscard]] std::vector<std::string> problems(const std::vector<Bytes>& chain, Instant at) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace runseal::base
