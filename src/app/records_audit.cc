#include "app/records_audit.h"

#include <fmt/format.h>

#include "app/records.h"
#include "app/records_answer.h"
#include "audit/all_probes.h"
#include "service/audit_job.h"
#include "service/compared.h"

namespace runseal::app::records {
namespace {

constexpr auto most_in_a_job = service::most_listed;  // connections whose measurements a job tells of

Result<Audited> told_by(const Json& answer) {
  Audited out;
  RUNSEAL_TRY(const auto items, part<std::vector<Json>>(answer, "items"));
  for (const auto& item : items) {
    RUNSEAL_TRY(auto one, service::measured_from(item));
    out.measured.push_back(std::move(one));
  }
  out.head = {answer.value("organisation", ""), answer.value("site", ""), answer.value("at", "")};
  return out;
}

// All that a job measured, in pages.
Result<> add_measured(Remote& service, const Json& job, Audited& to) {
  RUNSEAL_TRY(const auto result, part<Json>(job, "result"));
  RUNSEAL_TRY(const auto measured, part<std::size_t>(result, "measured"));
  if (measured > most_in_a_job)
    return fail(
        ErrorCode::limit,
        fmt::format("measured and recorded, but a service tells of at most {} connections at once", most_in_a_job), {},
        "name fewer devices in one command");
  const auto path = at("/jobs/", job.value("id", ""), "/measured");
  for (std::size_t told = 0; told < measured;) {
    RUNSEAL_TRY(const auto answer, service.get(path, {{"offset", std::to_string(told)}}));
    RUNSEAL_TRY(auto page, told_by(answer));
    if (page.measured.empty()) return fail(ErrorCode::invalid, "the service tells of less than it measured");
    told += page.measured.size();
    std::ranges::move(page.measured, std::back_inserter(to.measured));
    to.head = page.head;
  }
  return {};
}

struct Requests {
  std::vector<Json> each;
  std::size_t connections = 0;  // of all of them; 0: the service will tell
};

// Each job measures what it can tell of.
Result<Requests> requests(const Context& context, const AuditRequest& wanted) {
  Json common = Json::object();
  if (wanted.time_limit > 0) common["time_limit_s"] = wanted.time_limit;
  if (!wanted.policy.empty()) common["policy"] = wanted.policy;
  const auto with = [&](const char* name, const Json& value) {
    auto request = common;
    request[name] = value;
    return request;
  };
  if (!wanted.names.empty()) return Requests{{with("names", wanted.names)}};
  RUNSEAL_TRY(const auto all, targets(context, {}));
  if (all.size() <= most_in_a_job) return Requests{{with("all", true)}, all.size()};
  Requests out{{}, all.size()};
  Json names = Json::array();
  for (const auto& target : all) {
    names.push_back(target.endpoint.url());
    if (names.size() < most_in_a_job && names.size() + out.each.size() * most_in_a_job < all.size()) continue;
    out.each.push_back(with("names", std::exchange(names, Json::array())));
  }
  return out;
}

}  // namespace

Result<std::vector<service::Target>> targets(const Context& context, const std::vector<std::string>& names) {
  if (!context.remote()) {
    RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
    return service::targets_named(workspace, names);
  }
  RUNSEAL_TRY(const auto inventory, devices(context));
  return service::targets_among(inventory, names);
}

Result<Audited> audit(const Context& context, const AuditRequest& wanted, const MeasuredSoFar& on_progress) {
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_TRY(const auto jobs, requests(context, wanted));
  Audited out;
  for (const auto& request : jobs.each) {
    const auto before = out.measured.size();
    const auto tell = [&](const Json& now) {
      const auto total = std::max(jobs.connections, now.value("total", std::size_t{0}));
      if (on_progress && total > 0) on_progress(before + now.value("done", std::size_t{0}), total);
    };
    RUNSEAL_TRY(const auto job, service->run_job("/audits", request, tell));
    RUNSEAL_CHECK(add_measured(*service, job, out));
  }
  return out;
}

Result<Audited> audit_saved(const Context& context, const std::vector<audit::SavedOutput>& outputs,
                            const AuditRequest& wanted) {
  Json body{{"saved_by", outputs.front().by}, {"outputs", Json::array()}, {"names", wanted.names}};
  if (!wanted.policy.empty()) body["policy"] = wanted.policy;
  for (const auto& output : outputs) {
    Json one{{"name", output.name}, {"content_base64", base::to_base64(output.content)}, {"at", output.at}};
    if (output.kind) one["kind"] = base::name_of(*output.kind);
    body["outputs"].push_back(std::move(one));
  }
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_TRY(const auto answer, service->post("/audits/saved", body));
  return told_by(answer);
}

Result<std::vector<audit::ProbeInfo>> probes(const Context& context) {
  std::vector<audit::ProbeInfo> out;
  if (!context.remote()) {
    for (const auto& probe : audit::all_probes()) out.push_back(probe->describe());
    return out;
  }
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_TRY(const auto answer, service->get("/probes"));
  RUNSEAL_TRY(const auto items, part<std::vector<Json>>(answer, "items"));
  for (const auto& item : items) {
    audit::ProbeInfo info;
    RUNSEAL_TRY(info.name, part<std::string>(item, "name"));
    RUNSEAL_TRY(info.schemes, part<decltype(info.schemes)>(item, "schemes"));
    RUNSEAL_TRY(info.port, part<decltype(info.port)>(item, "port"));
    RUNSEAL_TRY(info.sends, part<std::string>(item, "sends"));
    RUNSEAL_TRY(info.local, part<bool>(item, "local"));
    out.push_back(std::move(info));
  }
  return out;
}

}  // namespace runseal::app::records
