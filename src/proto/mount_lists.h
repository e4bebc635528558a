// Mounts as they are declared or printed: fstab(5), mount(8), findmnt(8), systemd.mount(5), auto.master(5). Pure. What
// does not have the form is passed over; no list is longer than max_mounts.
#pragma once

#include "proto/mount_table.h"

namespace runseal::proto {

// Also /proc/mounts and /etc/mtab, which have the same six fields.
[[nodiscard]] std::vector<Mount> parse_fstab(std::string_view text);
// "//nas01/runs on /mnt/runs type cifs (rw,seal)"
[[nodiscard]] std::vector<Mount> parse_mount_output(std::string_view text);
// What `findmnt --json` prints, children too.
[[nodiscard]] std::vector<Mount> parse_findmnt(std::string_view text);
// Nothing where the unit names no place.
[[nodiscard]] std::optional<Mount> parse_mount_unit(std::string_view text);

// A line of auto.master: the map's keys are folders below `point`, or whole paths where it is "/-".
struct AutoMaster {
  std::string point;
  std::string map;  // "/etc/auto.nas", "auto.nas", "yp:…"
  std::vector<std::string> options;
};
[[nodiscard]] std::vector<AutoMaster> parse_auto_master(std::string_view text);
[[nodiscard]] std::vector<Mount> parse_auto_map(std::string_view text, const AutoMaster& of);

}  // namespace runseal::proto
