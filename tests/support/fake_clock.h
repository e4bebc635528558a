// A clock that stands still until a test moves it.
#pragma once

#include "base/time.h"

namespace runseal::test {

class FakeClock final : public base::Clock {
 public:
  explicit FakeClock(Instant now = Instant{std::chrono::sys_days{std::chrono::year{2024} / 5 / 8}}) : now_(now) {}
  [[nodiscard]] Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }
  void advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  Instant now_;
};

}  // namespace runseal::test
