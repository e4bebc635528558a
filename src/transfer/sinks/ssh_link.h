// One SSH connection with the `sftp` subsystem at its other end, by libssh: the host's key must be known, the user is
// known by a key, algorithms are modern only, and nothing waits without a limit.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/tcp.h"

namespace runseal::transfer {

struct SshTarget {
  base::HostPort at;
  std::string user;
  // Where known hosts are looked up; empty: the user's own ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts.
  std::filesystem::path known_hosts;
  // The private key, without passphrase; empty: the keys that the ssh-agent (SSH_AUTH_SOCK) holds.
  std::filesystem::path identity;
  std::chrono::milliseconds connect_limit{15'000};  // for TCP, and again for the handshake with authentication
};

// One thread at a time, cut() from any.
class SshLink {
 public:
  // Errors: unavailable, timeout, denied (host key unknown or changed, our key not accepted, no SFTP for us), usage
  // (identity or known hosts cannot be used), io.
  [[nodiscard]] static Result<std::unique_ptr<SshLink>> open(const SshTarget& target);
  ~SshLink();
  SshLink(const SshLink&) = delete;
  SshLink& operator=(const SshLink&) = delete;

  // All of it within `limit`. Errors: timeout, io.
  [[nodiscard]] Result<> write(ByteView bytes, std::chrono::milliseconds limit);
  [[nodiscard]] Result<> read(std::span<std::uint8_t> into, std::chrono::milliseconds limit);

  [[nodiscard]] bool server_is_openssh() const;
  void cut();

 private:
  struct State;
  explicit SshLink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace runseal::transfer
