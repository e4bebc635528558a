#include "service/concerned.h"

#include "notice/match.h"
#include "store/lists.h"

namespace runseal::service {
namespace {

using model::MatchVerdict;

// What is never shown of a device in a case need not stay in memory.
model::Device in_short(const model::Device& device) {
  model::Device out;
  out.id = device.id;
  out.name = device.name;
  out.site = device.site;
  out.catalogue_number = device.catalogue_number;
  out.serial = device.serial;
  out.role = device.role;
  out.connections = device.connections;
  return out;
}

Result<> add(Workspace& workspace, std::map<std::string, model::Match> matches, Concerned& to) {
  std::vector<std::string> ids;
  for (const auto& [id, match] : matches) ids.push_back(id);
  RUNSEAL_TRY(const auto devices, store::devices_named(workspace.database(), ids));
  for (const auto& [device, evidence] : devices)
    to.devices.emplace(device.id, ConcernedDevice{in_short(device), std::move(matches.at(device.id))});
  return {};
}

}  // namespace

Result<Concerned> concerned_by(Workspace& workspace, const model::Notice& notice) {
  RUNSEAL_TRY(const auto devices, store::all_devices(workspace.database()));
  Concerned out;
  for (const auto& kept : devices) {
    auto match = notice::match_device(notice, kept.record);
    if (match.verdict == MatchVerdict::not_affected)
      ++out.not_affected;
    else
      out.devices.emplace(kept.record.id, ConcernedDevice{in_short(kept.record), std::move(match)});
  }
  return out;
}

Result<std::shared_ptr<const Concerned>> ConcernedBook::of(Workspace& workspace, const model::Notice& notice) {
  const std::lock_guard lock(lock_);
  auto& kept = notices_[notice.id];
  auto text = Json(notice).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (kept.notice != text) kept = Kept{std::move(text), 0, {}, std::make_shared<Concerned>()};
  RUNSEAL_CHECK(catch_up(workspace, notice, kept));
  return kept.concerned;
}

Result<> ConcernedBook::catch_up(Workspace& workspace, const model::Notice& notice, Kept& kept) {
  // first the number, then the devices: what is recorded in between is compared twice, and never missed
  RUNSEAL_TRY(const auto sequence, store::last_sequence(workspace.database()));
  if (sequence == kept.sequence) return {};
  if (sequence < kept.sequence) kept = Kept{kept.notice, 0, {}, std::make_shared<Concerned>()};  // an older copy
  RUNSEAL_TRY(const auto changed, store::devices_to_compare(workspace.database(), kept.sequence));
  if (!changed.empty()) {
    auto next = std::make_shared<Concerned>(*kept.concerned);  // others may still read the last one
    std::map<std::string, model::Match> matches;               // of those concerned
    for (const auto& device : changed) {
      auto match = notice::match_device(notice, device);
      const auto before = kept.verdicts.find(device.id);
      if (before != kept.verdicts.end() && before->second == MatchVerdict::not_affected) --next->not_affected;
      if (match.verdict == MatchVerdict::not_affected) ++next->not_affected;
      kept.verdicts[device.id] = match.verdict;
      next->devices.erase(device.id);
      if (match.verdict != MatchVerdict::not_affected) matches.emplace(device.id, std::move(match));
    }
    RUNSEAL_CHECK(add(workspace, std::move(matches), *next));
    kept.concerned = std::move(next);
  }
  kept.sequence = sequence;
  return {};
}

}  // namespace runseal::service
