#include "service/compared.h"

#include "audit/compare.h"
#include "store/earlier.h"
#include "store/lists.h"

namespace runseal::service {

// A measurement that could not be made is no excuse: what became worse behind a silence is held against the last time
// that everything could be asked.
Result<> compare_with(const store::Kept<store::Measurement>& last,
                      const std::function<Result<Earlier>()>& last_complete, const std::vector<model::Device>& devices,
                      const audit::Policy& policy, Date today, Measured& one) {
  const auto against = [&](const store::Kept<store::Measurement>& kept) {
    const auto& then = kept.record.observation;
    const auto at = base::parse_instant(then.at);
    one.before = assess(then, devices, policy, at ? base::date_of(*at) : today);
    one.difference = audit::compare({then, *one.before}, {one.now.observation, one.now.assessment});
    one.before_evidence = kept.evidence;
  };
  if (!last.record.observation.complete && one.now.observation.complete) {
    RUNSEAL_TRY(const auto whole, last_complete());
    if (whole) against(*whole);
    if (one.difference.trend == model::Trend::worse) return {};
  }
  against(last);
  return {};
}

Result<Measured> measured_again(Workspace& workspace, const std::string& observation, const audit::Policy& policy) {
  auto& database = workspace.database();
  RUNSEAL_TRY(auto kept, store::find_measurement(database, observation));
  if (!kept) return fail(ErrorCode::not_found, "there is no such observation");
  Measured one;
  one.now = std::move(kept->record);
  one.evidence = kept->evidence.value_or(0);
  one.policy = policy.sha256;
  RUNSEAL_TRY(const auto last, store::measurement_before(database, observation));
  if (!last) return one;
  std::vector<model::Device> devices;
  RUNSEAL_TRY(auto named, store::devices_named(database, one.now.devices));
  for (auto& device : named) devices.push_back(std::move(device.record));
  const auto complete = [&] { return store::complete_before(database, observation); };
  RUNSEAL_CHECK(compare_with(*last, complete, devices, policy, base::date_of(workspace.now()), one));
  return one;
}

Json as_json(const Measured& one) {
  Json document{{"devices", one.now.devices},
                {"observation", one.now.observation},
                {"assessment", one.now.assessment},
                {"secure", one.now.assessment.secure()},
                {"borne", audit::borne(one.now.assessment)},
                {"policy", one.policy.empty() ? Json() : Json(one.policy)},
                {"difference", one.difference},
                {"evidence", one.evidence},
                {"worse_evidence", one.worse_evidence}};
  if (one.before) document["before"] = *one.before;
  return document;
}

Result<Measured> measured_from(const Json& document) {
  constexpr const char* where = "a measurement";
  Measured one;
  RUNSEAL_TRY(one.now, base::from_json<store::Measurement>(document, where));
  RUNSEAL_TRY(one.difference, base::from_json<model::Difference>(document.value("difference", Json()), where));
  RUNSEAL_TRY(one.evidence, base::from_json<std::uint64_t>(document.value("evidence", Json()), where));
  if (const auto policy = document.value("policy", Json()); policy.is_string()) one.policy = policy.get<std::string>();
  if (const auto worse = document.value("worse_evidence", Json()); worse.is_number_unsigned())
    one.worse_evidence = worse.get<std::uint64_t>();
  if (!document.contains("before")) return one;
  RUNSEAL_TRY(one.before, base::from_json<model::Assessment>(document.at("before"), where));
  return one;
}

}  // namespace runseal::service
