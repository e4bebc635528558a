#include "base/keys.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <argon2.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/openssl_handle.h"
#include "base/random.h"

namespace runseal::base {
namespace {

using Pkey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeWith<EVP_CIPHER_CTX_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

constexpr std::size_t seed_size = 32;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::uint32_t argon2_memory_kib = 64U << 10U;
constexpr std::uint32_t argon2_passes = 3;

Pkey private_pkey(ByteView seed) {
  return Pkey(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
}

Result<Bytes> stretched(std::string_view passphrase, ByteView salt) {
  Bytes key(32);
  if (argon2id_hash_raw(argon2_passes, argon2_memory_kib, 1, passphrase.data(), passphrase.size(), salt.data(),
                        salt.size(), key.data(), key.size()) != ARGON2_OK)
    return fail(ErrorCode::internal, "the passphrase could not be stretched", {}, "64 MiB of free memory are needed");
  return key;
}

}  // namespace

bool PublicKey::verify(ByteView message, ByteView signature) const {
  if (signature.size() != std::tuple_size_v<Signature>) return false;
  const Pkey key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw.data(), raw.size()));
  const DigestContext context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

Result<PublicKey> public_key_from(ByteView raw) {
  PublicKey key;
  if (raw.size() != key.raw.size()) return fail(ErrorCode::invalid, "an Ed25519 public key has 32 bytes");
  std::copy(raw.begin(), raw.end(), key.raw.begin());
  return key;
}

PrivateKey::~PrivateKey() { OPENSSL_cleanse(seed_.data(), seed_.size()); }

PrivateKey PrivateKey::generate() { return *from_seed(random_bytes(seed_size)); }

Result<PrivateKey> PrivateKey::from_seed(ByteView seed) {
  if (seed.size() != seed_size) return fail(ErrorCode::invalid, "an Ed25519 seed has 32 bytes");
  PrivateKey key;
  std::copy(seed.begin(), seed.end(), key.seed_.begin());
  const auto pkey = private_pkey(seed);
  std::size_t length = key.public_.raw.size();
  if (!pkey || EVP_PKEY_get_raw_public_key(pkey.get(), key.public_.raw.data(), &length) != 1)
    return fail(ErrorCode::internal, "OpenSSL made no Ed25519 key");
  return key;
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Pkey pkey(PEM_read_bio_PrivateKey(bio.get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr));
  Bytes seed(seed_size);
  std::size_t length = seed.size();
  if (!pkey || EVP_PKEY_get_id(pkey.get()) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_private_key(pkey.get(), seed.data(), &length) != 1)
    return fail(ErrorCode::invalid, "not an Ed25519 private key in PEM form");
  auto key = from_seed(seed);
  OPENSSL_cleanse(seed.data(), seed.size());
  return key;
}

Signature PrivateKey::sign(ByteView message) const {
  Signature signature{};
  std::size_t length = signature.size();
  const auto pkey = private_pkey(seed_);
  const DigestContext context(EVP_MD_CTX_new());
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size()) != 1)
    std::abort();  // out of memory: Ed25519 itself cannot fail
  return signature;
}

std::string PrivateKey::to_pem() const {
  const auto pkey = private_pkey(seed_);
  const Bio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PKCS8PrivateKey(bio.get(), pkey.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) std::abort();
  char* data = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

Result<Json> PrivateKey::lock(std::string_view passphrase) const {
  const auto salt = random_bytes(16);
  const auto nonce = random_bytes(nonce_size);
  RUNSEAL_TRY(const auto key, stretched(passphrase, salt));
  Bytes sealed(seed_size + tag_size);
  int length = 0;
  const CipherContext context(EVP_CIPHER_CTX_new());
  if (EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) != 1 ||
      EVP_EncryptUpdate(context.get(), sealed.data(), &length, seed_.data(), seed_size) != 1 ||
      EVP_EncryptFinal_ex(context.get(), sealed.data() + length, &length) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, sealed.data() + seed_size) != 1)
    return fail(ErrorCode::internal, "OpenSSL could not encrypt the key");
  return Json{{"kdf", "argon2id"},
              {"cipher", "aes-256-gcm"},
              {"salt", to_base64(salt)},
              {"nonce", to_base64(nonce)},
              {"sealed", to_base64(sealed)}};
}

Result<PrivateKey> PrivateKey::unlock(const Json& locked, std::string_view passphrase) {
  const auto text = [&](const char* name) {
    const auto found = locked.find(name);
    return found != locked.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto field = [&](const char* name) { return from_base64(text(name)); };
  if (!locked.is_object() || text("kdf") != "argon2id" || text("cipher") != "aes-256-gcm")
    return fail(ErrorCode::corrupt, "the stored key is not in a form this version knows");
  RUNSEAL_TRY(const auto salt, field("salt"));
  RUNSEAL_TRY(const auto nonce, field("nonce"));
  RUNSEAL_TRY(auto sealed, field("sealed"));
  if (salt.size() != 16 || nonce.size() != nonce_size || sealed.size() != seed_size + tag_size)
    return fail(ErrorCode::corrupt, "the stored key is damaged");
  RUNSEAL_TRY(const auto key, stretched(passphrase, salt));
  Bytes seed(seed_size);
  int length = 0;
  const CipherContext context(EVP_CIPHER_CTX_new());
  const bool opened =
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) == 1 &&
      EVP_DecryptUpdate(context.get(), seed.data(), &length, sealed.data(), seed_size) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_size, sealed.data() + seed_size) == 1 &&
      EVP_DecryptFinal_ex(context.get(), seed.data() + length, &length) == 1;
  if (!opened) return fail(ErrorCode::denied, "the passphrase does not open this person's key");
  auto unlocked = from_seed(seed);
  OPENSSL_cleanse(seed.data(), seed.size());
  return unlocked;
}

}  // namespace runseal::base
