#include "base/large_blocks.h"

#include <malloc.h>

namespace runseal::base {

void give_large_blocks_back() { (void)::mallopt(M_MMAP_THRESHOLD, static_cast<int>(large_block)); }

}  // namespace runseal::base
