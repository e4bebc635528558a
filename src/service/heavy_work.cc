#include "service/heavy_work.h"

namespace runseal::service {

HeavyWork::Turn::~Turn() {
  if (!work_) return;
  {
    const std::lock_guard lock(work_->lock_);
    --work_->running_;
  }
  work_->freed_.notify_one();
}

Result<HeavyWork::Turn> HeavyWork::turn() {
  std::unique_lock lock(lock_);
  if (running_ >= most_at_once) {
    if (waiting_ >= most_waiting)
      return fail(ErrorCode::unavailable, "too many passwords are being checked at this moment", {},
                  "try again in a minute");
    ++waiting_;
    freed_.wait(lock, [this] { return running_ < most_at_once; });
    --waiting_;
  }
  ++running_;
  return Turn(*this);
}

}  // namespace runseal::service
