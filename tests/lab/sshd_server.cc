#include "lab/sshd_server.h"

#include <unistd.h>

#include <thread>

#include "base/tcp.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

namespace fs = std::filesystem;

constexpr const char* program = "/usr/sbin/sshd";

Result<std::string> said(const std::string& command, const std::vector<std::string>& arguments) {
  base::Command run;
  run.program = command;
  run.arguments = arguments;
  RUNSEAL_TRY(const auto done, base::run(run));
  if (!done.ok()) return fail(ErrorCode::unavailable, command + ": " + done.out + done.err);
  return done.out;
}

bool answers(std::uint16_t port) {
  for (int i = 0; i < 100; ++i) {
    if (base::tcp_connect({"127.0.0.1", port}, std::chrono::milliseconds(500))) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

}  // namespace

Result<std::unique_ptr<SshdServer>> SshdServer::start(const fs::path& folder, const std::string& lines,
                                                      const std::vector<std::vector<std::string>>& host_keys) {
  if (::access(program, X_OK) != 0) return fail(ErrorCode::unavailable, "openssh-server is not installed", program);
  std::unique_ptr<SshdServer> server(new SshdServer(folder));
  fs::create_directories(folder);
  if (::geteuid() == 0) fs::create_directories("/run/sshd");  // sshd insists on it when it is started by root
  server->lines_ = lines;
  server->port_ = test::free_port();
  RUNSEAL_CHECK(server->make_keys(host_keys));
  RUNSEAL_CHECK(server->restart());
  return server;
}

Result<> SshdServer::make_keys(const std::vector<std::vector<std::string>>& host_keys) {
  host_keys_.clear();
  for (const auto& how : host_keys) {
    const auto file = folder_ / ("host_key_" + std::to_string(host_keys_.size()));
    fs::remove(file);
    auto arguments = how;
    for (const auto& more : {"-q", "-N", "", "-f"}) arguments.emplace_back(more);
    arguments.push_back(file.string());
    RUNSEAL_CHECK(said("ssh-keygen", arguments));
    host_keys_.push_back(file);
  }
  return {};
}

Result<> SshdServer::restart() {
  child_.reset();
  std::string config = lines_ + "\nListenAddress 127.0.0.1:" + std::to_string(port_) + "\nPidFile none\nUsePAM no\n" +
                       "LogLevel VERBOSE\n";
  for (const auto& key : host_keys_) config += "HostKey " + key.string() + "\n";
  test::write_file(folder_ / "config", config);
  RUNSEAL_CHECK(said(program, {"-t", "-f", (folder_ / "config").string()}));
  base::Command command;
  command.program = program;
  command.arguments = {"-D", "-e", "-f", (folder_ / "config").string()};
  RUNSEAL_TRY(child_, base::Child::start(command, folder_ / "log"));
  if (answers(port_)) return {};
  return fail(ErrorCode::unavailable, "sshd did not start: " + test::read_file(folder_ / "log"));
}

std::string SshdServer::url() const { return "sftp://127.0.0.1:" + std::to_string(port_) + "/runs"; }

Result<> SshdServer::apply(const model::Remedy& remedy) {
  lines_ = remedy.text + lines_;
  remedied_ = true;
  return restart();
}

Result<> SshdServer::new_host_keys(const std::vector<std::vector<std::string>>& host_keys) {
  RUNSEAL_CHECK(make_keys(host_keys));
  return restart();
}

Result<std::string> SshdServer::effective(const std::string& setting) const {
  RUNSEAL_TRY(const auto all, said(program, {"-T", "-f", (folder_ / "config").string()}));
  const auto at = all.find("\n" + setting + " ");
  if (at == std::string::npos) return fail(ErrorCode::not_found, "sshd -T does not say " + setting);
  const auto from = at + setting.size() + 2;
  return all.substr(from, all.find('\n', from) - from);
}

// nmap reads the same lists ("+": whatever the port). Before the remedy it need only agree that this is SSH; after it,
// that what the remedy takes away is gone.
std::string SshdServer::second_opinion() {
  const auto listed =
      said("nmap", {"-Pn", "-n", "-p", std::to_string(port_), "--script", "+ssh2-enum-algos", "127.0.0.1"});
  if (!listed) return listed.error().describe();
  if (listed->find("encryption_algorithms") == std::string::npos) return "nmap sees no SSH server: " + *listed;
  if (!remedied_) return {};
  for (const auto* gone : {"group1-sha1", "group14-sha1", "exchange-sha1", "-cbc", "hmac-md5", "hmac-sha1", "ssh-rsa"})
    if (listed->find(gone) != std::string::npos) return std::string("nmap still sees ") + gone + ": " + *listed;
  return {};
}

}  // namespace runseal::lab
