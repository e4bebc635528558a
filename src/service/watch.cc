#include "service/watch.h"

#include <algorithm>

namespace runseal::service {
namespace {

constexpr std::chrono::milliseconds soon = std::chrono::minutes(1);
// Others that want to write try five times a second: between rounds that take longer than their interval, too.
constexpr std::chrono::milliseconds room_for_others = std::chrono::seconds(1);

Result<std::vector<Measured>> one_round(const Watch& watch) {
  RUNSEAL_TRY(auto workspace, watch.open());
  return watch.measure(workspace);
}

bool may_pass(const Error& error, bool first) { return !first || error.code == ErrorCode::conflict; }

}  // namespace

Result<> watch(const Watch& watch) {
  for (bool first = true;; first = false) {
    const auto at = watch.clock->now();
    auto measured = one_round(watch);
    if (!measured && measured.error().code == ErrorCode::cancelled) return {};
    if (!measured && !may_pass(measured.error(), first)) return fail(measured.error());
    const auto now = watch.clock->now();
    const auto wanted = measured ? watch.interval - (now - at) : std::min(watch.interval, soon);
    const auto rest =
        std::clamp(wanted, std::min(room_for_others, watch.interval), watch.interval);  // the clock may have been set
    watch.tell({at, std::move(measured), now + rest});
    if (!watch.pause(rest)) return {};
  }
}

}  // namespace runseal::service
