#include "service/run_story.h"

#include <algorithm>
#include <map>

#include "transfer/seal/manifest.h"

namespace runseal::service {
namespace {

bool of_a_part(const model::RunEvent& check) {
  return check.details.is_object() && check.details.value("partial", false);
}

// A part that holds is told as "only a part: …: ok".
bool found_nothing_wrong(const model::RunEvent& check) {
  return check.outcome == "ok" || (of_a_part(check) && check.outcome.ends_with(": ok"));
}

}  // namespace

bool tells_of_a_seal(const model::RunEvent& event) { return event.kind == "sealed" || event.kind == "received"; }

std::string hashed_to(const model::RunEvent& event) {
  return event.details.is_object() ? event.details.value("hashed_to", event.at) : event.at;
}

const model::RunEvent* latest_known(const RunEvents& events, const std::string& run, const base::Path& path) {
  const auto place = transfer::shown_path(path.string());
  const model::RunEvent* latest = nullptr;
  const model::RunEvent* here = nullptr;
  for (const auto& event : events) {
    if (event.run != run || !tells_of_a_seal(event)) continue;
    latest = &event;
    if ((event.kind == "received" ? event.to : event.from) == place) here = &event;
  }
  return here != nullptr ? here : latest;
}

bool is_older(const RunEvents& events, const transfer::ReadSeal& seal, const base::Path& path) {
  const auto* latest = latest_known(events, seal.seal.run, path);
  if (latest == nullptr || latest->seal_sha256 == seal.sha256 || seal.seal.previous == latest->seal_sha256)
    return false;
  const bool seen = std::ranges::any_of(
      events, [&](const auto& event) { return tells_of_a_seal(event) && event.seal_sha256 == seal.sha256; });
  return seen || seal.seal.hashed_to < hashed_to(*latest);
}

const model::RunEvent* failed_check(const RunEvents& story) {
  std::map<std::string, const model::RunEvent*> failed;  // by folder
  for (const auto& event : story) {
    if (event.kind != "verified") continue;
    if (!found_nothing_wrong(event))
      failed[event.from] = &event;
    else if (!of_a_part(event))
      failed.erase(event.from);
  }
  const model::RunEvent* last = nullptr;
  for (const auto& [folder, event] : failed)
    if (last == nullptr || last->at < event->at) last = event;
  return last;
}

}  // namespace runseal::service
