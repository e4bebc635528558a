#include "support/sshd.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "base/process.h"
#include "base/tcp.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* program = "/usr/sbin/sshd";

void make_key(const fs::path& path) {
  base::Command command;
  command.program = "ssh-keygen";
  command.arguments = {"-q", "-t", "ed25519", "-N", "", "-f", path.string()};
  const auto made = base::run(command);
  ASSERT_TRUE(made && made->exit_code == 0) << "ssh-keygen: " << (made ? made->err : made.error().describe());
}

std::string user() { return ::getpwuid(::geteuid())->pw_name; }

bool answers(std::uint16_t port) {
  for (int i = 0; i < 100; ++i) {
    if (base::tcp_connect({"127.0.0.1", port}, std::chrono::milliseconds(500))) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

}  // namespace

Sshd::Sshd(const fs::path& folder, const std::string& extra, const std::string& sftp) : folder_(folder) {
  if (::access(program, X_OK) != 0) {
    ADD_FAILURE() << program << " is missing: script/bootstrap test installs it";
    return;
  }
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::owner_all);
  if (::geteuid() == 0) fs::create_directories("/run/sshd");  // sshd insists on it when it is started by root
  if (!fs::exists(host_key())) make_key(host_key());
  if (!fs::exists(client_key())) make_key(client_key());
  fs::copy_file(client_key().string() + ".pub", folder_ / "authorized", fs::copy_options::overwrite_existing);
  port_ = free_port();
  write_file(folder_ / "config", extra + "\nListenAddress 127.0.0.1:" + std::to_string(port_) + "\nHostKey " +
                                     host_key().string() + "\nPidFile none\nUsePAM no\nStrictModes no\n" +
                                     "PasswordAuthentication no\nKbdInteractiveAuthentication no\n" +
                                     "PermitRootLogin prohibit-password\nAuthorizedKeysFile " +
                                     (folder_ / "authorized").string() + "\nSubsystem sftp internal-sftp " + sftp +
                                     "\nMaxStartups 100\nLogLevel VERBOSE\n");
  const auto config = (folder_ / "config").string();
  const auto log_file = (folder_ / "log").string();
  const auto parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::execl(program, program, "-D", "-f", config.c_str(), "-E", log_file.c_str(), nullptr);
    ::_exit(127);
  }
  if (!answers(port_)) ADD_FAILURE() << "sshd did not start: " << log();
}

Sshd::~Sshd() {
  if (pid_ <= 0) return;
  (void)::kill(pid_, SIGTERM);
  (void)::waitpid(pid_, nullptr, 0);
}

std::string Sshd::log() const { return fs::exists(folder_ / "log") ? read_file(folder_ / "log") : std::string(); }

transfer::SftpOptions Sshd::options(const fs::path& into, std::uint16_t port) const {
  const auto name = "[127.0.0.1]:" + std::to_string(port);
  const auto known = folder_ / ("known_hosts." + std::to_string(port));
  write_file(known, name + " " + read_file(host_key().string() + ".pub"));
  transfer::SftpOptions options;
  options.to.at = {"127.0.0.1", port};
  options.to.user = user();
  options.to.known_hosts = known;
  options.to.identity = client_key();
  options.to.connect_limit = std::chrono::milliseconds(10'000);
  options.folder = into.string();
  options.stall = std::chrono::milliseconds(5'000);
  return options;
}

}  // namespace runseal::test
