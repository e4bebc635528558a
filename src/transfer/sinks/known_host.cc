#include "transfer/sinks/known_host.h"

#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t max_known_hosts = 16U << 20U;

struct KeyEnd {
  void operator()(ssh_key key) const { ssh_key_free(key); }
};
using Key = std::unique_ptr<ssh_key_struct, KeyEnd>;

Result<Key> shown_key(ssh_session session) {
  ssh_key key = nullptr;
  if (ssh_get_server_publickey(session, &key) != SSH_OK) return fail(ErrorCode::io, "the server showed no host key");
  return Key(key);
}

Result<std::string> fingerprint(ssh_key key) {
  unsigned char* hash = nullptr;
  std::size_t size = 0;
  if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != 0)
    return fail(ErrorCode::internal, "the host key has no fingerprint");
  char* text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size);
  const auto out = fmt::format("{} ({})", text != nullptr ? text : "?", ssh_key_type_to_char(ssh_key_type(key)));
  ssh_string_free_char(text);
  ssh_clean_pubkey_hash(&hash);
  return out;
}

std::vector<base::Path> lists_of(const SshTarget& target) {
  if (!target.known_hosts.empty()) return {target.known_hosts};
  std::vector<base::Path> lists{"/etc/ssh/ssh_known_hosts"};
  if (const char* home = std::getenv("HOME"); home != nullptr) lists.push_back(base::Path(home) / ".ssh/known_hosts");
  return lists;
}

// libssh passes over lines with a marker (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). A key that is revoked for any host is
// taken as revoked: a key that got lost is lost.
Result<bool> is_revoked(ssh_key key, const SshTarget& target) {
  char* raw = nullptr;
  if (ssh_pki_export_pubkey_base64(key, &raw) != SSH_OK) return fail(ErrorCode::internal, "the host key has no text");
  const std::string text = raw;
  ssh_string_free_char(raw);
  for (const auto& list : lists_of(target)) {
    const auto content = base::real_files().read(list, max_known_hosts);
    if (!content && content.error().code == ErrorCode::not_found) continue;
    if (!content) return fail(content.error());
    const auto lines = base::as_text(*content);
    for (const auto line : base::lines(lines))
      if (base::trim(line).starts_with("@revoked") && line.find(text) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

Result<> check_known_host(ssh_session session, const SshTarget& target) {
  RUNSEAL_TRY(const auto key, shown_key(session));
  RUNSEAL_TRY(const auto shown, fingerprint(key.get()));
  const auto standard = target.at.port == 22;
  const auto name = standard ? target.at.host : fmt::format("[{}]:{}", target.at.host, target.at.port);
  const auto list = target.known_hosts.empty() ? std::string("~/.ssh/known_hosts") : target.known_hosts.string();
  const auto compare =
      "ask the server's administrator for its fingerprint (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub, "
      "there) over another channel";
  RUNSEAL_TRY(const bool revoked, is_revoked(key.get(), target));
  if (revoked)
    return fail(ErrorCode::denied, "the server's host key has been revoked: " + shown, name,
                "it may be in wrong hands: " + std::string(compare));
  switch (ssh_session_is_known_server(session)) {
    case SSH_KNOWN_HOSTS_OK: return {};
    case SSH_KNOWN_HOSTS_CHANGED:
    case SSH_KNOWN_HOSTS_OTHER:
      return fail(
          ErrorCode::denied, "the server shows another host key than the one that is known: " + shown, name,
          fmt::format("somebody may stand between: {}; only if it is this one, remove the old line (ssh-keygen -f "
                      "{} -R '{}') and add the new",
                      compare, list, name));
    case SSH_KNOWN_HOSTS_NOT_FOUND:
    case SSH_KNOWN_HOSTS_UNKNOWN:
      return fail(ErrorCode::denied, "the server's host key is not known: " + shown, name,
                  fmt::format("{}; if it is this one, add it: ssh-keyscan -p {} {} >> {}", compare, target.at.port,
                              target.at.host, list));
    case SSH_KNOWN_HOSTS_ERROR: break;
  }
  return fail(ErrorCode::usage,
              std::string("the known hosts cannot be read: ") + base::printable(ssh_get_error(session), 300), list);
}

}  // namespace runseal::transfer
