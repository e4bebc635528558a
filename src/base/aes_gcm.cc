#include "base/aes_gcm.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace runseal::base {
namespace {

constexpr int tag_size = 16;
using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&::EVP_CIPHER_CTX_free)>;

// Fails only where OpenSSL itself is broken, as base/random.h does.
void must(bool held) {
  if (!held) std::abort();
}

enum class Way { open = 0, seal = 1 };

// Everything but the tag.
Context begin(Way way, ByteView key, ByteView nonce, ByteView beside, ByteView in, Bytes& out) {
  must((key.size() == 16 || key.size() == 32) && nonce.size() == 12);
  const auto* cipher = key.size() == 16 ? ::EVP_aes_128_gcm() : ::EVP_aes_256_gcm();
  Context context(::EVP_CIPHER_CTX_new(), &::EVP_CIPHER_CTX_free);
  int size = 0;
  out.resize(in.size());
  must(context != nullptr);
  must(::EVP_CipherInit_ex(context.get(), cipher, nullptr, key.data(), nonce.data(), static_cast<int>(way)) == 1);
  must(::EVP_CipherUpdate(context.get(), nullptr, &size, beside.data(), static_cast<int>(beside.size())) == 1);
  must(::EVP_CipherUpdate(context.get(), out.data(), &size, in.data(), static_cast<int>(in.size())) == 1);
  return context;
}

}  // namespace

Sealed aes_gcm_seal(ByteView key, ByteView nonce, ByteView beside, ByteView plain) {
  Sealed sealed;
  sealed.tag.resize(tag_size);
  const auto context = begin(Way::seal, key, nonce, beside, plain, sealed.text);
  std::uint8_t none = 0;
  int size = 0;
  must(::EVP_CipherFinal_ex(context.get(), &none, &size) == 1);
  must(::EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, sealed.tag.data()) == 1);
  return sealed;
}

std::optional<Bytes> aes_gcm_open(ByteView key, ByteView nonce, ByteView beside, ByteView text, ByteView tag) {
  if (tag.size() != tag_size) return std::nullopt;
  Bytes plain;
  Bytes wanted(tag.begin(), tag.end());
  const auto context = begin(Way::open, key, nonce, beside, text, plain);
  must(::EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_size, wanted.data()) == 1);
  std::uint8_t none = 0;
  int size = 0;
  if (::EVP_CipherFinal_ex(context.get(), &none, &size) != 1) return std::nullopt;
  return plain;
}

}  // namespace runseal::base
