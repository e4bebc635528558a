#include "audit/probes/mount.h"

#include <algorithm>
#include <charconv>

#include "audit/route.h"
#include "audit/rules/mount_facts.h"
#include "audit/rules/tunnel.h"
#include "audit/talk.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

constexpr const char* tables = "mounts";

// The last of the longest, as the kernel looks it up.
const KnownMount* mount_at(const std::vector<KnownMount>& list, const std::string& path) {
  const KnownMount* best = nullptr;
  for (const auto& one : list)
    if (proto::mount_of({one.mount}, path) && (!best || one.mount.point.size() >= best->mount.point.size()))
      best = &one;
  return best;
}

std::vector<const KnownMount*> declared_at(const std::vector<KnownMount>& list, const std::string& point) {
  std::vector<const KnownMount*> found;
  for (const auto& one : list)
    if (one.mount.point == point && may_travel(one.mount)) found.push_back(&one);
  return found;
}

// A share may be mounted twice, by several sessions, and the kernel does not say which belongs to which folder: the
// least protected of them counts.
MountUse use_of(const LocalMounts& mounts, const proto::Mount& mount) {
  MountUse use;
  for (const auto& one : mounts.cifs) {
    if (one.share != proto::share_of(mount.source)) continue;
    if (!use.told) {
      use = {true, one.dialect, one.is_signed, one.encrypted, one.guest};
      continue;
    }
    if (one.dialect != use.dialect) use.dialect = std::min(use.dialect, one.dialect);
    if (!one.is_signed || !use.is_signed)
      use.is_signed = one.is_signed == false || use.is_signed == false ? std::optional(false) : std::nullopt;
    else
      use.is_signed = *use.is_signed && *one.is_signed;
    use.encrypted = use.encrypted && one.encrypted;
    use.guest = use.guest || one.guest;
  }
  return use;
}

std::string line_of(const KnownMount& one) {
  return one.file + ": " + one.mount.source + " " + one.mount.point + " " + one.mount.type + " " +
         base::join(one.mount.options, ",") + "\n";
}

constexpr const char* route_label = "route";

// The address that the kernel prints for the server, and how this machine goes there.
void add_route(const proto::Mount& mount, const base::Path& root, model::Observation& into) {
  boost::system::error_code none;
  const auto address = boost::asio::ip::make_address(mount.value("addr"), none);
  const auto kind = kind_of(mount);
  if (none || (kind != MountKind::smb && kind != MountKind::nfs)) {
    into.facts[route_fact] = {"not told", tables};
    return;
  }
  unsigned port = kind == MountKind::smb ? 445 : 2049;
  if (const auto given = mount.value("port"); !given.empty())
    (void)std::from_chars(given.data(), given.data() + given.size(), port);
  const auto route = route_to(address, static_cast<std::uint16_t>(port), root);
  into.facts[route_fact] = {route ? Json(*route) : Json("not told"), route_label};
  add_exchange(into, route_label, "asked this machine's kernel for the way to " + address.to_string(),
               base::as_bytes(route ? Json(*route).dump() : route.error().what), route ? "answered" : "failed");
}

class MountProbe final : public Probe {
 public:
  explicit MountProbe(base::Path root) : root_(std::move(root)) {}

  ProbeInfo describe() const override {
    ProbeInfo info{"mount",
                   {"mount"},
                   0,
                   "nothing: it reads /proc/self/mountinfo, /proc/fs/cifs/DebugData, /etc/fstab, systemd's mount units "
                   "and the maps of autofs on this machine, and asks its kernel for the way to the server. The mounted "
                   "folder itself is not touched; a password found "
                   "there is not kept."};
    info.local = true;
    return info;
  }

  boost::asio::awaitable<void> ask(base::Endpoint endpoint, Address, Limits, model::Observation& into) const override {
    look_at_mount(root_, endpoint.path, into);
    co_return;
  }

 private:
  base::Path root_;
};

}  // namespace

void describe_mount(const LocalMounts& mounts, const std::string& path, const std::string& exchange,
                    model::Observation& into) {
  std::string evidence;
  const auto fact = [&](const char* id, Json value) { into.facts[id] = {std::move(value), exchange}; };
  const auto* here = mount_at(mounts.mounted, path);
  const auto* longest = mount_at(mounts.declared, path);
  const bool nearer = here && longest && may_travel(longest->mount) &&
                      longest->mount.point.size() > here->mount.point.size();  // is declared, and is not there
  const bool mounted =
      here && !nearer && kind_of(here->mount) != MountKind::local && kind_of(here->mount) != MountKind::automount;
  fact("mount.mounted", mounted);
  std::vector<std::string> passwords;
  if (here) {
    evidence += line_of(*here);
    fact("mount.point", here->mount.point);
    fact("mount.type", here->mount.type);
    fact("mount.source", here->mount.source);
    fact("mount.options", here->mount.options);
    if (here->had_password) passwords.push_back(here->file);
  }
  if (mounted && kind_of(here->mount) == MountKind::smb) fact("mount.used", as_fact(use_of(mounts, here->mount)));
  std::vector<DeclaredMount> declared;
  const auto point = mounted ? here->mount.point : longest ? longest->mount.point : path;
  for (const auto* one : declared_at(mounts.declared, point)) {
    evidence += line_of(*one);
    declared.push_back({one->file, one->mount});
    if (one->had_password) passwords.push_back(one->file);
  }
  if (!declared.empty()) fact("mount.declared", as_fact(declared));
  if (!passwords.empty()) fact("mount.passwords-in", passwords);
  auto question = "read " + base::join(mounts.files_read, ", ");
  for (const auto& file : mounts.not_read) question += "; not read: " + file;
  add_exchange(into, exchange, question, base::as_bytes(evidence), "answered");
  into.complete = true;
}

void look_at_mount(const base::Path& root, const std::string& path, model::Observation& into) {
  into.protocol = "mount";
  const auto mounts = read_local_mounts(root);
  if (!mounts) {
    into.failure = "the mount table could not be read: " + mounts.error().what;
    return;
  }
  const auto normal = base::Path(path).lexically_normal().string();
  describe_mount(*mounts, normal, tables, into);
  if (const auto facts = mount_facts(into); facts.mounted == true && facts.mount && may_travel(*facts.mount))
    add_route(*facts.mount, root, into);
}

std::unique_ptr<Probe> mount_probe(base::Path root) { return std::make_unique<MountProbe>(std::move(root)); }

}  // namespace runseal::audit
