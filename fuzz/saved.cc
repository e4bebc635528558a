// Output saved on other machines: the first byte says what it is taken for, a letter beyond the kinds lets runseal
// tell.
#include <cstdlib>

#include "audit/rules/judge.h"
#include "audit/saved/observe_saved.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  audit::SavedOutput output{"saved", {data + 1, data + size}, std::nullopt, "somebody", "2024-05-08T09:30:00.000Z"};
  const int kind = data[0] - '0';
  if (kind >= 0 && kind <= static_cast<int>(audit::SavedKind::mounts))
    output.kind = static_cast<audit::SavedKind>(kind);
  static const std::vector<base::Endpoint> connections{{"smb", "nas01", 0, "runs"},
                                                       {"nfs", "nas02", 0, "srv/runs"},
                                                       {"sftp", "nas03", 0, "runs"},
                                                       {"mount", "", 0, "/mnt/runs"}};
  const auto made = audit::observe_saved({output}, connections);
  if (made)
    for (const auto& observation : *made)
      if (audit::judge(observation, {}).secure()) std::abort();  // a statement alone never is
  return 0;
}
