#include "app/records.h"
#include "app/records_answer.h"
#include "app/why.h"

namespace runseal::app::records {
namespace {

Result<std::vector<RunEvent>> story(Remote& service, const std::string& run) {
  RUNSEAL_TRY(const auto answer, service.get(at("/runs/", run)));
  RUNSEAL_TRY(const auto events, part<std::vector<Json>>(answer, "events"));
  std::vector<RunEvent> out;
  for (const auto& event : events) {
    RUNSEAL_TRY(auto record, base::from_json<model::RunEvent>(event, the_answer));
    RunEvent kept{std::move(record), std::nullopt};
    if (event.value("evidence", Json()).is_number()) kept.evidence = event.at("evidence").get<std::uint64_t>();
    out.push_back(std::move(kept));
  }
  return out;
}

}  // namespace

Result<std::map<std::string, std::vector<RunEvent>>> run_events(const Context& context, const std::string& run) {
  std::map<std::string, std::vector<RunEvent>> out;
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    std::vector<std::string> names{run};
    if (run.empty()) {
      names.clear();
      RUNSEAL_TRY(const auto items, service->all_items("/runs", {{"sort", "run"}}));
      for (const auto& item : items) names.push_back(item.value("run", ""));
    }
    for (const auto& name : names) {
      RUNSEAL_TRY(out[name], story(*service, name));
    }
    return out;
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  RUNSEAL_TRY(auto events, store::run_events(workspace.database(), run));
  for (auto& event : events) out[event.record.run].push_back(std::move(event));
  return out;
}

Result<std::vector<model::Node>> nodes(const Context& context) {
  std::vector<model::Node> out;
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->get("/nodes"));
    return part<std::vector<model::Node>>(answer, "items");
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  RUNSEAL_TRY(const auto kept, store::all_nodes(workspace.database()));
  for (const auto& one : kept) out.push_back(one.record);
  return out;
}

Result<std::string> invite(const Context& context, const service::InviteRequest& request) {
  if (context.remote()) {
    Json body{{"address", request.address}, {"folder", request.folder}, {"name", request.name}};
    if (request.valid_days > 0) body["valid_days"] = request.valid_days;
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->post("/nodes/invitations", body));
    return part<std::string>(answer, "line");
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  return service::invite(workspace, request);
}

Result<service::Accepted> accept_invitation(const Context& context, const std::string& line, const std::string& name) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->post("/nodes/acceptances", {{"line", line}, {"name", name}}));
    RUNSEAL_TRY(auto node, part<model::Node>(answer, "node"));
    RUNSEAL_TRY(auto back, part<std::string>(answer, "answer"));
    return service::Accepted{std::move(node), std::move(back)};
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  return service::accept_invitation(workspace, line, name);
}

Result<model::Node> complete_pairing(const Context& context, const std::string& line) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->post("/nodes/completions", {{"line", line}}));
    return part<model::Node>(answer, "node");
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  return service::complete_pairing(workspace, line);
}

Result<model::Node> revoke_node(const Context& context, const std::string& name, const std::string& why) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->erase(at("/nodes/", name), {{"why", why}}));
    return part<model::Node>(answer, "node");
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  say_why(workspace, why);
  return service::revoke_node(workspace, name);
}

}  // namespace runseal::app::records
