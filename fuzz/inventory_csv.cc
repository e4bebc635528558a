// Any bytes as an inventory: no crash, ids that are unique, and devices that stay as they are when completed again.
#include <cstdlib>
#include <set>

#include "notice/inventory.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto inventory = notice::read_inventory({data, size});
  if (!inventory) return 0;
  std::set<std::string> ids;
  for (const auto& device : inventory->devices) {
    const auto again = notice::complete_device(device);
    if (!ids.insert(device.id).second || !again || Json(*again) != Json(device)) std::abort();
  }
  return 0;
}
