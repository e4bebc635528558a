#include <cstdlib>

#include <fmt/format.h>

#include "audit/session.h"
#include "base/private_file.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

constexpr std::size_t longest_file = 16U << 10U;

Error wrong_line(const base::Path& file, std::size_t number, std::string why) {
  return {ErrorCode::invalid, std::move(why), fmt::format("{}:{}", file.string(), number),
          "write lines \"username = …\", \"password = …\" and, if need be, \"domain = …\""};
}

}  // namespace

Result<Credentials> read_credentials(base::Files& files, const base::Path& file) {
  RUNSEAL_TRY(const auto bytes, base::read_private(files, file, longest_file));
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
