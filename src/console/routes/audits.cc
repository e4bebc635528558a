// Measuring on request: a job that asks endpoints and records what they would accept.
#include "console/routes/audits.h"

#include "audit/all_probes.h"
#include "base/text.h"
#include "console/fields.h"
#include "console/routes/jobs.h"
#include "service/audit_job.h"
#include "service/compared.h"
#include "service/directory.h"
#include "service/job_request.h"
#include "service/reports/report.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Permission;
using service::Workspace;

constexpr std::size_t most_outputs = 50;
constexpr std::size_t most_of_outputs = audit::max_saved / 3 * 4 + (128U << 10U);  // all of them, as base64
constexpr std::size_t most_told = 50;                                              // measurements in one answer

// A policy accepts what it finds: whose it is to say so is who administers.
Result<> may_judge_so(const Json& wanted, const Caller& caller) {
  if (!wanted.contains("policy") || caller.may(Permission::administer)) return {};
  return fail(ErrorCode::denied, "only who may administer judges under another policy than the site's", "policy",
              "leave it out, or change policy.toml in the service's data directory");
}

Result<Answer> start(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(auto wanted, request.json());
  RUNSEAL_TRY(const auto why, service::text_in(wanted, "why"));
  wanted.erase("why");
  RUNSEAL_CHECK(may_judge_so(wanted, caller));
  return start_job(console, "audit", wanted, caller, why);
}

Json told(Workspace& workspace, const std::vector<service::Measured>& all, std::size_t total) {
  Json items = Json::array();
  for (const auto& one : all) items.push_back(service::as_json(one));
  const auto head = service::report_head(workspace);
  return {{"items", std::move(items)},
          {"total", total},
          {"organisation", head.organisation},
          {"site", head.site},
          {"at", head.at}};
}

// What a job measured, as `runseal audit --json` tells it: its result has the grades only.
Result<Answer> measured(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto query, list_query(request, most_told));
  RUNSEAL_TRY(const auto job, console.jobs.find(request.param("id")));
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto all,
                service::measured_by(workspace, job, query.offset, std::min<std::size_t>(query.limit, most_told)));
    return Answer::json(told(workspace, all, job.result.at("items").size()));
  });
}

Result<audit::SavedOutput> output_in(const Json& one, const std::string& by) {
  if (!one.is_object()) return fail(ErrorCode::invalid, "an output has a name, content_base64 and at", "outputs");
  audit::SavedOutput output;
  RUNSEAL_TRY(const auto name, needed_text(one, "name"));
  output.name = base::printable(base::Path(name).filename().string(), 200);
  RUNSEAL_TRY(const auto content, text_field(one, "content_base64"));
  RUNSEAL_TRY(output.content, base::from_base64(content));
  RUNSEAL_TRY(const auto kind, text_field(one, "kind"));
  if (!kind.empty()) {
    output.kind = base::named<audit::SavedKind>(kind);
    if (!output.kind) return fail(ErrorCode::invalid, "no such kind of output: " + base::printable(kind, 60), "kind");
  }
  RUNSEAL_TRY(const auto at, needed_text(one, "at"));
  RUNSEAL_TRY(const auto saved, base::parse_instant(at));
  output.at = base::format_instant(saved);
  output.by = by;
  return output;
}

Result<std::vector<audit::SavedOutput>> outputs_in(const Json& wanted) {
  RUNSEAL_TRY(const auto by, service::text_in(wanted, "saved_by"));
  if (base::trim(by).empty()) return fail(ErrorCode::invalid, "say who saved the output", "saved_by");
  const auto found = wanted.find("outputs");
  if (found == wanted.end() || !found->is_array() || found->empty() || found->size() > most_outputs)
    return fail(ErrorCode::invalid, "\"outputs\" must be a list of 1 to 50 outputs", "outputs");
  std::vector<audit::SavedOutput> outputs;
  for (const auto& one : *found) {
    RUNSEAL_TRY(auto output, output_in(one, by));
    outputs.push_back(std::move(output));
  }
  return outputs;
}

// Output that was saved on other machines: judged and recorded at once, since nobody is asked.
Result<Answer> saved(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto wanted, request.json());
  RUNSEAL_CHECK(service::has_only(wanted, {"outputs", "saved_by", "names", "policy", "why"}));
  RUNSEAL_TRY(const auto why, service::text_in(wanted, "why"));
  RUNSEAL_TRY(const auto names, service::texts_in(wanted, "names", service::most_listed));
  RUNSEAL_CHECK(may_judge_so(wanted, caller));
  RUNSEAL_TRY(const auto outputs, outputs_in(wanted));
  return console.directory.write<Answer>(service::actor_of(caller, why), [&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto rules, service::rules_asked(workspace, wanted));
    RUNSEAL_TRY(const auto all, service::measure_saved(workspace, rules, outputs, names, service::most_listed));
    return Answer::json(told(workspace, all, all.size()), 201);
  });
}

Result<Answer> probes(Console&, const Request&, const Caller&) {
  Json items = Json::array();
  for (const auto& probe : audit::all_probes()) {
    const auto told = probe->describe();
    items.push_back({{"name", told.name},
                     {"schemes", told.schemes},
                     {"port", told.port},
                     {"sends", told.sends},
                     {"local", told.local}});
  }
  const auto total = items.size();
  return list_answer(std::move(items), total);
}

}  // namespace

std::vector<Route> audits_routes() {
  return {{Method::post, "/api/v1/audits", Permission::measure, start},
          {Method::post, "/api/v1/audits/saved", Permission::measure, saved, most_of_outputs},
          {Method::get, "/api/v1/jobs/{id}/measured", Permission::view, measured},
          {Method::get, "/api/v1/probes", Permission::view, probes}};
}

}  // namespace runseal::console
