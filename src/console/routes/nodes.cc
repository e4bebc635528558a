#include "console/routes/nodes.h"

#include "base/text.h"
#include "service/directory.h"
#include "service/pairing.h"
#include "store/records.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Workspace;

constexpr std::int64_t most_valid_days = 3650;

// What pairs two nodes fits into one line.
Result<std::string> text_of(const Json& body, const char* name, bool needed) {
  const auto found = body.find(name);
  if (found == body.end()) {
    if (needed) return fail(ErrorCode::invalid, std::string("\"") + name + "\" is missing");
    return std::string();
  }
  if (!found->is_string()) return fail(ErrorCode::invalid, std::string("\"") + name + "\" must be a text");
  return found->get<std::string>();
}

std::string state_of(const model::Node& node, const std::string& now) {
  if (!node.revoked.empty()) return "revoked";
  return !node.expires.empty() && node.expires <= now ? "ended" : "paired";
}

Json as_json(const model::Node& node, const std::string& now) {
  Json out = node;
  const auto key = service::key_of(node);
  out["fingerprint"] = key ? service::fingerprint(*key) : std::string();
  out["state"] = key ? state_of(node, now) : "damaged";
  return out;
}

Result<Answer> list(Console& console, const Request&, const Caller&) {
  return console.directory.read<Answer>([](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto nodes, store::all_nodes(workspace.database()));
    Json items = Json::array();
    for (const auto& kept : nodes) items.push_back(as_json(kept.record, base::format_instant(workspace.now())));
    const auto total = items.size();
    return Answer::json({{"items", std::move(items)}, {"total", total}});
  });
}

Result<service::InviteRequest> invitation_of(const Request& request) {
  RUNSEAL_TRY(const auto body, request.json());
  service::InviteRequest wanted;
  RUNSEAL_TRY(wanted.address, text_of(body, "address", true));
  RUNSEAL_TRY(wanted.folder, text_of(body, "folder", false));
  RUNSEAL_TRY(wanted.name, text_of(body, "name", false));
  const auto days = body.find("valid_days");
  if (days == body.end() || days->is_null()) return wanted;
  if (!days->is_number_integer() || days->get<std::int64_t>() < 1 || days->get<std::int64_t>() > most_valid_days)
    return fail(ErrorCode::invalid, "\"valid_days\" must be a whole number from 1 to 3650");
  wanted.valid_days = days->get<int>();
  return wanted;
}

Result<Answer> invite(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto wanted, invitation_of(request));
  return console.directory.write<Answer>(service::actor_of(caller), [&](Workspace& workspace) -> Result<Answer> {
    const auto expires = workspace.now() + service::invitation_lasts;
    RUNSEAL_TRY(const auto line, service::invite(workspace, wanted));
    return Answer::json({{"line", line}, {"expires", base::format_instant(expires)}}, 201);
  });
}

Result<Answer> accept(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto body, request.json());
  RUNSEAL_TRY(const auto line, text_of(body, "line", true));
  RUNSEAL_TRY(const auto name, text_of(body, "name", false));
  return console.directory.write<Answer>(service::actor_of(caller), [&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto accepted, service::accept_invitation(workspace, line, name));
    const auto now = base::format_instant(workspace.now());
    return Answer::json({{"node", as_json(accepted.node, now)}, {"answer", accepted.answer}}, 201);
  });
}

Result<Answer> complete(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto body, request.json());
  RUNSEAL_TRY(const auto line, text_of(body, "line", true));
  return console.directory.write<Answer>(service::actor_of(caller), [&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto node, service::complete_pairing(workspace, line));
    return Answer::json({{"node", as_json(node, base::format_instant(workspace.now()))}}, 201);
  });
}

Result<Answer> revoke(Console& console, const Request& request, const Caller& caller) {
  const auto actor = service::actor_of(caller, request.asked("why"));
  return console.directory.write<Answer>(actor, [&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto node, service::revoke_node(workspace, request.param("name")));
    return Answer::json({{"node", as_json(node, base::format_instant(workspace.now()))}});
  });
}

}  // namespace

std::vector<Route> nodes_routes() {
  using enum service::Permission;
  const std::string root = "/api/v1/nodes";
  return {
      {Method::get, root, view, list},
      {Method::post, root + "/invitations", maintain, invite},
      {Method::post, root + "/acceptances", maintain, accept},
      {Method::post, root + "/completions", maintain, complete},
      {Method::delete_, root + "/{name}", maintain, revoke},
  };
}

}  // namespace runseal::console
