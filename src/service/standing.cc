#include "service/standing.h"

#include <algorithm>
#include <set>
#include <span>

#include "store/lists.h"

namespace runseal::service {
namespace {

constexpr std::chrono::minutes holds_for{10};
constexpr std::chrono::days soon{14};
constexpr std::size_t most_ending = 5;

bool distributors(model::CaseAction action) {
  return action == model::CaseAction::customers_identified || action == model::CaseAction::customers_informed;
}

void put_open_first(model::Case& one) {
  std::set<std::string> open;
  for (const auto& item : one.items)
    if (item.state == model::ItemState::open) open.insert(item.device_id);
  const auto is_open = [&](const auto& device) { return open.contains(device.device_id); };
  std::ranges::stable_partition(one.devices, is_open);
  std::ranges::stable_partition(one.near_misses, is_open);
}

template <class Device>
std::vector<std::string> ids_of(const std::vector<Device>& devices) {
  std::vector<std::string> ids;
  for (const auto& device : devices) ids.push_back(device.device_id);
  return ids;
}

std::span<const std::string> cut(const std::vector<std::string>& ids, std::size_t offset, std::size_t limit) {
  const auto from = std::min(offset, ids.size());
  return std::span(ids).subspan(from, std::min(limit, ids.size() - from));
}

Concerned only(const Concerned& all, std::initializer_list<std::span<const std::string>> parts) {
  Concerned out{{}, all.not_affected};
  for (const auto part : parts)
    for (const auto& id : part)
      if (const auto found = all.devices.find(id); found != all.devices.end()) out.devices.insert(*found);
  return out;
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

Result<std::shared_ptr<const StandingBook::Kept>> StandingBook::kept_of(Workspace& workspace,
                                                                        const model::Notice& notice) {
  const auto now = workspace.now();
  RUNSEAL_TRY(const auto sequence, store::last_sequence(workspace.database()));
  {
    const std::lock_guard lock(lock_);
    const auto found = kept_.find(notice.id);
    if (found != kept_.end() && found->second->sequence == sequence && now >= found->second->at &&
        now - found->second->at < holds_for && found->second->notice_sha256 == notice.source.sha256)
      return found->second;
  }
  RUNSEAL_TRY(auto computed, case_of(workspace, notice));
  put_open_first(computed);
  Kept kept{sequence,
            now,
            notice.source.sha256,
            standing_of(computed, base::date_of(now)),
            ids_of(computed.devices),
            ids_of(computed.near_misses)};
  RUNSEAL_TRY(kept.standing.replies, store::count_replies(workspace.database(), notice.id));
  const std::lock_guard lock(lock_);
  return kept_[notice.id] = std::make_shared<const Kept>(std::move(kept));
}

Result<Standing> StandingBook::of(Workspace& workspace, const model::Notice& notice) {
  RUNSEAL_TRY(const auto kept, kept_of(workspace, notice));
  return kept->standing;
}

Result<CasePart> StandingBook::part_of(Workspace& workspace, const model::Notice& notice, std::size_t offset,
                                       std::size_t limit) {
  RUNSEAL_TRY(const auto kept, kept_of(workspace, notice));
  RUNSEAL_TRY(const auto concerned, concerned_.of(workspace, notice));
  const auto shown = only(*concerned, {cut(kept->devices, offset, limit), cut(kept->near_misses, 0, limit)});
  RUNSEAL_TRY(auto part, service::case_of(workspace, notice, shown));
  put_open_first(part);
  return CasePart{std::move(part), kept->standing, kept->near_misses.size()};
}

Result<std::map<std::string, model::NearMiss>> StandingBook::settled_of(Workspace& workspace,
                                                                        const model::Notice& notice,
                                                                        const std::vector<std::string>& ids) {
  RUNSEAL_TRY(const auto concerned, concerned_.of(workspace, notice));
  RUNSEAL_TRY(auto part, service::case_of(workspace, notice, only(*concerned, {ids})));
  std::map<std::string, model::NearMiss> settled;
  for (auto& one : part.near_misses)
    if (!one.settled_by.empty()) settled.emplace(one.device_id, std::move(one));
  return settled;
}

Result<> StandingBook::prepare(Workspace& workspace) {
  RUNSEAL_TRY(const auto notices, every_notice(workspace));
  for (const auto& notice : notices) RUNSEAL_CHECK(of(workspace, notice));
  return {};
}

}  // namespace runseal::service
