// What the client of an rsync daemon asks for, behind the greetings (rsync's clientserver.c and options.c are the only
// specification): a module, perhaps its answer to a challenge, then the arguments of a server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runseal::proto {

struct RsyncArguments {
  bool to_client = false;          // --sender: the daemon sends
  bool from_a_list = false;        // --files-from: which files under the paths, the client's list says
  std::vector<std::string> paths;  // "runs/240101_A", as the client wrote them
};
// `words` as they came, without their ends; of secluded arguments, those of both lists.
[[nodiscard]] RsyncArguments parse_rsync_arguments(const std::vector<std::string>& words);

}  // namespace runseal::proto
