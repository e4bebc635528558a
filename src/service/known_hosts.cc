#include "service/known_hosts.h"

#include <cstdlib>

#include "base/files.h"

namespace runseal::service {
namespace {

constexpr std::size_t max_known_hosts = 16U << 20U;

}  // namespace

Result<std::vector<audit::KnownHosts>> known_hosts(const base::Config& config) {
  const bool named = !config.audit_known_hosts.empty();
  std::vector<base::Path> files;
  if (named)
    files.emplace_back(config.audit_known_hosts);
  else if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    files.push_back(base::Path(home) / ".ssh/known_hosts");
  if (!named) files.emplace_back("/etc/ssh/ssh_known_hosts");
  std::vector<audit::KnownHosts> lists;
  for (const auto& file : files) {
    const auto content = base::real_files().read(file, max_known_hosts);
    if (!content && content.error().code == ErrorCode::not_found && !named) continue;
    if (!content) return fail(content.error());
    lists.push_back({file.string(), base::as_text(*content)});
  }
  return lists;
}

}  // namespace runseal::service
