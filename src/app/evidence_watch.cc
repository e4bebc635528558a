#include "app/evidence_watch.h"

namespace runseal::app {

Result<> EvidenceWatch::look() {
  const auto size = directory_->read<std::uint64_t>([](service::Workspace& workspace) -> Result<std::uint64_t> {
    RUNSEAL_TRY(const auto checkpoint, workspace.checkpoint());
    return checkpoint.size;
  });
  // an empty log has no checkpoint yet
  const bool new_failure = !size && size.error().code != ErrorCode::not_found && !failing_;
  failing_ = !size && size.error().code != ErrorCode::not_found;
  if (new_failure) return fail(size.error());
  if (!size || size_ == *size) return {};
  if (size_) hub_->publish("changed", "evidence", {{"evidence", *size}});
  size_ = *size;
  return {};
}

}  // namespace runseal::app
