#include "base/tls.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/fast_gcm.h"
#include "base/openssl_handle.h"
#include "base/tls_socket.h"

namespace runseal::base {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

using Context = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, FreeWith<SSL_free>>;
using Pkey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;

Certificate certificate_of(EVP_PKEY* key) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), "20000101000000Z");
  ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), "99991231235959Z");  // RFC 5280 4.1.2.5: no end
  auto* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("runseal node"), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  if (X509_sign(certificate.get(), key, nullptr) == 0) std::abort();  // out of memory
  return certificate;
}

Pkey pkey_of(const PrivateKey& key) {
  auto pem = key.to_pem();
  const std::unique_ptr<BIO, FreeWith<BIO_free_all>> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Pkey pkey(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  OPENSSL_cleanse(pem.data(), pem.size());
  if (!pkey) std::abort();
  return pkey;
}

Result<PublicKey> key_in(X509* certificate) {
  auto* key = certificate != nullptr ? X509_get0_pubkey(certificate) : nullptr;
  PublicKey found;
  std::size_t length = found.raw.size();
  if (key == nullptr || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_public_key(key, found.raw.data(), &length) != 1)
    return fail(ErrorCode::denied, "the other end has no Ed25519 key");
  return found;
}

// Instead of a chain to an authority: is this the key we expect? Possession is proven by TLS (RFC 8446 4.4.3).
int accept_key(X509_STORE_CTX* store, void*) {
  const auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const auto* expected = static_cast<const PublicKey*>(SSL_get_app_data(ssl));
  const auto found = key_in(X509_STORE_CTX_get0_cert(store));
  if (found && (expected == nullptr || *found == *expected)) return 1;
  X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED);
  return 0;
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered,
                    unsigned int size, void* own) {
  const auto& wire = *static_cast<const std::string*>(own);
  unsigned char* chosen = nullptr;
  const auto* mine = reinterpret_cast<const unsigned char*>(wire.data());
  if (SSL_select_next_proto(&chosen, length, mine, static_cast<unsigned>(wire.size()), offered, size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

struct TlsIdentity::State {
  std::string protocol;  // as ALPN has it: length, name
  Pkey key;
  Certificate certificate;
  Context server;
  Context client;

  Context context(const SSL_METHOD* method, AesGcm gcm) {
    auto* const fast = gcm == AesGcm::fastest ? fast_gcm_library() : nullptr;
    Context made(SSL_CTX_new_ex(fast, fast != nullptr ? fast_gcm_properties : nullptr, method));
    auto* ctx = made.get();
    SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_num_tickets(ctx, 0);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_early_data(ctx, 0);
    SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_cert_verify_callback(ctx, accept_key, nullptr);
    if (SSL_CTX_use_certificate(ctx, certificate.get()) != 1 || SSL_CTX_use_PrivateKey(ctx, key.get()) != 1)
      std::abort();
    return made;
  }
};

TlsIdentity::TlsIdentity(const PrivateKey& key, const std::string& alpn, AesGcm gcm)
    : state_(std::make_shared<State>()) {
  state_->protocol = static_cast<char>(alpn.size()) + alpn;
  state_->key = pkey_of(key);
  state_->certificate = certificate_of(state_->key.get());
  state_->server = state_->context(TLS_server_method(), gcm);
  state_->client = state_->context(TLS_client_method(), gcm);
  SSL_CTX_set_alpn_select_cb(state_->server.get(), choose_protocol, &state_->protocol);
  SSL_CTX_set_alpn_protos(state_->client.get(), reinterpret_cast<const unsigned char*>(state_->protocol.data()),
                          static_cast<unsigned>(state_->protocol.size()));
}

struct TlsConnection::State {
  std::shared_ptr<TlsIdentity::State> identity;
  TlsSocket socket;
  Session ssl;
  PublicKey expected;
  PublicKey peer;

  [[nodiscard]] Error failure(int returned, const char* doing) const {
    const auto reason = SSL_get_error(ssl.get(), returned);
    const auto code = ERR_peek_last_error();
    ERR_clear_error();
    if (socket.error == ETIMEDOUT)
      return {ErrorCode::timeout, std::string(doing) + ": nothing moved within the time limit", {}, {}};
    if (reason == SSL_ERROR_SSL && ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED)
      return {ErrorCode::denied,
              "the other end has another key than the one it was paired with",
              {},
              "if it was set up anew, pair again; if not, somebody may stand between"};
    if (reason == SSL_ERROR_SSL && ERR_GET_REASON(code) != SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      const auto* text = ERR_reason_error_string(code);
      return {ErrorCode::io,
              std::string(doing) + ": TLS refused it: " + (text != nullptr ? text : "no reason given"),
              {},
              {}};
    }
    if (socket.error != 0) return {ErrorCode::io, std::string(doing) + ": " + std::strerror(socket.error), {}, {}};
    return {ErrorCode::io, std::string(doing) + ": the other end closed the connection", {}, {}};
  }

  Result<> shake_hands(milliseconds limit) {
    socket.deadline = Clock::now() + limit;
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl.get());
    if (done != 1) return fail(failure(done, "handshake"));
    socket.deadline = Clock::time_point::max();
    const unsigned char* protocol = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl.get(), &protocol, &length);
    if (length == 0) return fail(ErrorCode::denied, "the other end does not speak this protocol");
    RUNSEAL_TRY(peer, key_in(SSL_get0_peer_certificate(ssl.get())));
    return {};
  }
};

TlsConnection::TlsConnection(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsConnection::TlsConnection(TlsConnection&&) noexcept = default;
TlsConnection& TlsConnection::operator=(TlsConnection&&) noexcept = default;
TlsConnection::~TlsConnection() = default;

Result<TlsConnection> TlsConnection::connect(Fd socket, const TlsIdentity& own, const PublicKey& expected,
                                             milliseconds limit) {
  auto state = std::make_unique<State>();
  state->identity = own.state_;
  state->socket.fd = std::move(socket);
  state->expected = expected;
  state->ssl.reset(SSL_new(own.state_->client.get()));
  SSL_set_app_data(state->ssl.get(), &state->expected);
  auto* bio = new_bio(state->socket);
  SSL_set_bio(state->ssl.get(), bio, bio);
  SSL_set_connect_state(state->ssl.get());
  RUNSEAL_CHECK(state->shake_hands(limit));
  return TlsConnection(std::move(state));
}

Result<TlsConnection> TlsConnection::accept(Fd socket, const TlsIdentity& own, milliseconds limit) {
  auto state = std::make_unique<State>();
  state->identity = own.state_;
  state->socket.fd = std::move(socket);
  state->ssl.reset(SSL_new(own.state_->server.get()));
  auto* bio = new_bio(state->socket);
  SSL_set_bio(state->ssl.get(), bio, bio);
  SSL_set_accept_state(state->ssl.get());
  RUNSEAL_CHECK(state->shake_hands(limit));
  return TlsConnection(std::move(state));
}

const PublicKey& TlsConnection::peer() const { return state_->peer; }

Result<> TlsConnection::write(ByteView bytes) {
  if (bytes.empty()) return {};
  ERR_clear_error();
  std::size_t written = 0;
  const int done = SSL_write_ex(state_->ssl.get(), bytes.data(), bytes.size(), &written);
  if (done != 1) return fail(state_->failure(done, "sending"));
  return {};
}

Result<> TlsConnection::flush() {
  if (!state_->socket.flush()) return fail(state_->failure(-1, "sending"));
  return {};
}

Result<> TlsConnection::read(std::span<std::uint8_t> into) {
  while (!into.empty()) {
    ERR_clear_error();
    std::size_t got = 0;
    // where bytes were taken out on the way, signs of life would fill their place for ten minutes before it is noticed
    state_->socket.whole_by = TlsSocket::Clock::now() + 4 * state_->socket.stall;
    const int done = SSL_read_ex(state_->ssl.get(), into.data(), into.size(), &got);
    state_->socket.whole_by = TlsSocket::Clock::time_point::max();
    if (done != 1) return fail(state_->failure(done, "receiving"));
    into = into.subspan(got);
  }
  return {};
}

void TlsConnection::stall_limit(milliseconds limit) { state_->socket.stall = limit; }

void TlsConnection::cut() const { ::shutdown(state_->socket.fd.get(), SHUT_RDWR); }

void TlsConnection::finish() {
  ERR_clear_error();
  (void)SSL_shutdown(state_->ssl.get());
  (void)state_->socket.flush();
  ERR_clear_error();
}

void TlsConnection::hear_out(milliseconds limit) {
  auto& socket = state_->socket;
  ::shutdown(socket.fd.get(), SHUT_WR);
  socket.deadline = Clock::now() + limit;
  while (socket.fill() && socket.arrived > 0 && Clock::now() < socket.deadline) {
  }
}

}  // namespace runseal::base
