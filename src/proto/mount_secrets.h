// Passwords that stand in mount options or in the source's address: found, and taken out before anything is kept. Pure.
#pragma once

#include "proto/mount_table.h"

namespace runseal::proto {

inline constexpr const char* taken_out = "[removed]";  // stands in a password's place

// Takes them out. True: there was one.
bool take_out_passwords(Mount& mount);

}  // namespace runseal::proto
