// The three grades of a mount. docs/manual/rules-mount.md says why each is what it is.
#pragma once

#include "audit/rules/mount_facts.h"

namespace runseal::audit {

struct MountAxes {
  model::Axis integrity;
  model::Axis confidentiality;
  model::Axis peer_authenticity;
};

// By the options, and for SMB by what is really used; `use` missing: whether it is used could not be read.
[[nodiscard]] MountAxes grade_mount(const proto::Mount& mount, const std::optional<MountUse>& use);
[[nodiscard]] MountAxes grade_smb_mount(const proto::Mount& mount, const std::optional<MountUse>& use);
[[nodiscard]] MountAxes grade_nfs_mount(const proto::Mount& mount);

// Of an SMB mount.
enum class SmbVersion { not_known, v1, v2, v3, v3_1_1 };
[[nodiscard]] SmbVersion smb_version(const proto::Mount& mount, const std::optional<MountUse>& use);
[[nodiscard]] bool is_guest(const proto::Mount& mount, const std::optional<MountUse>& use);
[[nodiscard]] bool asks_signing(const proto::Mount& mount);

}  // namespace runseal::audit
