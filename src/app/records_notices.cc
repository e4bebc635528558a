#include "app/records.h"

#include <algorithm>

#include "app/records_answer.h"
#include "app/why.h"
#include "base/text.h"
#include "notice/builtin.h"
#include "service/corrections.h"

namespace runseal::app::records {
namespace {

std::string text_of(const std::optional<model::Found<std::string>>& found) { return found ? found->value : ""; }

}  // namespace

Result<> must_be_own_name(Remote& service, const std::string& by) {
  if (by.empty()) return {};
  RUNSEAL_TRY(const auto me, service.get("/me"));
  RUNSEAL_TRY(const auto name, part<std::string>(me, "full_name"));
  if (name == by) return {};
  return fail(ErrorCode::usage, "the service does this in the name of " + name + ", whose token this is",
              base::printable(by, 80), "leave out --by, or use the token of who it is");
}

Result<std::vector<ListedNotice>> notices(const Context& context) {
  std::vector<ListedNotice> out;
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto items, service->all_items("/notices"));
    for (const auto& item : items)
      out.push_back({item.value("id", ""), item.value("date", ""), item.value("title", ""),
                     item.value("taken_in", true) ? "taken in" : "built in"});
    std::ranges::stable_sort(out, {}, [](const auto& one) { return std::pair(one.from == "built in", one.id); });
    return out;
  }
  const auto add = [&](const model::Notice& notice, const char* from) {
    out.push_back({notice.id, text_of(notice.date), text_of(notice.title), from});
  };
  if (auto workspace = context.open(service::Access::read)) {
    RUNSEAL_TRY(const auto kept, store::all_notices(workspace->database()));
    for (const auto& one : kept) add(one.record, "taken in");
  } else if (workspace.error().code != ErrorCode::not_found) {
    return fail(workspace.error());
  }
  for (const auto& one : notice::builtin_notices())
    if (std::ranges::none_of(out, [&](const auto& kept) { return kept.id == one.id; })) add(one, "built in");
  return out;
}

Result<Json> notice(const Context& context, const std::string& id) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    return service->get(at("/notices/", id));
  }
  auto workspace = context.open(service::Access::read);
  if (workspace) {
    RUNSEAL_TRY(const auto named, service::notice_named(*workspace, id));
    return service::notice_document(*workspace, named);
  }
  if (workspace.error().code != ErrorCode::not_found) return fail(workspace.error());
  for (const auto& one : notice::builtin_notices())  // can be shown before there is any data
    if (base::fold_case(one.id) == base::fold_case(id)) return one;
  return fail(workspace.error());
}

Result<Reading> read_letter(const Context& context, const std::string& file, const std::string& by, bool replace,
                            const std::string& why) {
  if (!context.remote()) {
    RUNSEAL_TRY(const auto letter, service::read_letter(base::real_files(), file));
    return Reading{letter.imported.notice, [&context, letter, by, replace, why]() -> Result<service::TakenIn> {
                     RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
                     say_why(workspace, why);
                     return service::take_in_notice(workspace, letter, by, replace);
                   }};
  }
  RUNSEAL_TRY(const auto content, base::real_files().read(file, 32U << 20U));
  RUNSEAL_TRY(Service opened, Remote::open(context.server));
  const std::shared_ptr<Remote> service = std::move(opened);
  RUNSEAL_CHECK(must_be_own_name(*service, by));
  RUNSEAL_TRY(const auto answer,
              service->post_bytes("/notices/readings", content, {{"file_name", base::Path(file).filename().string()}}));
  RUNSEAL_TRY(auto notice, part<model::Notice>(answer, "notice"));
  RUNSEAL_TRY(const auto reading, part<std::string>(answer, "reading"));
  return Reading{std::move(notice), [service, reading, replace, why]() -> Result<service::TakenIn> {
                   const Json body{{"reading", reading}, {"replace", replace}, {"why", why}};
                   RUNSEAL_TRY(const auto taken, service->post("/notices", body));
                   RUNSEAL_TRY(const auto evidence, part<std::uint64_t>(taken, "evidence"));
                   return service::TakenIn{evidence, taken.value("replaced", false), taken.value("other_text", false)};
                 }};
}

Result<Matched> match(const Context& context, const std::string& notice_id) {
  const auto nothing = [] {
    return fail(ErrorCode::not_found, "the inventory is empty, so nothing can be matched", {},
                "runseal device import INVENTORY.csv --why REASON");
  };
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto named, service->get(at("/notices/", notice_id)));
    Matched out;
    RUNSEAL_TRY(out.notice_id, part<std::string>(named, "id"));
    const auto matches = at("/notices/", out.notice_id, "/matches");
    RUNSEAL_TRY(const auto items, service->all_items(matches));
    if (items.empty()) return nothing();
    RUNSEAL_TRY(out.matches, base::from_json<std::vector<model::Match>>(items, the_answer));
    std::ranges::sort(out.matches, {}, &model::Match::device_id);
    RUNSEAL_TRY(const auto recorded, service->post(matches, Json::object()));
    RUNSEAL_TRY(out.evidence, part<std::uint64_t>(recorded, "evidence"));
    return out;
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto named, service::notice_named(workspace, notice_id));
  RUNSEAL_TRY(auto matches, service::match_inventory(workspace, named));
  if (matches.empty()) return nothing();
  RUNSEAL_TRY(const auto notice, service::notice_for_case(workspace, notice_id));
  RUNSEAL_TRY(const auto evidence, service::record_match(workspace, notice, matches));
  return Matched{notice.id, std::move(matches), evidence};
}

Result<model::Case> case_of(const Context& context, const std::string& notice_id) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->get(at("/notices/", notice_id, "/case")));
    return base::from_json<model::Case>(answer, the_answer);
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  RUNSEAL_TRY(const auto notice, service::notice_named(workspace, notice_id));
  return service::case_of(workspace, notice);
}

Result<std::uint64_t> state(const Context& context, const std::string& notice_id, const service::Statement& statement,
                            const std::string& why) {
  if (!context.remote()) {
    RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
    say_why(workspace, why);
    RUNSEAL_TRY(const auto notice, service::notice_for_case(workspace, notice_id));
    return service::state_action(workspace, notice, statement);
  }
  Json body{{"action", statement.action},
            {"device_id", statement.device_id},
            {"on", statement.on},
            {"note", statement.note},
            {"why", why}};
  if (statement.file) {
    RUNSEAL_TRY(const auto content, base::real_files().read(*statement.file, 32U << 20U));
    body["file"] = {{"name", statement.file->filename().string()}, {"content_base64", base::to_base64(content)}};
  }
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_CHECK(must_be_own_name(*service, statement.by));
  RUNSEAL_TRY(const auto answer, service->post(at("/notices/", notice_id, "/statements"), body));
  return part<std::uint64_t>(answer, "evidence");
}

}  // namespace runseal::app::records
