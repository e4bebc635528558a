#include "base/tls_client.h"

#include <arpa/inet.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/openssl_handle.h"

namespace runseal::base {
namespace {

using Context = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;

bool is_address(const std::string& host) {
  in6_addr address{};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1 || ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

int note_request(SSL* ssl, X509**, EVP_PKEY**) {
  *static_cast<bool*>(SSL_get_app_data(ssl)) = true;
  return 0;  // none is given
}

// Everything that this library can still speak, so that old servers answer.
SSL_CTX* context() {
  static const Context shared = [] {
    Context made(SSL_CTX_new(TLS_client_method()));
    auto* ctx = made.get();
    SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(ctx, 0);
    SSL_CTX_set_cipher_list(ctx, "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_client_cert_cb(ctx, note_request);
    return made;
  }();
  return shared.get();
}

std::vector<Bytes> chain_of(SSL* ssl) {
  std::vector<Bytes> chain;
  const auto* certificates = SSL_get_peer_cert_chain(ssl);
  for (int i = 0; i < sk_X509_num(certificates); ++i) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(sk_X509_value(certificates, i), &der);
    if (size > 0) chain.emplace_back(der, der + size);
    OPENSSL_free(der);
  }
  return chain;
}

}  // namespace

struct TlsClient::State {
  std::unique_ptr<SSL, FreeWith<SSL_free>> ssl{SSL_new(context())};
  BIO* from_wire = BIO_new(BIO_s_mem());  // both belong to `ssl`
  BIO* to_wire = BIO_new(BIO_s_mem());
  bool asked_for_certificate = false;

  // Why an operation did not go on; nothing when it only waits for more.
  [[nodiscard]] Result<> outcome(int returned, const char* doing) const {
    const auto reason = SSL_get_error(ssl.get(), returned);
    const auto code = ERR_peek_last_error();
    ERR_clear_error();
    if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE || reason == SSL_ERROR_ZERO_RETURN) return {};
    const auto* text = ERR_reason_error_string(code);
    const bool alert = ERR_GET_REASON(code) >= SSL_AD_REASON_OFFSET;
    return fail(alert ? ErrorCode::denied : ErrorCode::invalid,
                std::string(doing) + ": " + (text != nullptr ? text : "no TLS"));
  }
};

TlsClient::TlsClient(const std::string& server_name) : state_(std::make_unique<State>()) {
  auto* ssl = state_->ssl.get();
  BIO_set_mem_eof_return(state_->from_wire, -1);
  SSL_set_bio(ssl, state_->from_wire, state_->to_wire);
  SSL_set_app_data(ssl, &state_->asked_for_certificate);
  SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
  auto name = server_name;  // which OpenSSL takes as a pointer that is not const, and copies
  if (!name.empty() && !is_address(name))
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  SSL_set_connect_state(ssl);
}

TlsClient::TlsClient(TlsClient&&) noexcept = default;
TlsClient& TlsClient::operator=(TlsClient&&) noexcept = default;
TlsClient::~TlsClient() = default;

void TlsClient::feed(ByteView received) {
  BIO_write(state_->from_wire, received.data(), static_cast<int>(received.size()));
}

Bytes TlsClient::take() {
  Bytes bytes(BIO_ctrl_pending(state_->to_wire));
  if (!bytes.empty()) BIO_read(state_->to_wire, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

Result<bool> TlsClient::shake_hands() {
  ERR_clear_error();
  const int done = SSL_do_handshake(state_->ssl.get());
  if (done == 1) return true;
  RUNSEAL_CHECK(state_->outcome(done, "the handshake failed"));
  return false;
}

TlsPeer TlsClient::peer() const {
  auto* ssl = state_->ssl.get();
  TlsPeer peer;
  const int version = SSL_version(ssl);
  peer.version = std::string("TLS 1.") + static_cast<char>('0' + (version - TLS1_VERSION));
  if (const auto* suite = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl))) peer.suite = suite;
  if (const auto nid = SSL_get_negotiated_group(ssl); nid != 0)
    if (const auto* group = SSL_group_to_name(ssl, static_cast<int>(nid))) peer.group = group;
  peer.chain = chain_of(ssl);
  const unsigned char* response = nullptr;
  peer.stapled = SSL_get_tlsext_status_ocsp_resp(ssl, static_cast<void*>(&response)) > 0;
  peer.asks_for_certificate = state_->asked_for_certificate;
  return peer;
}

bool TlsClient::asked_for_certificate() const { return state_->asked_for_certificate; }

Result<> TlsClient::write(ByteView content) {
  if (content.empty()) return {};
  ERR_clear_error();
  std::size_t written = 0;
  const int done = SSL_write_ex(state_->ssl.get(), content.data(), content.size(), &written);
  return done == 1 ? Result<>() : state_->outcome(done, "sending");
}

Result<Bytes> TlsClient::read() {
  Bytes content;
  for (;;) {
    Bytes block(16U << 10U);
    std::size_t got = 0;
    ERR_clear_error();
    const int done = SSL_read_ex(state_->ssl.get(), block.data(), block.size(), &got);
    if (done != 1) {
      const auto outcome = state_->outcome(done, "receiving");
      if (!outcome && content.empty()) return fail(outcome.error());
      return content;
    }
    content.insert(content.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(got));
  }
}

bool TlsClient::ended() const { return (SSL_get_shutdown(state_->ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

}  // namespace runseal::base
