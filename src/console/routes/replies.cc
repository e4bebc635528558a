// The verification form: prepared from the case, looked at, signed, kept.
#include "console/routes/replies.h"

#include "base/text.h"
#include "console/fields.h"
#include "console/memory.h"
#include "service/answer.h"
#include "service/directory.h"
#include "service/doorkeeper.h"
#include "service/draft_preview.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Workspace;

constexpr std::size_t most_of_a_reply_file = 64U << 20U;
constexpr std::uint64_t most_pages = 1000;

struct Prepared {
  model::Notice notice;
  model::Case now;
  model::Reply reply;
  std::vector<std::string> missing;
};

Result<model::ReplyRole> role_of(const std::string& name) {
  const auto role = base::named<model::ReplyRole>(name.empty() ? "customer" : name);
  if (!role)
    return fail(ErrorCode::usage, "no such role: \"" + base::printable(name, 40) + "\"", "role",
                "one of: customer, distributor");
  return *role;
}

// With the signer's title where none is given.
Result<Prepared> prepare(Console& console, Workspace& workspace, const std::string& id, service::ReplyRequest request) {
  RUNSEAL_TRY(const auto person, store::find_person(workspace.database(), request.person));
  if (person && request.title.empty()) request.title = person->record.title;
  Prepared out;
  RUNSEAL_TRY(out.notice, service::notice_named(workspace, id));
  RUNSEAL_TRY(out.now, console.memory->standings.case_of(workspace, out.notice));
  RUNSEAL_TRY(out.reply, service::prepare_reply(workspace, out.notice, out.now, request));
  out.missing = service::not_ready(out.now, out.reply, request.as_it_stands);
  if (!person && !request.person.empty())
    out.missing.push_back("a signing key of " + base::printable(request.person, 80) +
                          ": they make one under their own account");
  return out;
}

Result<Prepared> prepared_as_asked(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto role, role_of(request.asked("role")));
  service::ReplyRequest wanted{role,
                               request.asked("lang"),
                               request.asked("organisation"),
                               request.asked("person"),
                               request.asked("title"),
                               flag(request, "as_it_stands")};
  if (wanted.person.empty()) wanted.person = caller.full_name;
  return console.directory.read<Prepared>(
      [&](Workspace& workspace) { return prepare(console, workspace, request.param("id"), wanted); });
}

Result<Answer> show(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto prepared, prepared_as_asked(console, request, caller));
  RUNSEAL_TRY(const auto seen, service::digest_of(prepared.reply));
  return Answer::json({{"reply", prepared.reply}, {"missing", prepared.missing}, {"seen", seen}});
}

Result<Answer> draft(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto prepared, prepared_as_asked(console, request, caller));
  RUNSEAL_TRY(const auto pdf, service::draft_pdf(prepared.reply));
  Answer answer;
  answer.type = "application/pdf";
  answer.body = base::as_text(pdf);
  answer.headers.emplace_back("Content-Disposition", "inline; filename=\"draft.pdf\"");
  return answer;
}

Result<Answer> picture(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto page, number_asked(request, "page", 1, most_pages));
  RUNSEAL_TRY(const auto prepared, prepared_as_asked(console, request, caller));
  RUNSEAL_TRY(const auto drawn, service::draft_page(prepared.reply, page));
  return Answer::json(
      {{"page", page}, {"pages", drawn.pages}, {"png_base64", base::to_base64(drawn.png)}, {"text", drawn.text}});
}

// 21 CFR 11.70: a signature stays with what its signer saw.
Result<> check_seen(const Prepared& prepared, const std::string& seen) {
  RUNSEAL_TRY(const auto now, service::digest_of(prepared.reply));
  if (now == seen) return {};
  return fail(ErrorCode::conflict, "the form is no longer the one that was looked at: the case changed since",
              prepared.notice.id, "look at it again, then sign");
}

Json names_of(const std::vector<base::Path>& files) {
  Json names = Json::array();
  for (const auto& file : files) names.push_back(file.filename().string());
  return names;
}

