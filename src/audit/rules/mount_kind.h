// What a mounted file system is, as far as its name tells how it travels.
#pragma once

#include "proto/mount_table.h"

namespace runseal::audit {

enum class MountKind {
  local,      // a disk, or the kernel's own
  automount,  // waits for somebody to look into it; nothing is mounted
  smb,
  nfs,
  ssh,        // sshfs
  web,        // davfs2
  objects,    // s3fs
  host,       // 9p over virtio, virtiofs: to the host of this virtual machine
  plain,      // 9p over TCP and others that protect nothing
  not_known,  // may travel; runseal does not know how
};

// The "file system" of a Windows client's connection, whose end the remedies for Linux do not fit.
inline constexpr const char* windows_share = "windows-smb";

[[nodiscard]] MountKind kind_of(const proto::Mount& mount);
[[nodiscard]] bool may_travel(const proto::Mount& mount);  // all but local, automount and host

}  // namespace runseal::audit
