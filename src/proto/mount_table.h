// The mounts of a Linux machine, from the text of /proc/self/mountinfo (proc(5)). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace runseal::proto {

inline constexpr std::size_t max_mounts = 10'000;  // of each list

struct Mount {
  std::string point;  // absolute path
  std::string type;   // "ext4", "cifs", "nfs4", "fuse.sshfs"
  std::string source;
  std::vector<std::string> options;  // of the mount and of the file system

  [[nodiscard]] bool has(std::string_view option) const;
  [[nodiscard]] std::string value(std::string_view name) const;  // of name=value, the last; empty: not there
};

// Lines that do not have the form are passed over.
[[nodiscard]] std::vector<Mount> parse_mountinfo(std::string_view text);
// The one that an absolute, normal path lies in: the longest, and of equals the last.
[[nodiscard]] std::optional<Mount> mount_of(const std::vector<Mount>& mounts, std::string_view path);

// What the kernel and fstab(5) write as a backslash and three octal digits.
[[nodiscard]] std::string without_octal(std::string_view text);

}  // namespace runseal::proto
