#include "service/standing.h"

#include "store/lists.h"

namespace runseal::service {
namespace {

constexpr std::chrono::minutes holds_for{10};
constexpr std::chrono::days soon{14};
constexpr std::size_t most_ending = 5;

bool distributors(model::CaseAction action) {
  return action == model::CaseAction::customers_identified || action == model::CaseAction::customers_informed;
}

}  // namespace

Standing standing_of(const model::Case& now, Date today) {
  Standing out;
  out.affected = now.devices.size();
  out.compared = now.devices.size() + now.near_misses.size() + now.not_affected;
  for (const auto& item : now.items) {
    if (item.state != model::ItemState::open)
      ++out.done;
    else if (!distributors(item.action))
      ++out.open;
  }
  for (const auto& one : now.near_misses)
    if (one.settled_by.empty()) ++out.near_misses;
  const auto last = base::format_date(Date(std::chrono::sys_days(today) + soon));
  for (const auto& device : now.devices)
    if (device.exception && !device.secure && device.exception->expires <= last && out.ending.size() < most_ending)
      out.ending.push_back({device.device_id, device.exception->expires});
  return out;
}

Result<model::Case> StandingBook::case_of(Workspace& workspace, const model::Notice& notice) {
  RUNSEAL_TRY(const auto concerned, concerned_.of(workspace, notice));
  return service::case_of(workspace, notice, *concerned);
}

Result<Standing> StandingBook::of(Workspace& workspace, const model::Notice& notice) {
  const auto now = workspace.now();
  RUNSEAL_TRY(const auto sequence, store::last_sequence(workspace.database()));
  {
    const std::lock_guard lock(lock_);
    const auto kept = kept_.find(notice.id);
    if (kept != kept_.end() && kept->second.sequence == sequence && now >= kept->second.at &&
        now - kept->second.at < holds_for && kept->second.notice_sha256 == notice.source.sha256)
      return kept->second.standing;
  }
  RUNSEAL_TRY(const auto computed, case_of(workspace, notice));
  auto standing = standing_of(computed, base::date_of(now));
  RUNSEAL_TRY(standing.replies, store::count_replies(workspace.database(), notice.id));
  const std::lock_guard lock(lock_);
  kept_[notice.id] = Kept{sequence, now, notice.source.sha256, standing};
  return standing;
}

}  // namespace runseal::service
