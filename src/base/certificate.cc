#include "base/certificate.h"

#include <algorithm>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/hash.h"
#include "base/openssl_handle.h"
#include "base/text.h"

namespace runseal::base {
namespace {

using X509Handle = std::unique_ptr<X509, FreeWith<X509_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

constexpr std::size_t most_names = 64;
constexpr std::size_t longest_name = 255;

X509Handle decode(ByteView der) {
  const auto* at = der.data();
  X509Handle decoded(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (decoded && at != der.data() + der.size()) decoded.reset();
  ERR_clear_error();
  return decoded;
}

std::string text_in(BIO* bio) {
  const char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(std::max(size, 0L))};
}

std::string name_text(const X509_NAME* name) {
  const Bio bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return printable(text_in(bio.get()));
}

std::string address_text(const ASN1_OCTET_STRING* address) {
  const Bio bio(BIO_new(BIO_s_mem()));
  const auto* raw = ASN1_STRING_get0_data(address);
  const auto size = ASN1_STRING_length(address);
  for (int i = 0; i < size; ++i) {
    if (size == 4)
      BIO_printf(bio.get(), i == 0 ? "%d" : ".%d", raw[i]);
    else
      BIO_printf(bio.get(), i > 0 && i % 2 == 0 ? ":%02x" : "%02x", raw[i]);
  }
  return text_in(bio.get());
}

std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>> alternatives(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(alternatives.get()) && names.size() < most_names; ++i) {
    const auto* one = sk_GENERAL_NAME_value(alternatives.get(), i);
    if (one->type == GEN_DNS) {
      const auto* raw = reinterpret_cast<const char*>(ASN1_STRING_get0_data(one->d.dNSName));
      const std::string text(raw, static_cast<std::size_t>(ASN1_STRING_length(one->d.dNSName)));
      names.push_back(printable(text, longest_name));
    } else if (one->type == GEN_IPADD) {
      names.push_back(address_text(one->d.iPAddress));
    }
  }
  if (names.empty()) {
    std::string common(longest_name + 1, '\0');
    const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, common.data(),
                                               static_cast<int>(common.size()));
    if (size > 0) names.push_back(printable(common.substr(0, static_cast<std::size_t>(size)), longest_name));
  }
  return names;
}

Result<Instant> instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return fail(ErrorCode::invalid, "a certificate with a date that is none");
  return Instant(std::chrono::seconds(::timegm(&parts)));
}

// "RSA-SHA256" → "SHA256": the digest is what makes a signature weak.
std::string signature_of(X509* certificate) {
  int digest = NID_undef;
  int key = NID_undef;
  if (X509_get_signature_info(certificate, &digest, &key, nullptr, nullptr) != 1 || digest == NID_undef)
    digest = X509_get_signature_nid(certificate);
  return digest == NID_undef ? "unknown" : OBJ_nid2sn(digest);
}

void read_key(X509* certificate, Certificate& into) {
  const auto* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return;
  const auto* type = EVP_PKEY_get0_type_name(key);
  into.key = type != nullptr ? type : "unknown";
  into.key_bits = static_cast<unsigned>(std::max(EVP_PKEY_get_bits(key), 0));
}

}  // namespace

Result<Certificate> read_certificate(ByteView der) {
  const auto decoded = decode(der);
  if (!decoded) return fail(ErrorCode::invalid, "not a certificate");
  auto* certificate = decoded.get();
  Certificate read;
  read.subject = name_text(X509_get_subject_name(certificate));
  read.issuer = name_text(X509_get_issuer_name(certificate));
  read.names = names_of(certificate);
  RUNSEAL_TRY(read.not_before, instant_of(X509_get0_notBefore(certificate)));
  RUNSEAL_TRY(read.not_after, instant_of(X509_get0_notAfter(certificate)));
  read_key(certificate, read);
  read.signature = signature_of(certificate);
  read.self_signed = X509_self_signed(certificate, 1) == 1;
  read.sha256 = sha256_hex(der);
  ERR_clear_error();
  return read;
}

bool certificate_is_for(ByteView der, const std::string& host) {
  const auto decoded = decode(der);
  if (!decoded || host.empty()) return false;
  const bool matches = X509_check_ip_asc(decoded.get(), host.c_str(), 0) == 1 ||
                       X509_check_host(decoded.get(), host.data(), host.size(), 0, nullptr) == 1;
  ERR_clear_error();
  return matches;
}

struct Trust::State {
  std::unique_ptr<X509_STORE, FreeWith<X509_STORE_free>> store{X509_STORE_new()};
};

namespace {

int collect(int holds, X509_STORE_CTX* context) {
  if (holds == 1) return 1;
  auto& problems = *static_cast<std::vector<std::string>*>(X509_STORE_CTX_get_app_data(context));
  const int error = X509_STORE_CTX_get_error(context);
  const bool date = error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
  // follows from the first, that the issuer is not there
  const bool repeated = error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE && !problems.empty();
  if (repeated || (date && X509_STORE_CTX_get_error_depth(context) == 0)) return 1;
  std::string words = X509_verify_cert_error_string(error);
  if (std::ranges::find(problems, words) == problems.end()) problems.push_back(std::move(words));
  return 1;
}

}  // namespace

std::shared_ptr<const Trust> Trust::system() {
  static const auto shared = [] {
    auto trust = std::make_shared<Trust>();
    trust->state_ = std::make_shared<State>();
    X509_STORE_set_default_paths(trust->state_->store.get());
    ERR_clear_error();
    return trust;
  }();
  return shared;
}

Result<std::shared_ptr<const Trust>> Trust::system_and(const Path& file) {
  RUNSEAL_TRY(const auto content, real_files().read(file, 16U << 20U));
  const Bio bio(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
  auto trust = std::make_shared<Trust>();
  trust->state_ = std::make_shared<State>();
  X509_STORE_set_default_paths(trust->state_->store.get());
  int count = 0;
  while (const X509Handle one{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    X509_STORE_add_cert(trust->state_->store.get(), one.get());
    ++count;
  }
  ERR_clear_error();
  if (count == 0)
    return fail(ErrorCode::invalid, "holds no certificate", file.string(),
                "give the authority's certificate in PEM form (-----BEGIN CERTIFICATE-----)");
  return std::shared_ptr<const Trust>(std::move(trust));
}

std::vector<std::string> Trust::problems(const std::vector<Bytes>& chain, Instant at) const {
  const std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * all) { sk_X509_pop_free(all, X509_free); })>
      others(sk_X509_new_null());
  X509Handle own;
  for (const auto& der : chain) {
    auto decoded = decode(der);
    if (!decoded) return {"a certificate that cannot be read"};
    if (!own)
      own = std::move(decoded);
    else
      sk_X509_push(others.get(), decoded.release());
  }
  if (!own) return {"no certificate"};
  const std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), state_->store.get(), own.get(), others.get());
  std::vector<std::string> found;
  X509_STORE_CTX_set_app_data(context.get(), &found);
  X509_STORE_CTX_set_verify_cb(context.get(), collect);
  auto* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters,
                             std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set_depth(parameters, 16);
  if (X509_verify_cert(context.get()) != 1 && found.empty())
    found.emplace_back(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
  ERR_clear_error();
  return found;
}

}  // namespace runseal::base
