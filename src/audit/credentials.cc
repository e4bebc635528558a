#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include <fmt/format.h>

#include "audit/session.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

constexpr std::size_t longest_file = 16U << 10U;

Result<> check_private(const base::Path& file) {
  struct stat state{};
  if (::stat(file.c_str(), &state) != 0) return fail(base::system_error("cannot read the credentials", file, errno));
  if (!S_ISREG(state.st_mode))
    return fail(ErrorCode::denied, "the credentials are not in an ordinary file", file.string());
  if (state.st_uid != ::geteuid())
    return fail(ErrorCode::denied, "the credentials file belongs to another user", file.string(),
                "copy it to a file of your own with mode 0600");
  if ((state.st_mode & 077) != 0)
    return fail(ErrorCode::denied, fmt::format("others may read the credentials (mode {:04o})", state.st_mode & 07777),
                file.string(), "chmod 600 it, and change the password if others may have read it");
  return {};
}

Error wrong_line(const base::Path& file, std::size_t number, std::string why) {
  return {ErrorCode::invalid, std::move(why), fmt::format("{}:{}", file.string(), number),
          "write lines \"username = …\", \"password = …\" and, if need be, \"domain = …\""};
}

}  // namespace

Result<Credentials> read_credentials(base::Files& files, const base::Path& file) {
  RUNSEAL_CHECK(check_private(file));
  RUNSEAL_TRY(const auto bytes, files.read(file, longest_file));
  const auto text = base::as_text(bytes);
  Credentials read;
  std::size_t number = 0;
  for (const auto raw : base::lines(text)) {
    ++number;
    const auto line = base::trim(raw);
    if (line.empty() || line.front() == '#') continue;
    const auto equals = line.find('=');
    // the line itself is not quoted: it may hold the password
    if (equals == std::string_view::npos) return fail(wrong_line(file, number, "a line without \"=\""));
    const auto name = base::fold_case(base::trim(line.substr(0, equals)));
    const std::string value(base::trim(line.substr(equals + 1)));
    if (name == "username")
      read.user = value;
    else if (name == "password")
      read.password = value;
    else if (name == "domain")
      read.domain = value;
    else
      return fail(wrong_line(file, number, "a line that begins neither with username, password nor domain"));
  }
  if (read.user.empty() || read.password.empty())
    return fail(wrong_line(file, number, "the user name or the password is missing"));
  return read;
}

std::optional<Credentials> credentials_from_environment() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string(value ? value : "");
  };
  Credentials found{variable("RUNSEAL_SMB_USER"), variable("RUNSEAL_SMB_PASSWORD"), variable("RUNSEAL_SMB_DOMAIN")};
  if (found.user.empty() || found.password.empty()) return std::nullopt;
  return found;
}

}  // namespace runseal::audit
