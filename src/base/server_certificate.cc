#include "base/server_certificate.h"

#include <sys/stat.h>

#include <algorithm>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/certificate.h"
#include "base/openssl_handle.h"
#include "base/private_file.h"
#include "base/random.h"
#include "base/text.h"

namespace runseal::base {
namespace {

using X509Handle = std::unique_ptr<X509, FreeWith<X509_free>>;
using Pkey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

constexpr std::size_t most_pem = 1U << 20U;
constexpr auto valid_for = std::chrono::days(397);  // what browsers take at most (CA/Browser Forum 6.3.2)
constexpr auto renewed_before = std::chrono::days(30);

std::string text_in(BIO* bio) {
  const char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(std::max(size, 0L))};
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  if (extension) X509_add_ext(certificate, extension.get(), -1);
}

bool is_address(const std::string& name) {
  const std::unique_ptr<ASN1_OCTET_STRING, FreeWith<ASN1_OCTET_STRING_free>> address(a2i_IPADDRESS(name.c_str()));
  ERR_clear_error();
  return address != nullptr;
}

// What may stand in a DNS name; anything else would be read as syntax of the extension.
bool is_host_name(const std::string& name) {
  return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

std::string alternative_names(const ServerNames& names) {
  std::vector<std::string> entries;
  const auto add = [&](const std::string& name) {
    std::string entry;
    if (is_address(name))
      entry = "IP:" + name;
    else if (is_host_name(name))
      entry = "DNS:" + name;
    if (!entry.empty() && std::ranges::find(entries, entry) == entries.end()) entries.push_back(entry);
  };
  std::ranges::for_each(names.needed, add);
  std::ranges::for_each(names.also, add);
  return join(entries, ",");
}

void set_times(X509* certificate, Instant now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  // an hour back, for visitors whose clock is behind
  ASN1_TIME_set(X509_getm_notBefore(certificate), (seconds - std::chrono::hours(1)).count());
  ASN1_TIME_set(X509_getm_notAfter(certificate), (seconds + valid_for - std::chrono::hours(1)).count());
}

Result<X509Handle> self_signed(EVP_PKEY* key, const ServerNames& names, Instant now) {
  X509Handle certificate(X509_new());
  auto* made = certificate.get();
  X509_set_version(made, X509_VERSION_3);
  auto serial = random_bytes(16);
  serial.front() &= 0x7fU;  // a positive number
  const std::unique_ptr<BIGNUM, FreeWith<BN_free>> number(
      BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(made));
  set_times(made, now);
  auto* name = X509_get_subject_name(made);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("runseal console"), -1,
                             -1, 0);
  X509_set_issuer_name(made, name);
  X509_set_pubkey(made, key);
  add_extension(made, made, NID_subject_alt_name, alternative_names(names));
  add_extension(made, made, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(made, made, NID_key_usage, "critical,digitalSignature");
  add_extension(made, made, NID_ext_key_usage, "serverAuth");
  add_extension(made, made, NID_subject_key_identifier, "hash");
  if (X509_sign(made, key, EVP_sha256()) == 0)
    return fail(ErrorCode::internal, "a certificate for the console cannot be signed");
  return certificate;
}

Result<std::string> make_pem(const ServerNames& names, Instant now) {
  const Pkey key(EVP_EC_gen("P-256"));
  if (!key) return fail(ErrorCode::internal, "no key can be made for the console");
  RUNSEAL_TRY(const auto certificate, self_signed(key.get(), names, now));
  const Bio out(BIO_new(BIO_s_secmem()));
  if (PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_bio_X509(out.get(), certificate.get()) != 1)
    return fail(ErrorCode::internal, "the console's key cannot be written down");
  return text_in(out.get());
}

Result<Bytes> first_certificate(const std::string& pem, const std::string& where) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const X509Handle first(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  unsigned char* der = nullptr;
  const int size = first ? i2d_X509(first.get(), &der) : -1;
  if (size <= 0)
    return fail(ErrorCode::invalid, "holds no certificate", where,
                "give it in PEM form (-----BEGIN CERTIFICATE-----), with those of its authorities after it");
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

std::string with_colons(std::string hex) {
  std::ranges::transform(hex, hex.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2) out += (i == 0 ? "" : ":") + hex.substr(i, 2);
  return out;
}

std::string lacks(ByteView der, const ServerNames& names) {
  for (const auto& name : names.needed)
    if ((is_address(name) || is_host_name(name)) && !certificate_is_for(der, name)) return name;
  return {};
}

Result<> not_for_everybody(const Path& key) {
  struct stat state{};
  if (::stat(key.c_str(), &state) != 0) return fail(system_error("cannot read the key", key, errno));
  if ((state.st_mode & 007U) == 0) return {};
  return fail(ErrorCode::denied, "everybody on this machine may read the key", key.string(),
              "chmod o= it, and have a new certificate made if somebody may have read it");
}

}  // namespace

Result<ServerCertificate> kept_certificate(Files& files, const Path& file, const ServerNames& names, Instant now) {
  RUNSEAL_TRY(const bool there, files.exists(file));
  std::string because = there ? "" : "there was none";
  if (there) {
    RUNSEAL_TRY(const auto pem, read_private(files, file, most_pem));
    std::string text(as_text(pem));
    const auto der = first_certificate(text, file.string());
    if (!der) return fail(ErrorCode::corrupt, "the console's certificate cannot be read", file.string(), "remove it");
    RUNSEAL_TRY(const auto read, read_certificate(*der));
    const auto missing = lacks(*der, names);
    if (!missing.empty()) because = "the old one was not for " + missing;
    if (read.not_after < now + renewed_before) because = "the old one ends on " + format_date(date_of(read.not_after));
    if (because.empty()) return ServerCertificate{text, text, with_colons(read.sha256), read.not_after, {}};
  }
  RUNSEAL_TRY(const auto pem, make_pem(names, now));
  RUNSEAL_CHECK(files.make_directories(file.parent_path(), 0700));
  RUNSEAL_CHECK(write_durably(files, file, as_bytes(pem), 0600));
  RUNSEAL_TRY(const auto der, first_certificate(pem, file.string()));
  RUNSEAL_TRY(const auto read, read_certificate(der));
  return ServerCertificate{pem, pem, with_colons(read.sha256), read.not_after, because};
}

Result<ServerCertificate> own_certificate(Files& files, const Path& chain, const Path& key, Instant now) {
  RUNSEAL_TRY(const auto chain_pem, files.read(chain, most_pem));
  RUNSEAL_CHECK(not_for_everybody(key));
  RUNSEAL_TRY(const auto key_pem, files.read(key, most_pem));
  RUNSEAL_TRY(const auto der, first_certificate(std::string(as_text(chain_pem)), chain.string()));
  RUNSEAL_TRY(const auto read, read_certificate(der));
  if (read.not_after < now)
    return fail(ErrorCode::invalid, "the certificate ended on " + format_date(date_of(read.not_after)), chain.string());
  return ServerCertificate{
      std::string(as_text(chain_pem)), std::string(as_text(key_pem)), with_colons(read.sha256), read.not_after, {}};
}

}  // namespace runseal::base
