#include "app/records_console.h"

#include "app/records_answer.h"
#include "app/why.h"
#include "service/schedules.h"
#include "store/console_records.h"

namespace runseal::app::records {
namespace {

// What a service recorded of it.
Result<std::uint64_t> evidence_in(const Result<Json>& answer) {
  if (!answer) return fail(answer.error());
  return part<std::uint64_t>(*answer, "evidence");
}

}  // namespace

Result<std::vector<store::Kept<model::Schedule>>> schedules(const Context& context) {
  if (!context.remote()) {
    RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
    return store::all_schedules(workspace.database());
  }
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_TRY(const auto items, service->all_items("/schedules", {{"sort", "name"}}));
  std::vector<store::Kept<model::Schedule>> out;
  for (const auto& item : items) {
    RUNSEAL_TRY(auto schedule, base::from_json<model::Schedule>(item, the_answer));
    out.push_back({std::move(schedule), std::nullopt});
    if (item.value("evidence", Json()).is_number()) out.back().evidence = item.at("evidence").get<std::uint64_t>();
  }
  return out;
}

Result<std::uint64_t> add_schedule(const Context& context, const model::Schedule& schedule, const std::string& first) {
  std::optional<Instant> begins;
  if (!first.empty()) {
    RUNSEAL_TRY(begins, base::parse_instant(first));
  }
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    return evidence_in(service->post("/schedules", {{"name", schedule.name},
                                                    {"kind", schedule.kind},
                                                    {"request", schedule.request},
                                                    {"every_s", schedule.every_s},
                                                    {"first", first}}));
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  return service::add_schedule(workspace, schedule, begins);
}

Result<std::uint64_t> remove_schedule(const Context& context, const std::string& name, const std::string& why) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    return evidence_in(service->erase(at("/schedules/", name), {{"why", why}}));
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  say_why(workspace, why);
  return service::remove_schedule(workspace, name);
}

Result<std::vector<service::Setting>> settings(const Context& context) {
  if (!context.remote()) {
    RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
    return service::settings_now(workspace);
  }
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_TRY(const auto answer, service->get("/settings"));
  RUNSEAL_TRY(const auto items, part<std::vector<Json>>(answer, "items"));
  std::vector<service::Setting> out;
  for (const auto& item : items) {
    service::Setting setting;
    RUNSEAL_TRY(setting.key, part<std::string>(item, "key"));
    RUNSEAL_TRY(setting.value, part<Json>(item, "value"));
    RUNSEAL_TRY(setting.fallback, part<Json>(item, "default"));
    RUNSEAL_TRY(setting.meaning, part<std::string>(item, "meaning"));
    RUNSEAL_TRY(setting.set, part<bool>(item, "set"));
    RUNSEAL_TRY(setting.changeable, part<bool>(item, "changeable"));
    RUNSEAL_TRY(setting.secret, part<bool>(item, "secret"));
    out.push_back(std::move(setting));
  }
  return out;
}

Result<std::optional<std::uint64_t>> change_setting(const Context& context, const std::string& key, const Json& value,
                                                    const std::string& why) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->put("/settings", {{"set", {{key, value}}}, {"why", why}}));
    RUNSEAL_TRY(const auto evidence, part<Json>(answer, "evidence"));
    return evidence.is_number() ? std::optional(evidence.get<std::uint64_t>()) : std::nullopt;
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  say_why(workspace, why);
  return service::change_settings(workspace, {{key, value}});
}

Result<std::vector<Json>> accounts(const Context& context) {
  std::vector<Json> out;
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto items, service->all_items("/accounts", {{"sort", "name"}}));
    for (const auto& item : items) out.push_back(item);
    return out;
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  RUNSEAL_TRY(const auto kept, store::all_accounts(workspace.database()));
  for (const auto& [account, _] : kept) out.push_back(service::account_view(account));
  return out;
}

Result<Json> add_account(const Context& context, const service::NewAccount& wanted) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    return service->post("/accounts",
                         {{"name", wanted.name}, {"full_name", wanted.full_name}, {"roles", wanted.roles}});
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto account, service::create_account(workspace, wanted));
  return service::account_view(account);
}

Result<Json> change_account(const Context& context, const std::string& name, const service::AccountChange& change,
                            const std::string& why) {
  if (context.remote()) {
    Json body{{"why", why}};
    if (change.full_name) body["full_name"] = *change.full_name;
    if (change.roles) body["roles"] = *change.roles;
    if (change.disabled) body["disabled"] = *change.disabled;
    if (change.subject) body["subject"] = *change.subject;
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    return service->patch(at("/accounts/", name), body);
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  say_why(workspace, why);
  RUNSEAL_TRY(const auto account, service::change_account(workspace, name, change));
  return service::account_view(account);
}

Result<service::Link> make_link(const Context& context, const std::string& name, const std::string& why) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->post(at("/accounts/", name, "/link"), {{"why", why}}));
    RUNSEAL_TRY(const auto link, part<std::string>(answer, "link"));
    RUNSEAL_TRY(const auto expires, part<std::string>(answer, "expires"));
    return service::Link{link.substr(link.find('=') + 1), expires};
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  say_why(workspace, why);
  return service::make_link(workspace, name);
}

}  // namespace runseal::app::records
