// A site's policy.toml: whatever it says, it makes no grade better and hides nothing.
#include "audit/rules/policy.h"

#include <cstdlib>

#include "audit/rules/judge.h"
#include "base/bytes.h"

using namespace runseal;

namespace {

constexpr Date today{std::chrono::year{2026}, std::chrono::month{3}, std::chrono::day{1}};

model::Assessment judged() {
  model::Observation observation;
  observation.endpoint = "rsync://nas01/runs";
  observation.protocol = "rsync";
  observation.complete = true;
  observation.facts["rsync.version"] = {"31.0", "x"};
  observation.facts["rsync.doors"] = {Json{{"runs", "open"}, {"old", "password"}}, "x"};
  return audit::judge(observation, {});
}

bool better(const model::Axis& now, const model::Axis& before) { return now.grade > before.grade; }

void must(bool held) {
  if (!held) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto policy = audit::parse_policy(base::as_text(ByteView(data, size)), "policy.toml", today, 365);
  if (!policy) return 0;
  static const auto before = judged();
  for (const auto& accept : policy->accept)
    must(std::chrono::sys_days(accept.until) <= std::chrono::sys_days(today) + std::chrono::days(365));
  for (const int days : {0, 400}) {
    auto now = before;
    audit::apply_policy(*policy, Date(std::chrono::sys_days(today) + std::chrono::days(days)), now);
    must(!better(now.integrity, before.integrity) && !better(now.confidentiality, before.confidentiality) &&
         !better(now.peer_authenticity, before.peer_authenticity));
    must(now.findings.size() >= before.findings.size() && !now.secure());
    if (days == 400) must(!audit::borne(now));  // no acceptance lasts longer than a year
  }
  return 0;
}
