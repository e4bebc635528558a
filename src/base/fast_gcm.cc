#include "base/fast_gcm.h"

#if __has_include(<intel-ipsec-mb.h>)

#include <intel-ipsec-mb.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <span>

namespace runseal::base {
namespace {

constexpr std::size_t key_size = 16;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::size_t max_aad = 64;  // TLS 1.3 has a record's five bytes (RFC 8446 5.2)

// The manager is only a table of functions for this processor, the same for all threads.
IMB_MGR* functions() {
  static IMB_MGR* const manager = []() -> IMB_MGR* {
    auto* made = alloc_mb_mgr(0);
    if (made == nullptr) return nullptr;
    IMB_ARCH arch = IMB_ARCH_NONE;
    init_mb_mgr_auto(made, &arch);
    constexpr std::uint64_t needed = IMB_FEATURE_AESNI | IMB_FEATURE_PCLMULQDQ;
    if (imb_get_errno(made) == 0 && (made->features & needed) == needed) return made;
    free_mb_mgr(made);
    return nullptr;
  }();
  return manager;
}

// One message at a time, as TLS does it: nonce, associated data, then all of the text in one piece.
struct alignas(64) Cipher {
  gcm_key_data key;
  gcm_context_data running;
  std::array<std::uint8_t, nonce_size> nonce;
  std::array<std::uint8_t, tag_size> tag;       // computed
  std::array<std::uint8_t, tag_size> expected;  // when it opens
  std::array<std::uint8_t, max_aad> aad;
  std::size_t aad_size = 0;
  bool seals = false;
  bool has_key = false;
  bool has_nonce = false;  // of this message
  bool has_expected = false;
  bool has_tag = false;
};

Cipher& cipher_of(void* context) { return *static_cast<Cipher*>(context); }

void* new_context(void*) { return new (std::nothrow) Cipher(); }

void free_context(void* context) {
  auto* cipher = static_cast<Cipher*>(context);
  OPENSSL_cleanse(cipher, sizeof *cipher);
  delete cipher;
}

int set_parameters(void* context, const OSSL_PARAM given[]) {
  auto& cipher = cipher_of(context);
  if (given == nullptr) return 1;
  if (const auto* tag = OSSL_PARAM_locate_const(given, OSSL_CIPHER_PARAM_AEAD_TAG)) {
    if (cipher.seals || tag->data_size != tag_size || tag->data == nullptr) return 0;
    std::copy_n(static_cast<const std::uint8_t*>(tag->data), tag_size, cipher.expected.begin());
    cipher.has_expected = true;
  }
  if (const auto* size = OSSL_PARAM_locate_const(given, OSSL_CIPHER_PARAM_AEAD_IVLEN)) {
    std::size_t wanted = 0;
    if (OSSL_PARAM_get_size_t(size, &wanted) != 1 || wanted != nonce_size) return 0;
  }
  return 1;
}

int begin(void* context, std::span<const std::uint8_t> key, std::span<const std::uint8_t> nonce,
          const OSSL_PARAM given[], bool seals) {
  auto& cipher = cipher_of(context);
  cipher.seals = seals;
  cipher.aad_size = 0;
  cipher.has_expected = cipher.has_tag = false;
  if (key.data() != nullptr) {
    if (key.size() != key_size) return 0;
    IMB_AES128_GCM_PRE(functions(), key.data(), &cipher.key);
    cipher.has_key = true;
  }
  if (nonce.data() != nullptr) {
    if (nonce.size() != nonce_size) return 0;
    std::copy(nonce.begin(), nonce.end(), cipher.nonce.begin());
    cipher.has_nonce = true;
  }
  return set_parameters(context, given);
}

int seal_init(void* context, const unsigned char* key, std::size_t key_length, const unsigned char* nonce,
              std::size_t nonce_length, const OSSL_PARAM given[]) {
  return begin(context, {key, key_length}, {nonce, nonce_length}, given, true);
}
int open_init(void* context, const unsigned char* key, std::size_t key_length, const unsigned char* nonce,
              std::size_t nonce_length, const OSSL_PARAM given[]) {
  return begin(context, {key, key_length}, {nonce, nonce_length}, given, false);
}

int add_aad(Cipher& cipher, std::span<const std::uint8_t> bytes) {
  if (bytes.size() > max_aad - cipher.aad_size) return 0;
  std::copy(bytes.begin(), bytes.end(), cipher.aad.begin() + static_cast<std::ptrdiff_t>(cipher.aad_size));
  cipher.aad_size += bytes.size();
  return 1;
}

int update(void* context, unsigned char* out, std::size_t* written, std::size_t room, const unsigned char* in,
           std::size_t size) {
  auto& cipher = cipher_of(context);
  *written = 0;
  if (!cipher.has_key || !cipher.has_nonce) return 0;
  if (out == nullptr) {
    *written = size;
    return add_aad(cipher, {in, size});
  }
  if (size == 0) return 1;
  if (room < size) return 0;
  cipher.has_nonce = false;  // never twice under one nonce
  if (cipher.seals)
    IMB_AES128_GCM_ENC(functions(), &cipher.key, &cipher.running, out, in, size, cipher.nonce.data(), cipher.aad.data(),
                       cipher.aad_size, cipher.tag.data(), tag_size);
  else
    IMB_AES128_GCM_DEC(functions(), &cipher.key, &cipher.running, out, in, size, cipher.nonce.data(), cipher.aad.data(),
                       cipher.aad_size, cipher.tag.data(), tag_size);
  cipher.has_tag = true;
  *written = size;
  return 1;
}

int finish(void* context, unsigned char*, std::size_t* written, std::size_t) {
  auto& cipher = cipher_of(context);
  *written = 0;
  if (!cipher.has_tag) return 0;
  if (cipher.seals) return 1;
  cipher.has_tag = false;
  return cipher.has_expected && CRYPTO_memcmp(cipher.tag.data(), cipher.expected.data(), tag_size) == 0 ? 1 : 0;
}

int set_size(OSSL_PARAM wanted[], const char* name, std::size_t value) {
  auto* parameter = OSSL_PARAM_locate(wanted, name);
  return parameter == nullptr ? 1 : OSSL_PARAM_set_size_t(parameter, value);
}

int get_parameters(OSSL_PARAM wanted[]) {
  auto* mode = OSSL_PARAM_locate(wanted, OSSL_CIPHER_PARAM_MODE);
  if (mode != nullptr && OSSL_PARAM_set_uint(mode, EVP_CIPH_GCM_MODE) != 1) return 0;
  for (const auto* flag : {OSSL_CIPHER_PARAM_AEAD, OSSL_CIPHER_PARAM_CUSTOM_IV})
    if (auto* parameter = OSSL_PARAM_locate(wanted, flag);
        parameter != nullptr && OSSL_PARAM_set_int(parameter, 1) != 1)
      return 0;
  return set_size(wanted, OSSL_CIPHER_PARAM_KEYLEN, key_size) & set_size(wanted, OSSL_CIPHER_PARAM_IVLEN, nonce_size) &
         set_size(wanted, OSSL_CIPHER_PARAM_BLOCK_SIZE, 1);
}

int get_context_parameters(void* context, OSSL_PARAM wanted[]) {
  const auto& cipher = cipher_of(context);
  if (auto* tag = OSSL_PARAM_locate(wanted, OSSL_CIPHER_PARAM_AEAD_TAG)) {
    if (!cipher.seals || !cipher.has_tag || tag->data_size != tag_size) return 0;
    if (OSSL_PARAM_set_octet_string(tag, cipher.tag.data(), tag_size) != 1) return 0;
  }
  return set_size(wanted, OSSL_CIPHER_PARAM_KEYLEN, key_size) & set_size(wanted, OSSL_CIPHER_PARAM_IVLEN, nonce_size) &
         set_size(wanted, OSSL_CIPHER_PARAM_AEAD_TAGLEN, tag_size);
}

const OSSL_PARAM* gettable(void*) {
  static const OSSL_PARAM names[] = {OSSL_PARAM_uint(OSSL_CIPHER_PARAM_MODE, nullptr),
                                     OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, nullptr),
                                     OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, nullptr),
                                     OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_BLOCK_SIZE, nullptr),
                                     OSSL_PARAM_int(OSSL_CIPHER_PARAM_AEAD, nullptr),
                                     OSSL_PARAM_int(OSSL_CIPHER_PARAM_CUSTOM_IV, nullptr),
                                     OSSL_PARAM_END};
  return names;
}
const OSSL_PARAM* gettable_of_context(void*, void*) {
  static const OSSL_PARAM names[] = {OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, nullptr),
                                     OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, nullptr),
                                     OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_TAGLEN, nullptr),
                                     OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, nullptr, 0), OSSL_PARAM_END};
  return names;
}
const OSSL_PARAM* settable_of_context(void*, void*) {
  static const OSSL_PARAM names[] = {OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_IVLEN, nullptr),
                                     OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, nullptr, 0), OSSL_PARAM_END};
  return names;
}

