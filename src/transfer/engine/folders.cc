#include "transfer/engine/folders.h"

#include <fcntl.h>

#include "base/confined.h"

namespace runseal::transfer {
namespace {
constexpr std::size_t kept_open = 48;
}

Result<Place> Folders::at(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return Place{root_, std::string(path)};
  const auto parent = path.substr(0, slash);
  auto found = open_.find(parent);
  if (found == open_.end()) {
    RUNSEAL_TRY(auto fd, base::open_beneath(root_, parent, O_PATH | O_DIRECTORY));
    if (open_.size() >= kept_open) open_.clear();
    found = open_.emplace(std::string(parent), std::move(fd)).first;
  }
  return Place{found->second.get(), std::string(path.substr(slash + 1))};
}

}  // namespace runseal::transfer
