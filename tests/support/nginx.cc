#include "support/nginx.h"

#include <pwd.h>
#include <unistd.h>

#include <thread>

#include <fmt/format.h>

#include "base/tcp.h"
#include "support/temporary.h"

namespace runseal::test {
namespace {

namespace fs = std::filesystem;

// Lets "nobody" reach the folder and have what is in it.
std::optional<base::Command::Owner> give_to_nobody(const fs::path& folder) {
  if (::geteuid() != 0) return std::nullopt;
  const auto* const entry = ::getpwnam("nobody");
  if (entry == nullptr) return std::nullopt;
  for (auto at = folder.parent_path(); at != fs::temp_directory_path() && at.has_relative_path(); at = at.parent_path())
    fs::permissions(at, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  (void)!::chown(folder.c_str(), entry->pw_uid, entry->pw_gid);
  for (const auto& one : fs::recursive_directory_iterator(folder))
    (void)!::lchown(one.path().c_str(), entry->pw_uid, entry->pw_gid);
  return base::Command::Owner{entry->pw_uid, entry->pw_gid};
}

}  // namespace

Result<Nginx> Nginx::start(const fs::path& folder, const std::string& servers, const std::string& address,
                           std::uint16_t port) {
  fs::create_directories(folder);
  const auto config = folder / "nginx.conf";
  write_file(config,
             fmt::format("daemon off;\nmaster_process off;\npid {0}/pid;\nerror_log {0}/error.log;\nevents {{}}\n"
                         "http {{\n  access_log {0}/access.log;\n  client_body_temp_path {0}/t1;\n"
                         "  proxy_temp_path {0}/t2;\n  fastcgi_temp_path {0}/t3;\n  uwsgi_temp_path {0}/t4;\n"
                         "  scgi_temp_path {0}/t5;\n{1}\n}}\n",
                         folder.string(), servers));
  base::Command command;
  command.program = fs::exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
  command.arguments = {"-e", (folder / "error.log").string(), "-p", folder.string(), "-c", config.string()};
  if (const auto nobody = give_to_nobody(folder); port >= 1024) command.run_as = nobody;
  auto check = command;
  check.arguments.emplace_back("-t");
  RUNSEAL_TRY(const auto checked, base::run(check));
  if (!checked.ok()) return fail(ErrorCode::invalid, "nginx refuses its configuration: " + checked.err);
  RUNSEAL_TRY(auto child, base::Child::start(command, folder / "out.log"));
  for (int i = 0; i < 400; ++i) {
    if (base::tcp_connect({address, port}, std::chrono::milliseconds(500))) return Nginx(std::move(child));
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  return fail(ErrorCode::unavailable, "nginx does not listen");
}

}  // namespace runseal::test
