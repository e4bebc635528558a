#include "proto/rsync_session.h"

#include <algorithm>

namespace runseal::proto {

// "--server", options, ".", then the paths.
RsyncArguments parse_rsync_arguments(const std::vector<std::string>& words) {
  RsyncArguments arguments;
  const auto dot = std::ranges::find(words, ".");
  arguments.to_client = std::find(words.begin(), dot, "--sender") != dot;
  arguments.from_a_list =
      std::any_of(words.begin(), dot, [](const std::string& word) { return word.starts_with("--files-from="); });
  if (dot != words.end()) arguments.paths.assign(dot + 1, words.end());
  return arguments;
}

}  // namespace runseal::proto
