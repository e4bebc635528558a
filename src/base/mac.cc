#include "base/mac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace runseal::base {
namespace {

// Fails only where OpenSSL itself is broken, as base/random.h does.
void must(bool held) {
  if (!held) std::abort();
}

OSSL_PARAM text_parameter(const char* name, std::string& value) {
  return OSSL_PARAM_construct_utf8_string(name, value.data(), value.size());
}

Bytes code(const char* kind, ByteView key, ByteView message, std::vector<OSSL_PARAM> parameters) {
  parameters.push_back(OSSL_PARAM_construct_end());
  EVP_MAC* const mac = EVP_MAC_fetch(nullptr, kind, nullptr);
  EVP_MAC_CTX* const context = mac ? EVP_MAC_CTX_new(mac) : nullptr;
  must(context != nullptr);
  Bytes out(64);
  std::size_t size = 0;
  must(EVP_MAC_init(context, key.data(), key.size(), parameters.data()) == 1 &&
       EVP_MAC_update(context, message.data(), message.size()) == 1 &&
       EVP_MAC_final(context, out.data(), &size, out.size()) == 1);
  EVP_MAC_CTX_free(context);
  EVP_MAC_free(mac);
  out.resize(size);
  return out;
}

Bytes hmac(std::string digest, ByteView key, ByteView message) {
  return code("HMAC", key, message, {text_parameter(OSSL_MAC_PARAM_DIGEST, digest)});
}

Bytes digest(const char* name, ByteView bytes) {
  Bytes out(64);
  std::size_t size = 0;
  must(EVP_Q_digest(nullptr, name, nullptr, bytes.data(), bytes.size(), out.data(), &size) == 1);
  out.resize(size);
  return out;
}

}  // namespace

Bytes sha512(ByteView bytes) { return digest("SHA512", bytes); }
Bytes md5(ByteView bytes) { return digest("MD5", bytes); }

Bytes digest(DigestKind kind, ByteView bytes) {
  switch (kind) {
    case DigestKind::sha1: return digest("SHA1", bytes);
    case DigestKind::sha256: return digest("SHA256", bytes);
    case DigestKind::sha384: return digest("SHA384", bytes);
    case DigestKind::sha512: break;
  }
  return digest("SHA512", bytes);
}

Bytes hmac_sha1(ByteView key, ByteView message) { return hmac("SHA1", key, message); }
Bytes hmac_md5(ByteView key, ByteView message) { return hmac("MD5", key, message); }
Bytes hmac_sha256(ByteView key, ByteView message) { return hmac("SHA256", key, message); }

Bytes aes_128_cmac(ByteView key, ByteView message) {
  std::string cipher = "AES-128-CBC";
  return code("CMAC", key, message, {text_parameter(OSSL_MAC_PARAM_CIPHER, cipher)});
}

Bytes aes_128_gmac(ByteView key, ByteView nonce, ByteView message) {
  std::string cipher = "AES-128-GCM";
  Bytes copy(nonce.begin(), nonce.end());
  return code("GMAC", key, message,
              {text_parameter(OSSL_MAC_PARAM_CIPHER, cipher),
               OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, copy.data(), copy.size())});
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace runseal::base
