// What to change at this end of a mount: the line to paste, for the place where the mount is declared.
#pragma once

#include "audit/rules/mount_facts.h"

namespace runseal::audit {

[[nodiscard]] std::vector<model::Remedy> mount_remedies(const MountFacts& facts);

}  // namespace runseal::audit
