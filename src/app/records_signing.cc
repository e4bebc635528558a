#include "app/records_signing.h"

#include <fmt/format.h>

#include "app/ask.h"
#include "app/records_answer.h"
#include "base/text.h"
#include "store/records.h"

namespace runseal::app::records {
namespace {

std::string key_missing(const std::string& person) {
  return fmt::format(
      "a signing key of {0} (runseal person add \"{0}\" --title TITLE; `runseal person list` shows who has one)",
      base::printable(person, 80));
}

Result<PreparedReply> prepared_here(const Context& context, const std::string& id, service::ReplyRequest request) {
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto notice, service::notice_for_case(workspace, id));
  RUNSEAL_TRY(const auto person, store::find_person(workspace.database(), request.person));
  if (person && request.title.empty()) request.title = person->record.title;
  PreparedReply out;
  RUNSEAL_TRY(out.reply, service::prepare_reply(workspace, notice, request));
  RUNSEAL_TRY(out.missing, service::not_ready(workspace, notice, out.reply, request.as_it_stands));
  if (!person && !request.person.empty()) out.missing.push_back(key_missing(request.person));
  return out;
}

Result<service::SignedReply> signed_there(const Context& context, const std::string& notice, const PreparedReply& form,
                                          const service::ReplyRequest& request, const std::string& meaning,
                                          const base::Path& folder) {
  const auto& reply = form.reply;
  auto& files = base::real_files();
  RUNSEAL_CHECK(service::check_not_there(files, service::signed_file_names(reply), folder));
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_CHECK(must_be_own_name(*service, reply.person));
  RUNSEAL_TRY(const auto passphrase, ask_passphrase(reply.person, false));
  const Json body{{"role", base::name_of(reply.role)},
                  {"lang", reply.language},
                  {"organisation", reply.organisation},
                  {"title", reply.title},
                  {"seen", form.seen},
                  {"meaning", meaning},
                  {"as_it_stands", request.as_it_stands},
                  {"by", reply.person},
                  {"passphrase", passphrase}};
  RUNSEAL_TRY(const auto answer, service->post(at("/notices/", notice, "/replies"), body));
  service::SignedReply out;
  RUNSEAL_TRY(out.evidence, part<std::uint64_t>(answer, "evidence"));
  RUNSEAL_TRY(const auto id, part<std::string>(answer, "id"));
  RUNSEAL_CHECK(files.make_directories(folder, 0755));
  for (const auto& name : service::signed_file_names(reply)) {  // ours, so that a name from there makes no path here
    RUNSEAL_TRY(const auto content, service->download(at("/replies/", id, "/files/") + Remote::encoded(name)));
    RUNSEAL_CHECK(base::write_durably(files, folder / name, base::as_bytes(content), 0644));
    out.files.all.push_back(folder / name);
    if (!name.ends_with(".json")) continue;
    RUNSEAL_TRY(const auto document, base::parse_json(content));
    RUNSEAL_TRY(out.reply, part<model::Reply>(document, "reply"));
  }
  return out;
}

}  // namespace

Result<std::uint64_t> sign_exception(const Context& context, const WantedException& wanted) {
  RUNSEAL_TRY(const auto expires, base::parse_date(wanted.until));
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_CHECK(must_be_own_name(*service, wanted.by));
    RUNSEAL_TRY(const auto passphrase, ask_passphrase(wanted.by, false));
    RUNSEAL_TRY(const auto answer,
                service->post(at("/notices/", wanted.notice, "/exceptions"), {{"device_id", wanted.device},
                                                                              {"reason", wanted.reason},
                                                                              {"until", wanted.until},
                                                                              {"by", wanted.by},
                                                                              {"passphrase", passphrase}}));
    return part<std::uint64_t>(answer, "evidence");
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto notice, service::notice_for_case(workspace, wanted.notice));
  RUNSEAL_TRY(const auto passphrase, ask_passphrase(wanted.by, false));
  RUNSEAL_TRY(const auto signer, service::signer_named(workspace, wanted.by, passphrase));
  return service::sign_exception(workspace, notice, wanted.device, wanted.reason, expires, signer);
}

Result<PreparedReply> prepare_reply(const Context& context, const std::string& notice,
                                    const service::ReplyRequest& request) {
  if (!context.remote()) return prepared_here(context, notice, request);
  Remote::Query query{{"role", std::string(base::name_of(request.role))}};
  if (!request.language.empty()) query["lang"] = request.language;
  if (!request.organisation.empty()) query["organisation"] = request.organisation;
  if (!request.person.empty()) query["person"] = request.person;
  if (!request.title.empty()) query["title"] = request.title;
  if (request.as_it_stands) query["as_it_stands"] = "1";
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_TRY(const auto answer, service->get(at("/notices/", notice, "/reply"), query));
  PreparedReply out;
  RUNSEAL_TRY(out.reply, part<model::Reply>(answer, "reply"));
  RUNSEAL_TRY(out.missing, part<std::vector<std::string>>(answer, "missing"));
  RUNSEAL_TRY(out.seen, part<std::string>(answer, "seen"));
  return out;
}

Result<service::SignedReply> sign_reply(const Context& context, const std::string& notice_id, const PreparedReply& form,
                                        const service::ReplyRequest& request, const std::string& meaning,
                                        const base::Path& folder) {
  if (context.remote()) return signed_there(context, notice_id, form, request, meaning, folder);
  const auto& reply = form.reply;
  RUNSEAL_TRY(const auto passphrase, ask_passphrase(reply.person, false));
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto notice, service::notice_for_case(workspace, notice_id));
  RUNSEAL_TRY(const auto signer, service::signer_named(workspace, reply.person, passphrase));
  return service::sign_reply(workspace, notice, reply, request.as_it_stands, signer, meaning, folder);
}

}  // namespace runseal::app::records
