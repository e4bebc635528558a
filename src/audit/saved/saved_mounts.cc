#include "audit/saved/saved_mounts.h"

#include <algorithm>

#include "audit/rules/mount_kind.h"
#include "base/text.h"
#include "proto/mount_lists.h"
#include "proto/mount_secrets.h"

namespace runseal::audit {
namespace {

// A line of six fields is a mount when the third can be a file system's name and the last two are numbers.
bool looks_like_fstab(std::string_view text) {
  for (const auto raw : base::lines(text)) {
    const auto line = base::trim(raw);
    if (line.empty() || line.front() == '#') continue;
    auto words = base::split(base::replaced(std::string(line), "\t", " "), ' ');
    std::erase(words, "");
    const auto number = [](const std::string& word) { return word.size() == 1 && word[0] >= '0' && word[0] <= '9'; };
    return words.size() >= 4 && words.size() <= 6 && (words[1].starts_with('/') || words[1] == "none") &&
           words[2].find_first_of("(=/") == std::string::npos && (words.size() < 5 || number(words[4]));
  }
  return false;
}

std::vector<proto::Mount> parse_any(std::string_view text) {
  if (base::trim(text).starts_with('{')) return proto::parse_findmnt(text);
  if (auto mounts = proto::parse_mountinfo(text); !mounts.empty()) return mounts;
  if (auto mounts = proto::parse_mount_output(text); !mounts.empty()) return mounts;
  return looks_like_fstab(text) ? proto::parse_fstab(text) : std::vector<proto::Mount>();
}

// "nas02:/export/x" lies in "nas02:/export"
bool is_export(const proto::Mount& mount, const base::Endpoint& connection) {
  const auto colon = mount.source.rfind(":/");
  if (colon == std::string::npos) return false;
  auto host = base::fold_case(mount.source.substr(0, colon));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto path = "/" + connection.path;
  const auto exported = mount.source.substr(colon + 1);
  return host == connection.host && (path == exported || path.starts_with(exported == "/" ? exported : exported + "/"));
}

bool leads_to(const proto::Mount& mount, const base::Endpoint& connection) {
  if (connection.scheme == "smb")
    return kind_of(mount) == MountKind::smb &&
           proto::share_of(mount.source) == proto::share_of("//" + connection.host + "/" + connection.path);
  return connection.scheme == "nfs" && kind_of(mount) == MountKind::nfs && is_export(mount, connection);
}

}  // namespace

std::vector<KnownMount> parse_saved_mounts(std::string_view text) {
  std::vector<KnownMount> mounts;
  for (auto& mount : parse_any(text)) {
    const bool had = proto::take_out_passwords(mount);
    mounts.push_back({std::move(mount), "the saved table", had});
  }
  return mounts;
}

std::optional<std::string> point_of(const std::vector<KnownMount>& mounts, const base::Endpoint& connection) {
  if (connection.scheme == "mount") return connection.path;
  for (const auto& one : mounts)
    if (leads_to(one.mount, connection)) return one.mount.point;
  return {};
}

}  // namespace runseal::audit
