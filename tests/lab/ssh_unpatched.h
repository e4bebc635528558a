#pragma once

#include "lab/lab.h"

namespace runseal::lab {

// An SSH server that does not know the strict key exchange: Debian's Paramiko, as its defaults are.
[[nodiscard]] Entry ssh_unpatched();

}  // namespace runseal::lab
