#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/openssl_handle.h"
#include "base/server_certificate.h"

namespace runseal::base {
namespace {

using X509Handle = std::unique_ptr<X509, FreeWith<X509_free>>;
using Pkey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

constexpr unsigned char spoken[] = "\x08http/1.1\x08http/1.0";

// Who offers other protocols only is refused (RFC 7301 3.2): what it would say next is no HTTP/1.
int choose_http(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered, unsigned size,
                void*) {
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, length, spoken, sizeof spoken - 1, offered, size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

Bio reading(const std::string& pem) { return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

int no_passphrase(char*, int, int, void*) { return -1; }

Result<> use_chain(SSL_CTX* context, const std::string& pem) {
  const auto bio = reading(pem);
  const X509Handle own(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1)
    return fail(ErrorCode::invalid, "the certificate cannot be used");
  while (X509Handle next{PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)})
    if (SSL_CTX_add0_chain_cert(context, next.get()) == 1) (void)next.release();
  ERR_clear_error();  // the end of the file
  return {};
}

void set_rules(SSL_CTX* context, bool tls12) {
  SSL_CTX_set_min_proto_version(context, tls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
  SSL_CTX_set_options(
      context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_early_data(context, 0);
  // idle connections are many: they give their buffers back
  SSL_CTX_set_mode(context,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");  // of 1.2
  SSL_CTX_set_alpn_select_cb(context, choose_http, nullptr);
}

}  // namespace

void FreeServerContext::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<ServerContext> server_context(const ServerCertificate& certificate, bool tls12) {
  ServerContext made(SSL_CTX_new(TLS_server_method()));
  if (!made) return fail(ErrorCode::internal, "TLS cannot be set up");
  set_rules(made.get(), tls12);
  RUNSEAL_CHECK(use_chain(made.get(), certificate.chain));
  const auto bio = reading(certificate.key);
  const Pkey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key || SSL_CTX_use_PrivateKey(made.get(), key.get()) != 1 || SSL_CTX_check_private_key(made.get()) != 1) {
    ERR_clear_error();
    return fail(ErrorCode::invalid, "the key does not belong to the certificate, or is locked under a passphrase", {},
                "give the key in PEM form, unlocked, readable by this service alone");
  }
  return made;
}

}  // namespace runseal::base
