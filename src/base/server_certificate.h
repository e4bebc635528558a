// The certificate of a server that browsers visit: made here and self-signed, or the site's own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/time.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace runseal::base {

struct ServerCertificate {
  std::string chain;        // PEM, the server's own certificate first
  std::string key;          // PEM
  std::string fingerprint;  // SHA-256 of the certificate as browsers show it: "AB:CD:…"
  Instant not_after;
  std::string made_because;  // why this call wrote a new one; empty: it did not
};

struct ServerNames {
  std::vector<std::string> needed;  // names and addresses: a certificate that lacks one is made anew
  std::vector<std::string> also;    // put in when one is made
};

// Keeps key and certificate (ECDSA P-256, valid for 397 days) in one file, mode 0600; made when there is none, when it
// ends within a month, or when a needed name is missing. Errors: denied (others may read it), corrupt, io.
[[nodiscard]] Result<ServerCertificate> kept_certificate(Files& files, const Path& file, const ServerNames& names,
                                                         Instant now);

// The site's own, from two files in PEM. Errors: not_found, denied (everybody may read the key), invalid (no
// certificate; a key that is locked or does not belong to it; its time is over).
[[nodiscard]] Result<ServerCertificate> own_certificate(Files& files, const Path& chain, const Path& key, Instant now);

struct FreeServerContext {
  void operator()(ssl_ctx_st* context) const;
};
using ServerContext = std::unique_ptr<ssl_ctx_st, FreeServerContext>;

// TLS 1.3 (and 1.2 with forward secrecy and AEAD only, where it is wanted), HTTP/1.1 by ALPN, nothing resumed.
// Errors: invalid (key and certificate do not fit).
[[nodiscard]] Result<ServerContext> server_context(const ServerCertificate& certificate, bool tls12);

}  // namespace runseal::base
