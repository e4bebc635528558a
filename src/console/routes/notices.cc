// Notices: what was read from a letter, confirmed or corrected by a person, and the devices that it is about.
#include "console/routes/notices.h"

#include <algorithm>

#include "base/text.h"
#include "console/fields.h"
#include "console/memory.h"
#include "notice/match.h"
#include "service/corrections.h"
#include "service/directory.h"

namespace runseal::console {
namespace {

using model::MatchVerdict;
using service::Caller;
using service::Workspace;

constexpr std::size_t most_of_a_letter = 32U << 20U;
constexpr std::size_t longest_name = 200;

std::string text_of(const std::optional<model::Found<std::string>>& found) { return found ? found->value : ""; }

// In the order of their sorting: what needs people comes first.
constexpr const char* states[] = {"not_begun", "open", "done", "answered", "not_affected"};

std::string state_of(const service::Standing& standing) {
  if (standing.open > 0) return standing.done == 0 ? states[0] : states[1];
  if (standing.replies > 0) return states[3];
  return standing.affected == 0 && standing.done == 0 ? states[4] : states[2];
}

Result<Json> row_of(Console& console, Workspace& workspace, const model::Notice& notice) {
  RUNSEAL_TRY(const auto standing, console.memory->standings.of(workspace, notice));
  RUNSEAL_TRY(const auto kept, store::find_notice(workspace.database(), notice.id));
  return Json{{"id", notice.id},
              {"title", text_of(notice.title)},
              {"publisher", text_of(notice.publisher)},
              {"date", text_of(notice.date)},
              {"source", notice.source.format},
              {"taken_in", kept.has_value()},
              {"affected", standing.affected},
              {"near_misses", standing.near_misses},
              {"replies", standing.replies},
              {"open", standing.open},
              {"done", standing.done},
              {"state", state_of(standing)}};
}

// By a field of their rows, which are made for all of them then: a site has few notices.
Result<Json> sorted_rows(Console& console, Workspace& workspace, const std::vector<model::Notice>& notices,
                         const store::ListQuery& query) {
  constexpr std::string_view fields[] = {"id", "title", "publisher", "date", "affected", "open", "done", "state"};
  if (std::ranges::find(fields, query.sort) == std::end(fields))
    return fail(ErrorCode::usage, "notices are sorted by: id, title, publisher, date, affected, open, done, state");
  std::vector<Json> rows;
  for (const auto& notice : notices) {
    RUNSEAL_TRY(rows.emplace_back(), row_of(console, workspace, notice));
  }
  const auto key = [&](const Json& row) -> Json {
    return query.sort == "state" ? Json(std::ranges::find(states, row["state"].get<std::string>()) - states)
                                 : row[query.sort];
  };
  std::ranges::stable_sort(
      rows, [&](const Json& a, const Json& b) { return query.descending ? key(b) < key(a) : key(a) < key(b); });
  return Json(std::move(rows));
}

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto query, list_query(request));
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(auto found, service::every_notice(workspace));
    const auto wanted = base::fold_case(query.search);
    std::erase_if(found, [&](const auto& one) {
      return !base::fold_case(one.id + "\n" + text_of(one.title) + "\n" + text_of(one.publisher)).contains(wanted);
    });
    Json all;
    if (!query.sort.empty()) {
      RUNSEAL_TRY(all, sorted_rows(console, workspace, found, query));
    }
    Json items = Json::array();
    for (auto i = query.offset; i < found.size() && items.size() < query.limit; ++i) {
      if (all.is_null()) {
        RUNSEAL_TRY(items.emplace_back(), row_of(console, workspace, found[i]));
      } else {
        items.push_back(std::move(all[i]));
      }
    }
    return list_answer(std::move(items), found.size());
  });
}

Result<Answer> show(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto document, console.directory.read<Json>([&](Workspace& workspace) -> Result<Json> {
    RUNSEAL_TRY(const auto notice, service::notice_named(workspace, request.param("id")));
    return service::notice_document(workspace, notice);
  }));
  return Answer::json(document);
}

Json letter_of(const model::Source& source, const std::string& text) {
  Json lines = Json::array();
  if (!text.empty())
    for (const auto line : base::lines(text)) lines.push_back(std::string(line));
  return {{"file_name", source.file_name}, {"format", source.format}, {"lines", std::move(lines)}};
}

Result<Answer> letter(Console& console, const Request& request, const Caller&) {
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto notice, service::notice_named(workspace, request.param("id")));
    RUNSEAL_TRY(const auto text, service::letter_text(workspace, notice));
    return Answer::json(letter_of(notice.source, text));
  });
}

Result<Answer> read(Console& console, const Request& request, const Caller& caller) {
  const auto name = base::printable(base::Path(request.asked("file_name")).filename().string(), longest_name);
  RUNSEAL_TRY(auto letter,
              service::read_letter(name.empty() ? "letter" : name, Bytes(request.body.begin(), request.body.end())));
  const auto imported = letter.imported;
  const auto id = console.memory->readings.put(caller.account, std::move(letter), console.directory.now());
  return Answer::json(
      {{"reading", id}, {"notice", imported.notice}, {"letter", letter_of(imported.notice.source, imported.text)}});
}

Result<std::vector<service::FieldCorrection>> corrections_in(const Json& body) {
  std::vector<service::FieldCorrection> out;
  const auto given = body.find("corrections");
  if (given == body.end() || given->is_null()) return out;
  if (!given->is_array()) return fail(ErrorCode::invalid, "\"corrections\" must be a list", "corrections");
  for (const auto& one : *given) {
    if (!one.is_object()) return fail(ErrorCode::invalid, "a correction has a field and a value", "corrections");
    RUNSEAL_TRY(auto field, needed_text(one, "field"));
    RUNSEAL_TRY(auto value, text_field(one, "value"));
    out.push_back({std::move(field), std::move(value)});
  }
  return out;
}

