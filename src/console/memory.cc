#include "console/memory.h"

#include "console/route.h"

namespace runseal::console {

std::shared_ptr<Memory> make_memory() { return std::make_shared<Memory>(); }

}  // namespace runseal::console