using Function = void (*)();
template <class T>
Function function(T* pointer) {
  return reinterpret_cast<Function>(pointer);
}

const OSSL_ALGORITHM* query(void*, int operation, int* no_store) {
  static const OSSL_DISPATCH cipher[] = {{OSSL_FUNC_CIPHER_NEWCTX, function(new_context)},
                                         {OSSL_FUNC_CIPHER_FREECTX, function(free_context)},
                                         {OSSL_FUNC_CIPHER_ENCRYPT_INIT, function(seal_init)},
                                         {OSSL_FUNC_CIPHER_DECRYPT_INIT, function(open_init)},
                                         {OSSL_FUNC_CIPHER_UPDATE, function(update)},
                                         {OSSL_FUNC_CIPHER_FINAL, function(finish)},
                                         {OSSL_FUNC_CIPHER_GET_PARAMS, function(get_parameters)},
                                         {OSSL_FUNC_CIPHER_GET_CTX_PARAMS, function(get_context_parameters)},
                                         {OSSL_FUNC_CIPHER_SET_CTX_PARAMS, function(set_parameters)},
                                         {OSSL_FUNC_CIPHER_GETTABLE_PARAMS, function(gettable)},
                                         {OSSL_FUNC_CIPHER_GETTABLE_CTX_PARAMS, function(gettable_of_context)},
                                         {OSSL_FUNC_CIPHER_SETTABLE_CTX_PARAMS, function(settable_of_context)},
                                         {0, nullptr}};
  // the names under which OpenSSL's own provider has it; the last is the object identifier of RFC 5084
  static const OSSL_ALGORITHM ciphers[] = {
      {"AES-128-GCM:id-aes128-GCM:2.16.840.1.101.3.4.1.6", "provider=runseal", cipher, "by libipsec-mb"},
      {nullptr, nullptr, nullptr, nullptr}};
  *no_store = 0;
  return operation == OSSL_OP_CIPHER ? ciphers : nullptr;
}

int begin_provider(const OSSL_CORE_HANDLE*, const OSSL_DISPATCH*, const OSSL_DISPATCH** out, void** context) {
  static const OSSL_DISPATCH provider[] = {{OSSL_FUNC_PROVIDER_QUERY_OPERATION, function(query)}, {0, nullptr}};
  static int nothing = 0;
  *out = provider;
  *context = &nothing;
  return 1;
}

}  // namespace

ossl_lib_ctx_st* fast_gcm_library() {
  static OSSL_LIB_CTX* const library = []() -> OSSL_LIB_CTX* {
    if (functions() == nullptr) return nullptr;
    auto* made = OSSL_LIB_CTX_new();
    if (made != nullptr && OSSL_PROVIDER_add_builtin(made, "runseal", begin_provider) == 1 &&
        OSSL_PROVIDER_load(made, "default") != nullptr && OSSL_PROVIDER_load(made, "runseal") != nullptr)
      return made;
    OSSL_LIB_CTX_free(made);
    return nullptr;
  }();
  return library;
}

}  // namespace runseal::base

#else

namespace runseal::base {

ossl_lib_ctx_st* fast_gcm_library() { return nullptr; }

}  // namespace runseal::base

#endif
