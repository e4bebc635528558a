// The case of a notice: how it stands, what people state, and exceptions that they sign.
#include "console/routes/cases.h"

#include "base/text.h"
#include "console/fields.h"
#include "console/memory.h"
#include "service/case_book.h"
#include "service/directory.h"
#include "service/doorkeeper.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Workspace;

constexpr std::size_t most_of_a_file = 32U << 20U;
constexpr std::size_t most_of_a_statement = most_of_a_file / 3 * 4 + (64U << 10U);  // as base64
constexpr std::size_t longest_text = 4000;

// All of it where no part is asked for.
Result<Answer> show(Console& console, const Request& request, const Caller&) {
  const bool whole = request.asked("offset").empty() && request.asked("limit").empty();
  RUNSEAL_TRY(const auto query, list_query(request));
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto notice, service::notice_named(workspace, request.param("id")));
    auto& standings = console.memory->standings;
    RUNSEAL_TRY(auto now, standings.part_of(workspace, notice, query.offset, whole ? 0 : query.limit));
    if (whole) {
      RUNSEAL_TRY(now.part, standings.case_of(workspace, notice));
    }
    Json told = now.part;
    told["totals"] = {{"affected", now.standing.affected},
                      {"near_misses", now.near_misses},
                      {"open", now.standing.open},
                      {"done", now.standing.done}};
    return Answer::json(told);
  });
}

Result<std::optional<service::NamedBytes>> file_in(const Json& body) {
  const auto file = body.find("file");
  if (file == body.end() || file->is_null()) return std::nullopt;
  if (!file->is_object()) return fail(ErrorCode::invalid, "\"file\" has a name and content_base64", "file");
  RUNSEAL_TRY(const auto name, needed_text(*file, "name"));
  RUNSEAL_TRY(const auto content, text_field(*file, "content_base64"));
  RUNSEAL_TRY(auto bytes, base::from_base64(content));
  if (bytes.size() > most_of_a_file) return fail(ErrorCode::limit, "a file has at most 32 MiB", "file");
  return service::NamedBytes{base::printable(base::Path(name).filename().string(), 200), std::move(bytes)};
}

Result<std::string> words(const Json& body, const std::string& name) {
  RUNSEAL_TRY(auto text, text_field(body, name));
  if (text.size() > longest_text)
    return fail(ErrorCode::limit, fmt::format("\"{}\" has at most {} bytes", name, longest_text), name);
  return text;
}

Result<Answer> state(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto body, request.json());
  RUNSEAL_TRY(const auto action_name, needed_text(body, "action"));
  const auto action = base::named<model::CaseAction>(action_name);
  if (!action)
    return fail(ErrorCode::invalid, "no such action: \"" + base::printable(action_name, 40) + "\"", "action");
  service::Statement statement{*action, {}, caller.full_name, {}, {}, std::nullopt};
  RUNSEAL_TRY(statement.device_id, text_field(body, "device_id"));
  RUNSEAL_TRY(statement.on, text_field(body, "on"));
  RUNSEAL_TRY(statement.note, words(body, "note"));
  RUNSEAL_TRY(statement.content, file_in(body));
  RUNSEAL_TRY(const auto why, text_field(body, "why"));
  RUNSEAL_TRY(const auto evidence,
              console.directory.write<std::uint64_t>(
                  service::actor_of(caller, why), [&](Workspace& workspace) -> Result<std::uint64_t> {
                    RUNSEAL_TRY(const auto notice, service::notice_for_case(workspace, request.param("id")));
                    return service::state_action(workspace, notice, statement);
                  }));
  return Answer::json({{"evidence", evidence}}, 201);
}

Result<Answer> except(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto body, request.json());
  RUNSEAL_TRY(const auto device, needed_text(body, "device_id"));
  RUNSEAL_TRY(const auto reason, words(body, "reason"));
  RUNSEAL_TRY(const auto until, needed_text(body, "until"));
  RUNSEAL_TRY(const auto expires, base::parse_date(until));
  RUNSEAL_TRY(const auto passphrase, needed_text(body, "passphrase"));
  RUNSEAL_TRY(const auto by, text_field(body, "by"));
  RUNSEAL_TRY(const auto signer, console.door.signer_of(caller, passphrase, by));
  RUNSEAL_TRY(const auto evidence,
              console.directory.write<std::uint64_t>(
                  service::actor_of(caller), [&](Workspace& workspace) -> Result<std::uint64_t> {
                    RUNSEAL_TRY(const auto notice, service::notice_for_case(workspace, request.param("id")));
                    return service::sign_exception(workspace, notice, device, reason, expires, signer);
                  }));
  return Answer::json({{"evidence", evidence}}, 201);
}

}  // namespace

std::vector<Route> cases_routes() {
  using service::Permission;
  return {
      {Method::get, "/api/v1/notices/{id}/case", Permission::view, show},
      {Method::post, "/api/v1/notices/{id}/statements", Permission::state, state, most_of_a_statement},
      {Method::post, "/api/v1/notices/{id}/exceptions", Permission::sign, except},
  };
}

}  // namespace runseal::console
