#include "runs/path_parts.h"

namespace runseal::runs {

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (auto& byte : out)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
  return out;
}

PathParts::PathParts(std::string_view path) : lower_(lower_ascii(path)) {
  std::string_view rest = lower_;
  for (;;) {
    const auto slash = rest.find('/');
    parts_.push_back(rest.substr(0, slash));
    if (slash == std::string_view::npos) return;
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace runseal::runs
