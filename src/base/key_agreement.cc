#include "base/key_agreement.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <cstdlib>

#include "base/openssl_handle.h"

namespace runseal::base {
namespace {

using Number = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>>;

// Fails only where OpenSSL itself is broken, as base/random.h does.
void must(bool held) {
  if (!held) std::abort();
}

Number number_from(ByteView bytes) {
  Number number(bytes.empty() ? BN_new() : BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  must(number != nullptr);
  return number;
}

Bytes bytes_of(const BIGNUM* number) {
  Bytes out(static_cast<std::size_t>(BN_num_bytes(number)));
  (void)BN_bn2bin(number, out.data());
  return out;
}

Number modulus(Agreement kind) {
  switch (kind) {
    case Agreement::modp1024: return Number(BN_get_rfc2409_prime_1024(nullptr));
    case Agreement::modp2048: return Number(BN_get_rfc3526_prime_2048(nullptr));
    case Agreement::modp4096: return Number(BN_get_rfc3526_prime_4096(nullptr));
    case Agreement::modp8192: return Number(BN_get_rfc3526_prime_8192(nullptr));
    default: return nullptr;
  }
}

const char* curve_name(Agreement kind) {
  switch (kind) {
    case Agreement::p384: return "P-384";
    case Agreement::p521: return "P-521";
    default: return "P-256";
  }
}

DigestKind digest_of(Agreement curve) {  // RFC 5656 6.2.1
  switch (curve) {
    case Agreement::p384: return DigestKind::sha384;
    case Agreement::p521: return DigestKind::sha512;
    default: return DigestKind::sha256;
  }
}

const EVP_MD* openssl_digest(DigestKind kind) {
  switch (kind) {
    case DigestKind::sha1: return EVP_sha1();
    case DigestKind::sha256: return EVP_sha256();
    case DigestKind::sha384: return EVP_sha384();
    case DigestKind::sha512: break;
  }
  return EVP_sha512();
}

Number power(const BIGNUM* base, const BIGNUM* exponent, const BIGNUM* modulo) {
  const std::unique_ptr<BN_CTX, FreeWith<BN_CTX_free>> context(BN_CTX_new());
  Number result(BN_new());
  must(context && result && BN_mod_exp(result.get(), base, exponent, modulo, context.get()) == 1);
  return result;
}

Key public_key(const char* type, OSSL_PARAM* parameters) {
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
    return nullptr;
  return Key(key);
}

// Nothing when it is not on the curve.
Key point_key(Agreement curve, ByteView point) {
  const Builder builder(OSSL_PARAM_BLD_new());
  // what a server sent must never end the program: some versions of OpenSSL take no empty value
  if (!builder || point.empty() ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve_name(curve), 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return nullptr;
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return public_key("EC", parameters.get());
}

bool verifies(EVP_PKEY* key, DigestKind kind, ByteView message, ByteView signature) {
  const std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, openssl_digest(kind), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

}  // namespace

struct KeyAgreement::State {
  Agreement kind{};
  Number prime;                              // of a modp group
  Number generator = number_from(Bytes{2});  // of a modp group
  Number secret;                             // of a modp group
  Key key;                                   // else

  void think_of_a_number() {
    secret.reset(BN_new());
    must(BN_rand(secret.get(), 512, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  }
};

KeyAgreement::KeyAgreement(std::unique_ptr<State> state) : state_(std::move(state)) {}

KeyAgreement::KeyAgreement(Agreement kind) : state_(std::make_unique<State>()) {
  state_->kind = kind;
  state_->prime = modulus(kind);
  if (state_->prime) {
    state_->think_of_a_number();
    return;
  }
  state_->key.reset(kind == Agreement::x25519 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519")
                                              : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve_name(kind)));
  must(state_->key != nullptr);
}

KeyAgreement::~KeyAgreement() = default;

Result<std::unique_ptr<KeyAgreement>> KeyAgreement::in_group(ByteView modulus, ByteView generator) {
  constexpr std::size_t longest = 8192 / 8 + 1;
  const auto wrong = [](const char* what) { return fail(ErrorCode::invalid, what); };
  if (modulus.size() > longest || generator.size() > longest) return wrong("the group that it chose is too large");
  auto state = std::make_unique<State>();
  state->prime = number_from(modulus);
  state->generator = number_from(generator);
  const auto bits = BN_num_bits(state->prime.get());
  if (bits < 2048 || bits > 8192 || BN_is_odd(state->prime.get()) != 1)
    return wrong("the group that it chose has no modulus of 2048 to 8192 bits");
  const Number last(BN_dup(state->prime.get()));
  must(last && BN_sub_word(last.get(), 1) == 1);
  if (BN_cmp(state->generator.get(), BN_value_one()) <= 0 || BN_cmp(state->generator.get(), last.get()) >= 0)
    return wrong("the group that it chose has no generator");
  state->think_of_a_number();
  return std::unique_ptr<KeyAgreement>(new KeyAgreement(std::move(state)));
}

Bytes KeyAgreement::ours() const {
  if (state_->prime) return bytes_of(power(state_->generator.get(), state_->secret.get(), state_->prime.get()).get());
  unsigned char* point = nullptr;
  const auto size = EVP_PKEY_get1_encoded_public_key(state_->key.get(), &point);
  must(size > 0);
  Bytes out(point, point + size);
  OPENSSL_free(point);
  return out;
}

Result<Bytes> KeyAgreement::secret(ByteView theirs) const {
  const auto wrong = [] { return fail(ErrorCode::invalid, "its half of the key exchange is no such value"); };
  if (state_->prime) {  // RFC 4253 8: 1 < f < p - 1
    if (theirs.empty() || theirs.size() > 1025) return wrong();
    const auto number = number_from(theirs);
    const Number last(BN_dup(state_->prime.get()));
    must(last && BN_sub_word(last.get(), 1) == 1);
    if (BN_cmp(number.get(), BN_value_one()) <= 0 || BN_cmp(number.get(), last.get()) >= 0) return wrong();
    return bytes_of(power(number.get(), state_->secret.get(), state_->prime.get()).get());
  }
  const bool x25519 = state_->kind == Agreement::x25519;
  const Key peer = x25519 ? Key(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, theirs.data(), theirs.size()))
                          : point_key(state_->kind, theirs);
  const Context context(EVP_PKEY_CTX_new(state_->key.get(), nullptr));
  std::size_t size = 0;
  must(context != nullptr);
  if (!peer || EVP_PKEY_derive_init(context.get()) != 1 || EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1 ||
      EVP_PKEY_derive(context.get(), nullptr, &size) != 1)
    return wrong();
  Bytes out(size);
  if (EVP_PKEY_derive(context.get(), out.data(), &size) != 1) return wrong();
  out.resize(size);
  return out;
}

bool rsa_verifies(ByteView n, ByteView e, DigestKind kind, ByteView message, ByteView signature) {
  const auto modulo = number_from(n);
  const auto exponent = number_from(e);
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulo.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return false;
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const auto key = public_key("RSA", parameters.get());
  if (!key || signature.size() > n.size()) return false;
  Bytes whole(n.size() - signature.size());
  whole.insert(whole.end(), signature.begin(), signature.end());
  return verifies(key.get(), kind, message, whole);
}

bool ecdsa_verifies(Agreement curve, ByteView point, ByteView message, ByteView signature) {
  const auto key = point_key(curve, point);
  if (!key) return false;
  const auto half = signature.size() / 2;
  const std::unique_ptr<ECDSA_SIG, FreeWith<ECDSA_SIG_free>> pair(ECDSA_SIG_new());
  must(pair && ECDSA_SIG_set0(pair.get(), number_from(signature.first(half)).release(),
                              number_from(signature.subspan(half)).release()) == 1);
  unsigned char* der = nullptr;
  const auto size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return false;
  const Bytes encoded(der, der + size);
  OPENSSL_free(der);
  return verifies(key.get(), digest_of(curve), message, encoded);
}

}  // namespace runseal::base
