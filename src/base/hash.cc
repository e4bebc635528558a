#include "base/hash.h"

#include <cstdlib>

#include <openssl/evp.h>

namespace runseal::base {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) != 1) std::abort();
}
Sha256::~Sha256() = default;

Sha256& Sha256::add(ByteView bytes) {
  if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1) std::abort();
  return *this;
}

Digest Sha256::finish() {
  Digest digest{};
  if (EVP_DigestFinal_ex(state_->context, digest.data(), nullptr) != 1) std::abort();
  return digest;
}

Digest sha256(ByteView bytes) { return Sha256().add(bytes).finish(); }

std::string sha256_hex(ByteView bytes) { return to_hex(sha256(bytes)); }

}  // namespace runseal::base
