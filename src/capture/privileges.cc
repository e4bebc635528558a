#include "capture/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace runseal::capture {
namespace {

constexpr uid_t nobody = 65534;

// Root's group is not taken over with a folder that has been given to somebody.
gid_t group_of(const struct stat& info) {
  if (info.st_gid != 0) return info.st_gid;
  const auto* user = ::getpwuid(info.st_uid);
  return user != nullptr && user->pw_gid != 0 ? user->pw_gid : nobody;
}

Result<> no_capabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::syscall(SYS_capset, &header, none.data()) == 0) return {};
  return fail(base::system_error("giving up capabilities", {}, errno));
}

}  // namespace

Result<base::Command::Owner> whom_to_become(const std::optional<base::Path>& output) {
  if (!output) return base::Command::Owner{nobody, nobody};
  struct stat info{};
  if (::stat(output->c_str(), &info) != 0) {
    const auto parent = output->has_parent_path() ? output->parent_path() : base::Path(".");
    if (errno != ENOENT || ::stat(parent.c_str(), &info) != 0) {
      return fail(base::system_error("looking who owns", *output, errno));
    }
  }
  if (info.st_uid != 0) return base::Command::Owner{info.st_uid, group_of(info)};
  return fail(ErrorCode::denied, "it belongs to root, whose rights are given up before anything is read",
              output->string(), "give a folder to another user (chown), and write there");
}

Result<> drop_privileges(const base::Command::Owner& user) {
  if (::geteuid() != 0) return no_capabilities();
  if (user.user == 0) return fail(ErrorCode::usage, "root would keep its rights");
  const bool changed = ::setgroups(0, nullptr) == 0 && ::setresgid(user.group, user.group, user.group) == 0 &&
                       ::setresuid(user.user, user.user, user.user) == 0;
  if (!changed) return fail(base::system_error("becoming user " + std::to_string(user.user), {}, errno));
  RUNSEAL_CHECK(no_capabilities());
  if (::setuid(0) == 0 || ::geteuid() == 0) return fail(ErrorCode::internal, "root's rights could not be given up");
  return {};
}

}  // namespace runseal::capture
