#include "audit/local_listener.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::audit {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_table = 8U << 20U;
constexpr const char* listens = "0A";  // TCP_LISTEN

std::set<std::string> sockets_at(std::uint16_t port, const base::Path& table) {
  std::set<std::string> inodes;
  const auto text = base::real_files().read(table, max_table);
  if (!text) return inodes;
  const auto port_in_hex = fmt::format(":{:04X}", port);
  const auto content = base::as_text(*text);
  for (const auto line : base::lines(content)) {
    auto fields = base::split(std::string(line), ' ');
    std::erase(fields, "");
    if (fields.size() > 9 && fields[1].ends_with(port_in_hex) && fields[3] == listens)
      inodes.insert("socket:[" + fields[9] + "]");
  }
  return inodes;
}

bool holds_one(const fs::path& descriptors, const std::set<std::string>& sockets) {
  std::error_code error;
  for (fs::directory_iterator at(descriptors, error), end; !error && at != end; at.increment(error)) {
    const auto target = fs::read_symlink(at->path(), error);
    if (!error && sockets.contains(target.string())) return true;
    error.clear();
  }
  return false;
}

}  // namespace

std::optional<std::string> listener_at(std::uint16_t port, const base::Path& root) {
  auto sockets = sockets_at(port, root / "proc/net/tcp");
  sockets.merge(sockets_at(port, root / "proc/net/tcp6"));
  if (sockets.empty()) return {};
  std::error_code error;
  for (fs::directory_iterator at(root / "proc", error), end; !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos || !holds_one(at->path() / "fd", sockets)) continue;
    const auto comm = base::real_files().read(at->path() / "comm", 64);
    if (comm) return std::string(base::trim(base::as_text(*comm)));
  }
  return {};
}

}  // namespace runseal::audit
