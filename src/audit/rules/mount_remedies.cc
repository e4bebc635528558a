#include "audit/rules/mount_remedies.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Remedy;

// Options of whoever set the mount up that have nothing to do with protection; all others are the kernel's own, or what
// the remedy replaces.
bool kept(const std::string& option) {
  const auto name = option.substr(0, option.find('='));
  constexpr std::string_view names[] = {"uid",       "gid",       "file_mode", "dir_mode", "ro",      "noauto",
                                        "nofail",    "noexec",    "nodev",     "nosuid",   "noatime", "port",
                                        "multiuser", "iocharset", "bg",        "soft",     "nolock",  "nordirplus"};
  return name.starts_with("x-") || std::ranges::find(names, name) != std::end(names);
}

std::string kept_options(const proto::Mount& mount) {
  std::string text;
  for (const auto& option : mount.options)
    if (kept(option) && option.find_first_of(" \t\"") == std::string::npos) text += "," + option;
  return text;
}

std::string spaces_escaped(const std::string& text) { return base::replaced(text, " ", "\\040"); }

struct Wanted {
  std::string type;
  std::string options;
  std::string needs;
};

Wanted wanted_for(const proto::Mount& mount) {
  if (kind_of(mount) == MountKind::smb)
    return {"cifs", "credentials=/etc/runs.credentials,vers=3.1.1,seal",
            "# /etc/runs.credentials, mode 0600, owner root: username=… and password=…, each on a line\n"};
  return {
      mount.type == "nfs4" ? "nfs4" : "nfs", "sec=krb5p",
      "# Kerberos must be set up on both ends (a keytab here). Without Kerberos, where both ends have Linux 6.5 or\n"
      "# later and tlshd with certificates: xprtsec=mtls in place of sec=krb5p\n"};
}

Remedy by_line(const proto::Mount& mount, const Wanted& wanted) {
  return {
      "this device", "fstab",
      fmt::format("{}# /etc/fstab, in place of the line that mounts this share:\n{} {} {} {}{},_netdev 0 0\n",
                  wanted.needs, spaces_escaped(mount.source), spaces_escaped(mount.point), wanted.type, wanted.options,
                  kept_options(mount)),
      fmt::format("Before the change: cp -p /etc/fstab /etc/fstab.before. To undo it, copy that file back, umount and "
                  "mount. (To apply: paste the line, then umount {0} and mount {0}.)",
                  mount.point),
      "The mount fails if the server cannot do the same: then change the server first. The share is away while it is "
      "changed: do it between runs."};
}

Remedy by_unit(const DeclaredMount& declared, const Wanted& wanted) {
  return {
      "this device", "systemd",
      fmt::format("{}# {}, in the section [Mount]:\nType={}\nOptions={}{},_netdev\n", wanted.needs, declared.file,
                  wanted.type, wanted.options, kept_options(declared.mount)),
      "Put the former lines back, then: systemctl daemon-reload, and restart the unit. (To apply the change: the same "
      "two steps.)",
      "The mount fails if the server cannot do the same. The share is away while it is changed: do it between runs."};
}

Remedy by_map(const DeclaredMount& declared, const Wanted& wanted) {
  return {
      "this device", "autofs",
      fmt::format("{}# {}, in the line of {}:\n-fstype={},{}{}\n", wanted.needs, declared.file, declared.mount.point,
                  wanted.type, wanted.options, kept_options(declared.mount)),
      "Put the former options back, then: systemctl reload autofs. (To apply the change: the same step.)",
      "The mount fails if the server cannot do the same. The share is away while it is changed: do it between runs."};
}

bool has_a_line(const proto::Mount& mount) {
  return mount.type != windows_share && (kind_of(mount) == MountKind::smb || kind_of(mount) == MountKind::nfs);
}

Remedy windows_client() {
  return {
      "this device", "powershell",
      "Set-SmbClientConfiguration -RequireSecuritySignature $true -EnableInsecureGuestLogons $false -Force\n"
      "# Windows 11 and Server 2022, to insist on encryption for one share: net use … /requireprivacy\n"
      "# Everywhere else the server must ask for it: measure the server by its address for what to change there.\n"
      "# The control computer of an instrument is part of a medical device: ask its manufacturer before changing a\n"
      "# setting on it, and install nothing.\n",
      "Before the change: Get-SmbClientConfiguration | Out-File before.txt. To undo it, set the values back to what "
      "stands there.",
      "Connections to servers that cannot sign. The share is away while it is changed: do it between runs."};
}

Remedy other_kind(const proto::Mount& mount) {
  return {"this device", "text",
          fmt::format("Mount the share of {} by SMB 3.1.1 with encryption (cifs with vers=3.1.1,seal) or by NFS with "
                      "sec=krb5p, or send runs to it with runseal send over sftp: or runseal:.",
                      base::printable(mount.source, 200)),
          "Mount it as before.", "Programs that rely on this kind of file system."};
}

}  // namespace

std::vector<Remedy> mount_remedies(const MountFacts& facts) {
  std::vector<Remedy> remedies;
  for (const auto& declared : facts.declared) {
    if (!has_a_line(declared.mount)) continue;
    const auto wanted = wanted_for(declared.mount);
    if (declared.file == "/etc/fstab")
      remedies.push_back(by_line(declared.mount, wanted));
    else if (declared.file.ends_with(".mount"))
      remedies.push_back(by_unit(declared, wanted));
    else
      remedies.push_back(by_map(declared, wanted));
  }
  if (!remedies.empty() || !facts.mount || facts.mounted != true || !may_travel(*facts.mount)) return remedies;
  if (facts.mount->type == windows_share) return {windows_client()};
  remedies.push_back(has_a_line(*facts.mount) ? by_line(*facts.mount, wanted_for(*facts.mount))
                                              : other_kind(*facts.mount));
  return remedies;
}

}  // namespace runseal::audit
