// What parses has one canonical form, which reads back as the same value with the same form.
#include <cstdlib>

#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runseal;
  const auto json = base::parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto canonical = base::canonical_json(*json);
  if (!canonical) return 0;  // an integer that is not exact
  const auto again = base::parse_json(*canonical);
  if (!again || *again != *json || base::canonical_json(*again) != *canonical) std::abort();
  return 0;
}
