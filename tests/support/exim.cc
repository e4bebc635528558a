#include "support/exim.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <thread>

#include <fmt/format.h>

#include "base/tcp.h"
#include "base/text.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::test {
namespace {

namespace fs = std::filesystem;
constexpr const char* own_user = "Debian-exim";

std::string configuration(const fs::path& folder, const Exim::Wish& wish, std::uint16_t port) {
  const auto in = [&](const char* name) { return (folder / name).string(); };
  auto text = fmt::format(
      "primary_hostname = localhost\nspool_directory = {}\nlog_file_path = {}\npid_file_path = {}\n"
      "local_interfaces = 127.0.0.1\ndaemon_smtp_ports = {}\ndeliver_drop_privilege = true\nkeep_environment =\n"
      "acl_smtp_rcpt = recipient\nacl_smtp_data = accept\ntls_certificate = {}\ntls_privatekey = {}\n"
      "tls_advertise_hosts = {}\n",
      in("spool"), in("%slog"), in("pid"), port, in("server.pem"), in("server.key"), wish.starttls ? "*" : "");
  if (wish.tls_at_once) text += fmt::format("tls_on_connect_ports = {}\n", port);
  text += fmt::format(
      "begin acl\nrecipient:\n  defer condition = ${{if exists{{{}}}}}\n    message = come again later\n"
      "  deny local_parts = nobody\n    message = no such mailbox here\n",
      in("busy"));
  if (!wish.user.empty()) text += "  deny !authenticated = *\n    message = log in first\n";
  text += fmt::format(
      "  accept\nbegin routers\nall:\n  driver = accept\n  transport = box\nbegin transports\nbox:\n"
      "  driver = appendfile\n  file = {}\n  use_lockfile = false\n  user = {}\n  group = {}\n",
      in("mbox"), own_user, own_user);
  if (wish.user.empty()) return text;
  return text + fmt::format(
                    "begin authenticators\nplain:\n  driver = plaintext\n  public_name = PLAIN\n  server_prompts = :\n"
                    "  server_condition = ${{if and{{{{eq{{$auth2}}{{{}}}}}{{eq{{$auth3}}{{{}}}}}}}{{yes}}{{no}}}}\n"
                    "  server_set_id = $auth2\n  server_advertise_condition = ${{if def:tls_in_cipher}}\n",
                    wish.user, wish.password);
}

}  // namespace

bool Exim::can_run() { return ::geteuid() == 0 && ::getpwnam(own_user) != nullptr; }

Exim::Exim(fs::path folder, const MadeCertificate& certificate, const Wish& wish)
    : folder_(std::move(folder)), port_(free_port()) {
  fs::create_directories(folder_ / "spool");
  for (auto up = folder_; up != fs::temp_directory_path() && up.has_relative_path(); up = up.parent_path())
    fs::permissions(up, fs::perms::others_exec, fs::perm_options::add);
  fs::copy_file(certificate.certificate, folder_ / "server.pem", fs::copy_options::overwrite_existing);
  fs::copy_file(certificate.key, folder_ / "server.key", fs::copy_options::overwrite_existing);
  write_file(folder_ / "conf", configuration(folder_, wish, port_));
  const auto* user = ::getpwnam(own_user);
  if (user == nullptr) {
    ADD_FAILURE() << "exim4-daemon-light is not installed: script/bootstrap test";
    return;
  }
  for (const auto* name : {"", "spool", "server.pem", "server.key", "conf"})
    EXPECT_EQ(::chown((folder_ / name).c_str(), user->pw_uid, user->pw_gid), 0) << name;
  base::Command command;
  command.program = "/usr/sbin/exim4";
  command.arguments = {"-C", (folder_ / "conf").string(), "-bdf"};
  command.run_as = base::Command::Owner{user->pw_uid, user->pw_gid};
  auto started = base::Child::start(command, folder_ / "output");
  if (!started) {
    ADD_FAILURE() << started.error().describe();
    return;
  }
  child_.emplace(*std::move(started));
  const auto answers = [&] {
    return base::tcp_connect({"127.0.0.1", port_}, std::chrono::milliseconds(500)).has_value();
  };
  for (int i = 0; i < 200 && !answers(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(25));
  EXPECT_TRUE(answers()) << read_file(folder_ / "output") << log();
}

void Exim::busy(bool yes) const {
  if (yes)
    write_file(folder_ / "busy", "");
  else
    fs::remove(folder_ / "busy");
}

std::string Exim::mails(std::size_t count) const {
  std::string box;
  for (int i = 0; i < 200; ++i) {
    if (fs::exists(folder_ / "mbox")) box = read_file(folder_ / "mbox");
    std::size_t there = box.starts_with("From ") ? 1 : 0;
    for (auto at = box.find("\n\nFrom "); at != std::string::npos; at = box.find("\n\nFrom ", at + 1)) ++there;
    if (there >= count && box.ends_with("\n\n")) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  return box;
}

std::string Exim::log() const {
  return fs::exists(folder_ / "mainlog") ? read_file(folder_ / "mainlog") : std::string();
}

}  // namespace runseal::test
