#include "transfer/sinks/ssh_link.h"

#include <fcntl.h>
#include <libssh/libssh.h>

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"
#include "transfer/sinks/known_host.h"
#include "transfer/sinks/watchdog.h"

namespace runseal::transfer {
namespace {

using std::chrono::milliseconds;

// No SHA-1, no CBC. ChaCha20-Poly1305 and the encrypt-then-MAC modes are left out because of CVE-2023-48795
// (Terrapin): without them its attack has nothing to work on, whether or not the server knows the "strict" exchange.
constexpr const char* key_exchanges =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,"
    "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512";
constexpr const char* signatures =
    "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256";
constexpr const char* ciphers = "aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr";
constexpr const char* macs = "hmac-sha2-512,hmac-sha2-256";

constexpr milliseconds goodbye_limit{2'000};

struct SessionEnd {
  void operator()(ssh_session session) const { ssh_free(session); }
};
struct KeyEnd {
  void operator()(ssh_key key) const { ssh_key_free(key); }
};
using Session = std::unique_ptr<ssh_session_struct, SessionEnd>;
using Key = std::unique_ptr<ssh_key_struct, KeyEnd>;

std::string said(ssh_session session) { return base::printable(ssh_get_error(session), 300); }

Result<> set_option(ssh_session session, ssh_options_e option, const void* value) {
  if (ssh_options_set(session, option, value) == SSH_OK) return {};
  return fail(ErrorCode::internal, "libssh does not take an option: " + said(session));
}

Result<> refused(ssh_session session, const SshTarget& target, const std::string& with) {
  const auto error = said(session);
  const bool broken = ssh_is_connected(session) == 0;
  if (broken) return fail(ErrorCode::io, "the connection ended during authentication: " + error, target.at.text());
  return fail(ErrorCode::denied, fmt::format("the server does not let {} in with {}", target.user, with),
              target.at.text(),
              "its public key belongs in the account's authorized_keys on the server; runseal never sends a password");
}

Result<> authenticate_with_file(ssh_session session, const SshTarget& target) {
  // the callback stands for "no passphrase": libssh would otherwise ask on the terminal
  const auto no_passphrase = [](const char*, char*, std::size_t, int, int, void*) { return -1; };
  ssh_key raw = nullptr;
  if (ssh_pki_import_privkey_file(target.identity.c_str(), nullptr, no_passphrase, nullptr, &raw) != SSH_OK)
    return fail(ErrorCode::usage, "the identity is not there, is not a private key, or is locked by a passphrase",
                target.identity.string(),
                "for a key with a passphrase use ssh-agent: ssh-add FILE, then send without --identity");
  const Key key(raw);
  if (ssh_userauth_publickey(session, nullptr, key.get()) == SSH_AUTH_SUCCESS) return {};
  return refused(session, target, "the key " + target.identity.string());
}

Result<> authenticate_with_agent(ssh_session session, const SshTarget& target) {
  if (std::getenv("SSH_AUTH_SOCK") == nullptr)
    return fail(ErrorCode::usage, "no key to log in with: no identity was given and no ssh-agent runs",
                target.at.text(), "name a private key with --identity, or start ssh-agent and add one with ssh-add");
  if (ssh_userauth_agent(session, nullptr) == SSH_AUTH_SUCCESS) return {};
  return refused(session, target, "any key of the ssh-agent");
}

Result<> set_options(ssh_session session, const SshTarget& target, socket_t socket) {
  const int no = 0;
  const unsigned port = target.at.port;
  const int rsa_bits = 2048;
  const long seconds = std::max<long>(1, static_cast<long>(target.connect_limit.count() / 1000));
  RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_PROCESS_CONFIG, &no));
  RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_HOST, target.at.host.c_str()));
  RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_PORT, &port));
  RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_USER, target.user.c_str()));
  RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_TIMEOUT, &seconds));
  RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_KEY_EXCHANGE, key_exchanges));
  RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_HOSTKEYS, signatures));
  RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, signatures));
  RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_RSA_MIN_SIZE, &rsa_bits));
  for (const auto direction : {SSH_OPTIONS_CIPHERS_C_S, SSH_OPTIONS_CIPHERS_S_C})
    RUNSEAL_CHECK(set_option(session, direction, ciphers));
  for (const auto direction : {SSH_OPTIONS_HMAC_C_S, SSH_OPTIONS_HMAC_S_C})
    RUNSEAL_CHECK(set_option(session, direction, macs));
  RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_COMPRESSION, "no"));
  if (!target.known_hosts.empty()) {
    // the given file alone counts: what the system's own list says is not asked
    RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_KNOWNHOSTS, target.known_hosts.c_str()));
    RUNSEAL_CHECK(set_option(session, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null"));
  }
  return set_option(session, SSH_OPTIONS_FD, &socket);
}

}  // namespace