Result<Answer> sign(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto body, request.json());
  RUNSEAL_TRY(const auto role_name, text_field(body, "role"));
  service::ReplyRequest wanted;
  RUNSEAL_TRY(wanted.role, role_of(role_name));
  RUNSEAL_TRY(wanted.language, text_field(body, "lang"));
  RUNSEAL_TRY(wanted.organisation, text_field(body, "organisation"));
  RUNSEAL_TRY(wanted.title, text_field(body, "title"));
  RUNSEAL_TRY(wanted.as_it_stands, flag_field(body, "as_it_stands"));
  RUNSEAL_TRY(const auto seen, needed_text(body, "seen"));
  RUNSEAL_TRY(const auto meaning, needed_text(body, "meaning"));
  RUNSEAL_TRY(const auto passphrase, needed_text(body, "passphrase"));
  wanted.person = caller.full_name;
  RUNSEAL_TRY(const auto by, text_field(body, "by"));
  RUNSEAL_TRY(const auto signer, console.door.signer_of(caller, passphrase, by));
  RUNSEAL_TRY(const auto done,
              console.directory.write<service::SignedReply>(
                  service::actor_of(caller), [&](Workspace& workspace) -> Result<service::SignedReply> {
                    RUNSEAL_CHECK(service::notice_for_case(workspace, request.param("id")));
                    RUNSEAL_TRY(const auto prepared, prepare(console, workspace, request.param("id"), wanted));
                    RUNSEAL_CHECK(check_seen(prepared, seen));
                    return service::sign_reply(workspace, prepared.notice, prepared.now, prepared.reply,
                                               wanted.as_it_stands, signer, meaning, {});
                  }));
  return Answer::json({{"id", done.reply.id}, {"evidence", done.evidence}, {"files", names_of(done.files.all)}}, 201);
}

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto query, list_query(request));
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto page, store::list_replies(workspace.database(), query));
    Json items = Json::array();
    for (const auto& kept : page.items) {
      const auto& reply = kept.record;
      const auto files = workspace.files().list(service::reply_folder(workspace, reply.id));
      items.push_back({{"id", reply.id},
                       {"notice_id", reply.notice_id},
                       {"role", reply.role},
                       {"language", reply.language},
                       {"organisation", reply.organisation},
                       {"person", reply.person},
                       {"title", reply.title},
                       {"date", reply.date},
                       {"signature", reply.signature},
                       {"evidence", kept.evidence},
                       {"files", files ? Json(*files) : Json::array()}});
    }
    return list_answer(std::move(items), page.total);
  });
}

std::string type_of(const std::string& name) {
  if (name.ends_with(".pdf")) return "application/pdf";
  return name.ends_with(".json") ? "application/json" : "text/plain; charset=utf-8";
}

// Only what stands in the folder of a reply that is in the records: a name from outside never makes a path.
Result<Answer> file(Console& console, const Request& request, const Caller&) {
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    const Error missing{ErrorCode::not_found, "there is no such file of a signed reply", {}, {}};
    RUNSEAL_TRY(const auto reply, store::find_reply(workspace.database(), request.param("id")));
    if (!reply) return fail(missing);
    const auto folder = service::reply_folder(workspace, reply->record.id);
    const auto names = workspace.files().list(folder);
    if (!names || std::ranges::find(*names, request.param("name")) == names->end()) return fail(missing);
    const auto& name = request.param("name");
    RUNSEAL_TRY(const auto content, workspace.files().read(folder / name, most_of_a_reply_file));
    return Answer::file(name, type_of(name), base::as_text(content));
  });
}

}  // namespace

std::vector<Route> replies_routes() {
  using service::Permission;
  return {
      {Method::get, "/api/v1/notices/{id}/reply", Permission::view, show},
      {Method::get, "/api/v1/notices/{id}/reply.pdf", Permission::view, draft},
      {Method::get, "/api/v1/notices/{id}/reply/picture", Permission::view, picture},
      {Method::post, "/api/v1/notices/{id}/replies", Permission::sign, sign},
      {Method::get, "/api/v1/replies", Permission::view, list},
      {Method::get, "/api/v1/replies/{id}/files/{name}", Permission::view, file},
  };
}

}  // namespace runseal::console
