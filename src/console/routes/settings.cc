#include "console/routes/settings.h"

#include "console/fields.h"
#include "service/directory.h"
#include "service/settings.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Workspace;

Result<Json> listed(Workspace& workspace) {
  RUNSEAL_TRY(const auto settings, service::settings_now(workspace));
  Json items = Json::array();
  for (const auto& one : settings)
    items.push_back({{"key", one.key},
                     {"value", one.value},
                     {"default", one.fallback},
                     {"meaning", one.meaning},
                     {"set", one.set},
                     {"changeable", one.changeable},
                     {"secret", one.secret}});
  const auto total = items.size();
  return Json{{"items", std::move(items)}, {"total", total}};
}

Result<Answer> list(Console& console, const Request&, const Caller&) {
  return console.directory.read<Answer>([](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto document, listed(workspace));
    return Answer::json(document);
  });
}

Result<Answer> change(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto body, request.json());
  const auto set = body.find("set");
  if (set == body.end() || !set->is_object() || set->empty())
    return fail(ErrorCode::invalid, R"("set" must be an object of keys and their new values)");
  RUNSEAL_TRY(const auto why, text_field(body, "why"));
  const auto values = set->get<std::map<std::string, Json>>();
  return console.directory.write<Answer>(service::actor_of(caller, why), [&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto number, service::change_settings(workspace, values));
    RUNSEAL_TRY(auto document, listed(workspace));
    document["evidence"] = number ? Json(*number) : Json(nullptr);
    return Answer::json(document);
  });
}

}  // namespace

std::vector<Route> settings_routes() {
  using enum service::Permission;
  return {
      {Method::get, "/api/v1/settings", inspect, list},
      {Method::put, "/api/v1/settings", administer, change},
  };
}

}  // namespace runseal::console
