// What a Linux machine mounts, and what it would mount: read from /proc and /etc, never by touching a mounted folder,
// which may hang. No password leaves this file.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "proto/cifs_debug.h"
#include "proto/mount_table.h"

namespace runseal::audit {

struct KnownMount {
  proto::Mount mount;  // without passwords
  std::string file;    // where it stands: "/etc/fstab"
  bool had_password = false;
};

struct LocalMounts {
  std::vector<KnownMount> mounted;   // in the kernel's order
  std::vector<KnownMount> declared;  // fstab, systemd's mount units, the maps of autofs
  std::vector<proto::CifsUse> cifs;
  bool cifs_told = false;               // this kernel shows what its SMB connections use
  std::vector<std::string> not_read;    // files that are there and could not be read, with the reason
  std::vector<std::string> files_read;  // in that order
};

// Below `root`, "/" for this machine. Errors: those of reading the mount table.
[[nodiscard]] Result<LocalMounts> read_local_mounts(const base::Path& root);

// The folders of all mounts, real and declared, that may travel over a network; sorted, each once.
[[nodiscard]] std::vector<std::string> network_mount_points(const LocalMounts& mounts);

}  // namespace runseal::audit
