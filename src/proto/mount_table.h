// The mounts of a Linux machine, from the text of /proc/self/mountinfo (proc(5)). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace runseal::proto {

struct Mount {
  std::string point;  // absolute path
  std::string type;   // "ext4", "cifs", "nfs4", "fuse.sshfs"
  std::string source;
  std::vector<std::string> options;  // of the mount and of the file system

  [[nodiscard]] bool has(std::string_view option) const;
  [[nodiscard]] std::string value(std::string_view name) const;  // of name=value; empty: not there
};

// Lines that do not have the form are passed over. At most 10000.
[[nodiscard]] std::vector<Mount> parse_mountinfo(std::string_view text);
// The one that an absolute, normal path lies in: the longest, and of equals the last.
[[nodiscard]] std::optional<Mount> mount_of(const std::vector<Mount>& mounts, std::string_view path);

// Whether what travels to a mounted share is protected on the way.
struct MountProtection {
  bool network = false;   // it travels at all
  bool protects = false;  // integrity and confidentiality; unknown counts as no
  std::string why;        // for people, when it does not
  std::string remedy;
};
[[nodiscard]] MountProtection protection_of(const Mount& mount);

}  // namespace runseal::proto
