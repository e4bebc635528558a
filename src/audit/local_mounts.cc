#include "audit/local_mounts.h"

#include <algorithm>
#include <set>

#include "audit/rules/mount_kind.h"
#include "base/text.h"
#include "proto/mount_lists.h"
#include "proto/mount_secrets.h"

namespace runseal::audit {
namespace {

constexpr std::size_t max_table = 8U << 20U;
constexpr std::size_t max_file = 1U << 20U;
constexpr std::size_t max_files = 1000;

class Reading {
 public:
  explicit Reading(base::Path root) : root_(std::move(root)) {}

  Result<LocalMounts> all() {
    RUNSEAL_TRY(const auto table, base::real_files().read(at("/proc/self/mountinfo"), max_table));
    found_.files_read.emplace_back("/proc/self/mountinfo");
    for (auto& mount : proto::parse_mountinfo(base::as_text(table)))
      add(found_.mounted, std::move(mount), "/proc/self/mountinfo");
    if (const auto debug = text_of("/proc/fs/cifs/DebugData")) {
      found_.cifs = proto::parse_cifs_debug(*debug);
      found_.cifs_told = true;
    }
    if (const auto fstab = text_of("/etc/fstab"))
      for (auto& mount : proto::parse_fstab(*fstab)) add(found_.declared, std::move(mount), "/etc/fstab");
    for (const auto* folder : {"/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"}) units(folder);
    automounts();
    return std::move(found_);
  }

 private:
  [[nodiscard]] base::Path at(const std::string& file) const { return root_ / file.substr(1); }

  static void add(std::vector<KnownMount>& list, proto::Mount mount, std::string file) {
    if (list.size() >= proto::max_mounts) return;
    const bool had = proto::take_out_passwords(mount);
    list.push_back({std::move(mount), std::move(file), had});
  }

  std::optional<std::string> text_of(const std::string& file) {
    const auto content = base::real_files().read(at(file), max_file);
    if (content) {
      found_.files_read.push_back(file);
      return std::string(base::as_text(*content));
    }
    if (content.error().code != ErrorCode::not_found) found_.not_read.push_back(file + ": " + content.error().what);
    return {};
  }

  std::vector<std::string> names_in(const std::string& folder, std::string_view ending) {
    auto names = base::real_files().list(at(folder)).value_or(std::vector<std::string>());
    std::erase_if(names, [&](const auto& name) { return !name.ends_with(ending); });
    if (names.size() > max_files) names.resize(max_files);
    return names;
  }

  void units(const std::string& folder) {
    for (const auto& name : names_in(folder, ".mount")) {
      const auto file = folder + "/" + name;
      const auto text = text_of(file);
      if (!text) continue;
      if (auto mount = proto::parse_mount_unit(*text)) add(found_.declared, std::move(*mount), file);
    }
  }

  void automounts() {
    std::vector<std::string> masters{"/etc/auto.master"};
    for (const auto& name : names_in("/etc/auto.master.d", ".autofs")) masters.push_back("/etc/auto.master.d/" + name);
    for (const auto& file : masters)
      if (const auto text = text_of(file))
        for (const auto& master : proto::parse_auto_master(*text)) map(master);
  }

  // Maps from a directory service, and those that a program prints, are not read: they are named as such.
  void map(const proto::AutoMaster& master) {
    const auto file = master.map.starts_with('/') ? master.map : "/etc/" + master.map;
    std::error_code none;
    using Perms = std::filesystem::perms;
    const bool runs = (std::filesystem::status(at(file), none).permissions() & Perms::owner_exec) != Perms::none;
    if (!file.starts_with("/etc/") || master.map.find(':') != std::string::npos || runs || ++maps_ > max_files) {
      found_.not_read.push_back("the map " + master.map + " of " + master.point + ": not a file below /etc");
      return;
    }
    if (const auto text = text_of(file))
      for (auto& mount : proto::parse_auto_map(*text, master)) add(found_.declared, std::move(mount), file);
  }

  base::Path root_;
  LocalMounts found_;
  std::size_t maps_ = 0;
};

}  // namespace

Result<LocalMounts> read_local_mounts(const base::Path& root) { return Reading(root).all(); }

std::vector<std::string> network_mount_points(const LocalMounts& mounts) {
  std::set<std::string> points;
  for (const auto* list : {&mounts.mounted, &mounts.declared})
    for (const auto& one : *list)
      if (may_travel(one.mount)) points.insert(one.mount.point);
  return {points.begin(), points.end()};
}

}  // namespace runseal::audit
