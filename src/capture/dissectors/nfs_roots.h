// The handles that MOUNT gave out, for the connections on which NFS 3 uses them.
#pragma once

#include <map>

#include "capture/dissector.h"

namespace runseal::capture {

class NfsRoots {
 public:
  // Those that all flows share; nothing where the flow is read by itself.
  static NfsRoots* of(const FlowContext& flow) {
    if (flow.shared == nullptr) return nullptr;
    if (!*flow.shared) *flow.shared = std::make_shared<NfsRoots>();
    return static_cast<NfsRoots*>(flow.shared->get());
  }

  void mounted(const Address& server, ByteView handle, std::string path) {
    if (roots_.size() < most) roots_[{server, base::as_text(handle)}] = std::move(path);
  }
  [[nodiscard]] const std::string* path(const Address& server, ByteView handle) const {
    const auto found = roots_.find({server, base::as_text(handle)});
    return found == roots_.end() ? nullptr : &found->second;
  }

 private:
  static constexpr std::size_t most = 1024;

  std::map<std::pair<Address, std::string>, std::string> roots_;
};

}  // namespace runseal::capture
