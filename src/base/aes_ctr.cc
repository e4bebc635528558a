#include "base/aes_ctr.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "base/openssl_handle.h"

namespace runseal::base {

Bytes aes_ctr(ByteView key, ByteView counter, ByteView text) {
  const std::unique_ptr<EVP_CIPHER_CTX, FreeWith<EVP_CIPHER_CTX_free>> context(EVP_CIPHER_CTX_new());
  const auto* const cipher = key.size() == 16 ? EVP_aes_128_ctr() : EVP_aes_256_ctr();
  Bytes out(text.size());
  int size = 0;
  // fails only where OpenSSL itself is broken, as base/random.h does
  if (!context || (key.size() != 16 && key.size() != 32) || counter.size() != 16 ||
      EVP_EncryptInit_ex(context.get(), cipher, nullptr, key.data(), counter.data()) != 1 ||
      EVP_EncryptUpdate(context.get(), out.data(), &size, text.data(), static_cast<int>(text.size())) != 1)
    std::abort();
  return out;
}

}  // namespace runseal::base
