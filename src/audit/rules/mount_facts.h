// The facts of a mount observation, typed. What was not seen, or is not of the right kind, is not there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/rules/mount_kind.h"
#include "model/audit.h"

namespace runseal::audit {

// What the SMB client of the kernel says that a mount really uses.
struct MountUse {
  bool told = false;  // false: this kernel, or this system, does not say
  std::string dialect;
  std::optional<bool> is_signed;
  bool encrypted = false;
  bool guest = false;
};

struct DeclaredMount {
  std::string file;
  proto::Mount mount;
};

struct MountFacts {
  std::optional<bool> mounted;        // the folder, or one above it, by something that is no local disk
  std::optional<proto::Mount> mount;  // what the folder lies in
  std::optional<MountUse> use;        // for SMB
  std::vector<DeclaredMount> declared;
  std::vector<std::string> passwords_in;

  [[nodiscard]] bool is(MountKind kind) const { return mounted == true && mount && kind_of(*mount) == kind; }
};

[[nodiscard]] MountFacts mount_facts(const model::Observation& observation);

// How the facts are written: by the probe and by what reads saved mount tables.
[[nodiscard]] Json as_fact(const MountUse& use);
[[nodiscard]] Json as_fact(const std::vector<DeclaredMount>& declared);

}  // namespace runseal::audit
