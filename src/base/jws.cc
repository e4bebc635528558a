#include "base/jws.h"

#include <algorithm>
#include <memory>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/openssl_handle.h"
#include "base/text.h"

namespace runseal::base {
namespace {

using Pkey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, FreeWith<ECDSA_SIG_free>>;

constexpr std::size_t longest_token = 64U << 10U;
constexpr std::size_t most_keys = 64;
constexpr std::size_t coordinate = 32;  // bytes of P-256
constexpr int fewest_rsa_bits = 2048;
constexpr int most_rsa_bits = 16384;

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Bytes bytes_of(const Json& object, const char* name) { return from_base64url(text_of(object, name)).value_or(Bytes()); }

Pkey made_key(const char* kind, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return Pkey(key);
}

// RFC 7518, 6.3.1
Pkey rsa_key(const Json& jwk) {
  const auto modulus = bytes_of(jwk, "n");
  const auto exponent = bytes_of(jwk, "e");
  const Number n(BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr));
  const Number e(BN_bin2bn(exponent.data(), static_cast<int>(exponent.size()), nullptr));
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || BN_num_bits(n.get()) < fewest_rsa_bits || BN_num_bits(n.get()) > most_rsa_bits ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return nullptr;
  return made_key("RSA", builder.get());
}

// RFC 7518, 6.2.1
Pkey ec_key(const Json& jwk) {
  const auto x = bytes_of(jwk, "x");
  const auto y = bytes_of(jwk, "y");
  const Builder builder(OSSL_PARAM_BLD_new());
  if (text_of(jwk, "crv") != "P-256" || x.size() != coordinate || y.size() != coordinate || !builder) return nullptr;
  Bytes point{4};  // uncompressed
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return nullptr;
  return made_key("EC", builder.get());
}

// RFC 7518, 3.4: r and s one after the other; OpenSSL wants them in DER.
Bytes in_der(ByteView signature) {
  if (signature.size() != 2 * coordinate) return {};
  const EcdsaSignature pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(signature.data(), coordinate, nullptr);
  BIGNUM* s = BN_bin2bn(signature.data() + coordinate, coordinate, nullptr);
  if (!pair || ECDSA_SIG_set0(pair.get(), r, s) != 1) return {};
  std::uint8_t* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return {};
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

bool fits(const Json& jwk, const std::string& algorithm, const std::string& id) {
  if (!jwk.is_object() || (!id.empty() && text_of(jwk, "kid") != id)) return false;
  if (jwk.contains("use") && text_of(jwk, "use") != "sig") return false;
  if (jwk.contains("alg") && text_of(jwk, "alg") != algorithm) return false;
  return text_of(jwk, "kty") == (algorithm == "RS256" ? "RSA" : "EC");
}

bool signed_by(const Json& jwk, const std::string& algorithm, std::string_view message, ByteView signature) {
  const bool rsa = algorithm == "RS256";
  const auto key = rsa ? rsa_key(jwk) : ec_key(jwk);
  const auto bytes = rsa ? Bytes(signature.begin(), signature.end()) : in_der(signature);
  const DigestContext context(EVP_MD_CTX_new());
  const auto content = as_bytes(message);
  return key && context && !bytes.empty() &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes.data(), bytes.size(), content.data(), content.size()) == 1;
}

Result<Json> part_of(std::string_view text) {
  RUNSEAL_TRY(const auto bytes, from_base64url(text));
  RUNSEAL_TRY(auto document, parse_json(as_text(bytes), longest_token));
  if (!document.is_object()) return fail(ErrorCode::invalid, "not a signed token");
  return document;
}

}  // namespace

std::string to_base64url(ByteView bytes) {
  auto text = to_base64(bytes);
  text.erase(text.find_last_not_of('=') + 1);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

Result<Bytes> from_base64url(std::string_view text) {
  std::string plain(text);
  if (plain.find_first_of("+/=") != std::string::npos) return fail(ErrorCode::invalid, "not base64url");
  std::ranges::replace(plain, '-', '+');
  std::ranges::replace(plain, '_', '/');
  plain.append((4 - plain.size() % 4) % 4, '=');
  return from_base64(plain);
}

Result<Json> signed_claims(std::string_view token, const Json& key_set) {
  if (token.size() > longest_token) return fail(ErrorCode::limit, "a token of more than 64 KiB");
  const auto parts = split(token, '.');
  if (parts.size() != 3) return fail(ErrorCode::invalid, "not a signed token");
  RUNSEAL_TRY(const auto header, part_of(parts[0]));
  RUNSEAL_TRY(auto claims, part_of(parts[1]));
  RUNSEAL_TRY(const auto signature, from_base64url(parts[2]));
  const auto algorithm = text_of(header, "alg");
  if ((algorithm != "RS256" && algorithm != "ES256") || header.contains("crit"))
    return fail(ErrorCode::denied, "the token is not signed with RS256 or ES256", printable(algorithm, 40));
  const auto keys = key_set.is_object() ? key_set.value("keys", Json::array()) : Json::array();
  const auto message = token.substr(0, parts[0].size() + 1 + parts[1].size());
  std::size_t tried = 0;
  for (const auto& jwk : keys) {
    if (!fits(jwk, algorithm, text_of(header, "kid"))) continue;
    if (signed_by(jwk, algorithm, message, signature)) return claims;
    if (++tried >= most_keys) break;
  }
  return fail(ErrorCode::denied, "no key of the provider signed this token");
}

}  // namespace runseal::base