struct SshLink::State {
  std::string where;
  std::unique_ptr<Watchdog> dog;
  Session session;
  ssh_channel channel = nullptr;  // goes with the session

  [[nodiscard]] std::unexpected<Error> broken(const std::string& what) const {
    dog->cut();
    if (dog->bit()) return fail(ErrorCode::timeout, what + ": the server did not answer in time", where);
    return fail(ErrorCode::io, what + ": " + said(session.get()), where);
  }
  [[nodiscard]] Result<> handshake(const SshTarget& target);
  [[nodiscard]] Result<> start_sftp();
};

Result<> SshLink::State::handshake(const SshTarget& target) {
  if (ssh_connect(session.get()) != SSH_OK) {
    const auto reason = said(session.get());
    if (reason.find("no match for method") == std::string::npos) return broken("no SSH connection");
    return fail(ErrorCode::denied, "the server offers no algorithms that runseal uses: " + reason, where,
                "update the server, or allow AES-GCM or AES-CTR with SHA-2 there");
  }
  RUNSEAL_CHECK(check_known_host(session.get(), target));
  return target.identity.empty() ? authenticate_with_agent(session.get(), target)
                                 : authenticate_with_file(session.get(), target);
}

Result<> SshLink::State::start_sftp() {
  channel = ssh_channel_new(session.get());
  if (channel == nullptr || ssh_channel_open_session(channel) != SSH_OK) return broken("no SSH channel");
  if (ssh_channel_request_sftp(channel) == SSH_OK) return {};
  if (ssh_is_connected(session.get()) == 0 || dog->bit()) return broken("no SFTP");
  return fail(ErrorCode::denied, "the server does not give this account SFTP", where,
              "sshd_config there needs: Subsystem sftp internal-sftp");
}

SshLink::SshLink(std::unique_ptr<State> state) : state_(std::move(state)) {}

SshLink::~SshLink() {
  {
    const Watchdog::Guard limit(*state_->dog, goodbye_limit);
    ssh_disconnect(state_->session.get());
  }
  state_->session.reset();
}

Result<std::unique_ptr<SshLink>> SshLink::open(const SshTarget& target) {
  auto socket = base::tcp_connect(target.at, target.connect_limit);
  if (!socket) {
    auto error = socket.error();
    error.next = "is the SSH server running there, and does a firewall let this port through?";
    return fail(std::move(error));
  }
  auto state = std::make_unique<State>();
  state->where = target.at.text();
  state->dog = std::make_unique<Watchdog>(socket->get());
  state->session.reset(ssh_new());
  if (!state->session) return fail(ErrorCode::limit, "no memory for an SSH session");
  // libssh closes the descriptor that it is given
  RUNSEAL_CHECK(set_options(state->session.get(), target, ::fcntl(socket->get(), F_DUPFD_CLOEXEC, 0)));
  auto& with = *state;
  std::unique_ptr<SshLink> link(new SshLink(std::move(state)));
  const Watchdog::Guard limit(*with.dog, target.connect_limit);
  auto ready = with.handshake(target);
  if (ready) ready = with.start_sftp();
  if (!ready && with.dog->bit()) return with.broken("no SSH connection");
  if (!ready) return fail(ready.error());
  return link;
}

Result<> SshLink::write(ByteView bytes, milliseconds limit) {
  const Watchdog::Guard guard(*state_->dog, limit);
  while (!bytes.empty()) {
    const int written = ssh_channel_write(state_->channel, bytes.data(), static_cast<std::uint32_t>(bytes.size()));
    if (written <= 0) return state_->broken("the SSH connection broke");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> SshLink::read(std::span<std::uint8_t> into, milliseconds limit) {
  const Watchdog::Guard guard(*state_->dog, limit);
  while (!into.empty()) {
    const int got = ssh_channel_read(state_->channel, into.data(), static_cast<std::uint32_t>(into.size()), 0);
    if (got <= 0) return state_->broken("the SSH connection broke");
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

bool SshLink::server_is_openssh() const {
  const char* banner = ssh_get_serverbanner(state_->session.get());
  return banner != nullptr && std::string_view(banner).find("OpenSSH") != std::string_view::npos;
}

void SshLink::cut() { state_->dog->cut(); }

}  // namespace runseal::transfer
