#include <algorithm>
#include <map>

#include "app/records.h"
#include "app/records_answer.h"
#include "audit/plan.h"
#include "base/endpoint.h"
#include "base/text.h"

namespace runseal::app::records {
namespace {

using Plans = std::vector<model::ConnectionPlan>;

// Endpoints in the order in which the data directory would name them, each once.
Result<std::vector<std::string>> endpoints(Remote& service, const Context& context,
                                           const std::vector<std::string>& names) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& endpoint) {
    if (std::ranges::find(out, endpoint) == out.end()) out.push_back(endpoint);
  };
  if (names.empty()) {
    RUNSEAL_TRY(const auto all, devices(context));
    for (const auto& device : all) std::ranges::for_each(device.connections, add);
  }
  for (const auto& name : names) {
    if (name.contains("://")) {
      RUNSEAL_TRY(const auto endpoint, base::parse_endpoint(name));
      add(endpoint.url());
      continue;
    }
    RUNSEAL_TRY(const auto answer, service.get(at("/devices/", name)));
    RUNSEAL_TRY(const auto device, part<model::Device>(answer, "device"));
    if (device.connections.empty())
      return fail(ErrorCode::invalid, "the device \"" + name + "\" has no connections to measure", {},
                  "declare one: `runseal device connect " + name + " smb://host/share`");
    std::ranges::for_each(device.connections, add);
  }
  if (out.empty())
    return fail(ErrorCode::not_found, "no device in the inventory has a connection", {},
                "declare one: `runseal device connect DEVICE smb://host/share`");
  return out;
}

Result<Plans> of_service(const Context& context, const std::vector<std::string>& names) {
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_TRY(const auto wanted, endpoints(*service, context, names));
  std::map<std::string, model::ConnectionPlan> known;
  if (names.empty()) {  // in pages; else one by one
    RUNSEAL_TRY(const auto items, service->all_items("/plan"));
    RUNSEAL_TRY(const auto all, base::from_json<Plans>(items, the_answer));
    for (const auto& one : all) known[one.endpoint] = one;
  }
  Plans out;
  for (const auto& endpoint : wanted) {
    if (!known.contains(endpoint)) {
      RUNSEAL_TRY(const auto answer, service->get("/connection", {{"endpoint", endpoint}}));
      RUNSEAL_TRY(known[endpoint], part<model::ConnectionPlan>(answer, "plan"));
    }
    out.push_back(known[endpoint]);
  }
  audit::rank(out);
  return out;
}

}  // namespace

Result<Plans> plan(const Context& context, const std::vector<std::string>& names,
                   const std::optional<base::Path>& policy) {
  if (context.remote()) {
    if (policy)
      return fail(ErrorCode::usage, "a service plans by its own policy", policy->string(),
                  "leave out --policy; policy.toml lies in the service's data directory");
    return of_service(context, names);
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  return service::plan_for(workspace, names, policy);
}

}  // namespace runseal::app::records