Result<Answer> take_in(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto body, request.json());
  RUNSEAL_TRY(const auto reading, needed_text(body, "reading"));
  RUNSEAL_TRY(const bool replace, flag_field(body, "replace"));
  RUNSEAL_TRY(const auto corrections, corrections_in(body));
  RUNSEAL_TRY(const auto why, text_field(body, "why"));
  const auto now = console.directory.now();
  RUNSEAL_TRY(const auto kept, console.memory->readings.find(caller.account, reading, now));
  RUNSEAL_TRY(const auto letter, service::corrected(*kept, corrections, caller.full_name, now));
  RUNSEAL_TRY(const auto taken,
              console.directory.write<service::TakenIn>(service::actor_of(caller, why), [&](Workspace& workspace) {
                return service::take_in_notice(workspace, letter, caller.full_name, replace);
              }));
  console.memory->readings.drop(reading);
  (void)console.directory.read<void>(
      [&](Workspace& workspace) { return console.memory->standings.prepare(workspace); });
  return Answer::json({{"id", letter.imported.notice.id},
                       {"evidence", taken.evidence},
                       {"replaced", taken.known_before},
                       {"other_text", taken.other_text}},
                      201);
}

// Ids of the devices with that verdict; all of them: those concerned first.
Result<std::vector<std::string>> ids_of(Workspace& workspace, const service::Concerned& concerned,
                                        const std::string& verdict) {
  std::vector<std::string> affected;
  std::vector<std::string> near;
  for (const auto& [id, one] : concerned.devices)
    (one.match.verdict == MatchVerdict::affected ? affected : near).push_back(id);
  if (verdict == "affected") return affected;
  if (verdict == "near-miss") return near;
  if (!verdict.empty() && verdict != "not-affected")
    return fail(ErrorCode::usage, "no such verdict: \"" + base::printable(verdict, 40) + "\"", {},
                "one of: affected, near-miss, not-affected");
  RUNSEAL_TRY(auto others, store::device_ids(workspace.database()));
  std::erase_if(others, [&](const auto& id) { return concerned.devices.contains(id); });
  if (!verdict.empty()) return others;
  affected.insert(affected.end(), near.begin(), near.end());
  affected.insert(affected.end(), others.begin(), others.end());
  return affected;
}

Result<Answer> matches(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto query, list_query(request));
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto notice, service::notice_named(workspace, request.param("id")));
    RUNSEAL_TRY(const auto concerned, console.memory->standings.concerned(workspace, notice));
    RUNSEAL_TRY(auto ids, ids_of(workspace, *concerned, request.asked("verdict")));
    if (!query.search.empty()) {
      RUNSEAL_TRY(const auto found, store::device_ids(workspace.database(), query.search));
      const std::set<std::string> fits(found.begin(), found.end());
      std::erase_if(ids, [&](const auto& id) { return !fits.contains(id); });
    }
    const auto total = ids.size();
    ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(query.offset, total)));
    ids.resize(std::min(query.limit, ids.size()));
    RUNSEAL_TRY(const auto settled, console.memory->standings.settled_of(workspace, notice, ids));
    Json items = Json::array();
    for (const auto& id : ids) {
      RUNSEAL_TRY(const auto device, store::find_device(workspace.database(), id));
      if (!device) continue;
      Json item = notice::match_device(notice, device->record);
      item["device_name"] = device->record.name;
      item["site"] = device->record.site;
      const auto found = settled.find(id);
      item["settled"] = found == settled.end() ? Json() : Json(found->second);
      items.push_back(std::move(item));
    }
    return list_answer(std::move(items), total);
  });
}

Result<Answer> record_matches(Console& console, const Request& request, const Caller& caller) {
  struct Found {
    model::Notice notice;
    std::vector<model::Match> matches;
  };
  RUNSEAL_TRY(const auto found, console.directory.read<Found>([&](Workspace& workspace) -> Result<Found> {
    RUNSEAL_TRY(auto notice, service::notice_named(workspace, request.param("id")));
    RUNSEAL_TRY(auto all, service::match_inventory(workspace, notice));
    return Found{std::move(notice), std::move(all)};
  }));
  RUNSEAL_TRY(const auto evidence, console.directory.write<std::uint64_t>(
                                       service::actor_of(caller), [&](Workspace& workspace) -> Result<std::uint64_t> {
                                         RUNSEAL_TRY(const auto notice,
                                                     service::notice_for_case(workspace, found.notice.id));
                                         return service::record_match(workspace, notice, found.matches);
                                       }));
  std::map<std::string, std::uint64_t> counts;
  for (const auto& match : found.matches) ++counts[std::string(base::name_of(match.verdict))];
  return Answer::json({{"evidence", evidence},
                       {"affected", counts["affected"]},
                       {"near_misses", counts["near-miss"]},
                       {"not_affected", counts["not-affected"]}});
}

}  // namespace

std::vector<Route> notices_routes() {
  using service::Permission;
  return {
      {Method::get, "/api/v1/notices", Permission::view, list},
      {Method::post, "/api/v1/notices", Permission::maintain, take_in},
      {Method::post, "/api/v1/notices/readings", Permission::maintain, read, most_of_a_letter},
      {Method::get, "/api/v1/notices/{id}", Permission::view, show},
      {Method::get, "/api/v1/notices/{id}/letter", Permission::view, letter},
      {Method::get, "/api/v1/notices/{id}/matches", Permission::view, matches},
      {Method::post, "/api/v1/notices/{id}/matches", Permission::maintain, record_matches},
  };
}

}  // namespace runseal::console
