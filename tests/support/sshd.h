// A real OpenSSH server for tests: on 127.0.0.1, its own host key, one account, SFTP below one folder; gone with its
// object. Started by root it lets root in, started by somebody else that user.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "transfer/sinks/sftp.h"

namespace runseal::test {

class Sshd {
 public:
  // Everything below `folder`. `extra`: further lines of sshd_config(5). `sftp`: arguments of internal-sftp.
  explicit Sshd(const std::filesystem::path& folder, const std::string& extra = {}, const std::string& sftp = {});
  ~Sshd();
  Sshd(const Sshd&) = delete;
  Sshd& operator=(const Sshd&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] std::filesystem::path client_key() const { return folder_ / "client"; }
  [[nodiscard]] std::filesystem::path host_key() const { return folder_ / "host"; }
  [[nodiscard]] std::string log() const;
  // Options of a client that knows the host (as reached through `port`) and has the right key.
  [[nodiscard]] transfer::SftpOptions options(const std::filesystem::path& into, std::uint16_t port) const;

 private:
  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace runseal::test
