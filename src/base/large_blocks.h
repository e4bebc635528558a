// How a process that stays gives memory back.
#pragma once

#include <cstddef>

namespace runseal::base {

// From this size on a block goes back to the system as soon as it is freed. By itself the C library stops doing so:
// the first large block that is freed raises its limit to that block's size (mallopt(3), M_MMAP_THRESHOLD), and from
// then on what threads come and go with stays in the pools that the library keeps for threads. Call it once, early.
inline constexpr std::size_t large_block = 256U << 10U;
void give_large_blocks_back();

}  // namespace runseal::base
