#include "service/answer.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/random.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "notice/phrases.h"
#include "notice/reply_form.h"
#include "notice/reply_pdf.h"
#include "store/records.h"

namespace runseal::service {
namespace {

using model::AnswerValue;
using model::Ask;
using model::CaseAction;
using model::FieldKind;
using model::FormPart;
using model::ItemState;
using model::ReplyRole;

struct Question {
  FormPart part;
  Ask ask;
  FieldKind kind;
  CaseAction carried_by;
};

constexpr Question questions[] = {
    {FormPart::customer, Ask::notice_received, FieldKind::yes_no, CaseAction::notice_read},
    {FormPart::customer, Ask::users_informed, FieldKind::yes_no, CaseAction::users_informed},
    {FormPart::customer, Ask::guidance_read, FieldKind::yes_no, CaseAction::guidance_read},
    {FormPart::distributor, Ask::customers_identified, FieldKind::yes_no, CaseAction::customers_identified},
    {FormPart::distributor, Ask::customers_informed, FieldKind::yes_no_date, CaseAction::customers_informed},
};

FormPart part_of(ReplyRole role) { return role == ReplyRole::customer ? FormPart::customer : FormPart::distributor; }

// The notice's own words where they were read from it in the reply's language, else ours.
std::string label(const model::Notice& notice, const std::string& language, Ask ask, ReplyRole role) {
  const bool own_language = notice.language && notice.language->value == language;
  if (own_language && notice.source.format != model::SourceFormat::builtin)
    for (const auto& field : notice.form)
      if (field.ask == ask) return field.label.value;
  return notice::label_for(language, ask, role);
}

model::Answer answer(const Question& question, const model::Case& now, bool as_it_stands) {
  model::Answer out;
  out.part = question.part;
  out.ask = question.ask;
  out.kind = question.kind;
  for (const auto& item : now.items) {
    if (item.action != question.carried_by) continue;
    if (item.state == ItemState::done) {
      out.value = AnswerValue::yes;
      if (question.kind == FieldKind::yes_no_date) out.date = item.on;
      if (item.evidence) out.evidence.push_back(*item.evidence);
    } else {
      out.value = as_it_stands ? AnswerValue::no : AnswerValue::unanswered;
      out.missing = item.detail;
    }
  }
  return out;
}

Result<std::string> language_for(const base::Config& config, const model::Notice& notice, std::string wanted) {
  if (wanted.empty()) wanted = config.language;
  const auto known = notice::languages();
  const auto speaks = [&](const std::string& language) { return std::ranges::find(known, language) != known.end(); };
  if (wanted == "notice")
    return notice.language && speaks(notice.language->value) ? notice.language->value : std::string("en");
  if (!speaks(wanted))
    return fail(ErrorCode::usage, "no form in the language \"" + base::printable(wanted, 20) + "\"", {},
                "known: " + base::join(known, ", "));
  return wanted;
}

// The items that must not be open before the form may go: what the role owes.
bool owed_by(ReplyRole role, CaseAction action) {
  const bool distributors = action == CaseAction::customers_identified || action == CaseAction::customers_informed;
  if (role == ReplyRole::distributor) return distributors || action == CaseAction::notice_read;
  return !distributors;
}

std::string file_stem(const model::Reply& reply) {
  std::string stem =
      fmt::format("{}-reply-{}{}", reply.notice_id, base::name_of(reply.role), reply.draft ? "-draft" : "");
  for (auto& c : stem)
    if (c == '/' || c == ' ' || static_cast<unsigned char>(c) < 0x20) c = '-';
  return stem;
}

// ssh-keygen reads the name as patterns: what means something there matches any one character instead.
std::string allowed_signers(const model::Person& person) {
  auto name = person.name;
  for (auto& c : name)
    if (std::string_view("\",*!\\").contains(c)) c = '?';
  return fmt::format("\"{}\" namespaces=\"{}\" {}\n", name, reply_namespace, person.public_key);
}

// Which command settles what is not yes is for who fills it in, and not for the publisher.
void leave_out_missing(model::Reply& reply) {
  for (auto& answer : reply.answers) answer.missing.clear();
}

struct Rendered {
  Bytes pdf;
  std::string json;
};

Result<Rendered> render(const model::Reply& reply) {
  RUNSEAL_TRY(auto pdf, notice::reply_pdf(reply));
  RUNSEAL_TRY(auto json, base::canonical_json(Json{{"reply", reply}, {"pdf_sha256", base::sha256_hex(pdf)}}));
  return Rendered{std::move(pdf), json + "\n"};
}

}  // namespace

Result<model::Reply> prepare_reply(Workspace& workspace, const model::Notice& notice, const ReplyRequest& request) {
  RUNSEAL_TRY(const auto now, case_of(workspace, notice));
  return prepare_reply(workspace, notice, now, request);
}

Result<model::Reply> prepare_reply(Workspace& workspace, const model::Notice& notice, const model::Case& now,
                                   const ReplyRequest& request) {
  RUNSEAL_TRY(const auto checkpoint, workspace.checkpoint());
  model::Reply reply;
  reply.id = base::random_id();
  reply.notice_id = notice.id;
  for (const auto& reference : notice.references) reply.references.push_back(reference.value);
  if (notice.publisher) reply.publisher = notice.publisher->value;
  if (notice.title) reply.notice_title = notice.title->value;
  if (notice.reply_address) reply.reply_address = notice.reply_address->value;
  reply.role = request.role;
  RUNSEAL_TRY(reply.language, language_for(workspace.config(), notice, request.language));
  reply.date_format = notice.date_format ? notice.date_format->value : "YYYY-MM-DD";
  reply.organisation = request.organisation.empty() ? workspace.config().organisation : request.organisation;
  reply.person = request.person;
  reply.title = request.title;
  reply.made_at = base::format_instant(workspace.now());
  reply.date = reply.made_at.substr(0, 10);
  reply.version = RUNSEAL_VERSION;
  for (const auto& question : questions) {
    if (question.part != part_of(request.role)) continue;
    auto one = answer(question, now, request.as_it_stands);
    one.label = label(notice, reply.language, question.ask, request.role);
    reply.answers.push_back(std::move(one));
  }
  reply.devices = now.devices;
  reply.near_misses = now.near_misses;
  reply.not_affected = now.not_affected;
  reply.evidence_origin = checkpoint.origin;
  reply.evidence_size = checkpoint.size;
  reply.evidence_root = base::to_base64(checkpoint.root);
  return reply;
}

Result<std::vector<std::string>> not_ready(Workspace& workspace, const model::Notice& notice, const model::Reply& reply,
                                           bool as_it_stands) {
  RUNSEAL_TRY(const auto now, case_of(workspace, notice));
  return not_ready(now, reply, as_it_stands);
}

std::vector<std::string> not_ready(const model::Case& now, const model::Reply& reply, bool as_it_stands) {
  std::vector<std::string> missing;
  if (reply.organisation.empty())
    missing.emplace_back("the organisation's name (--organisation, or organisation in runseal.toml)");
  if (reply.person.empty()) missing.emplace_back("the person who fills in the form (--by)");
  if (reply.title.empty()) missing.emplace_back("that person's title (--title)");
  if (as_it_stands) return missing;
  if (reply.role == ReplyRole::customer && now.devices.size() + now.near_misses.size() + now.not_affected == 0)
    missing.emplace_back("the inventory: no device was ever compared with this notice (runseal device import)");
  for (const auto& item : now.items) {
    if (item.state != ItemState::open || !owed_by(reply.role, item.action)) continue;
    missing.push_back(fmt::format("{}{}: {}", base::name_of(item.action),
                                  item.device_id.empty() ? "" : " for " + item.device_id, item.detail));
  }
  return missing;
}

Result<std::string> digest_of(model::Reply reply) {
  leave_out_missing(reply);
  Json document = reply;
  for (const char* part : {"id", "date", "draft", "made_at", "evidence_size", "evidence_root", "signature"})
    document.erase(part);
  RUNSEAL_TRY(const auto text, base::canonical_json(document));
  return base::sha256_hex(base::as_bytes(text));
}

Result<Bytes> draft_pdf(model::Reply reply) {
  reply.draft = true;
  return notice::reply_pdf(reply);
}

base::Path reply_folder(const Workspace& workspace, const std::string& id) {
  return workspace.folder() / "replies" / id;
}

std::vector<std::string> signed_file_names(const model::Reply& reply) {
  auto as_signed = reply;
  as_signed.draft = false;
  std::vector<std::string> names;
  for (const char* end : {".json", ".json.sig", ".pdf.sig", ".allowed_signers", ".pdf"})
    names.push_back(file_stem(as_signed) + end);
  return names;
}

Result<> check_not_there(base::Files& files, const std::vector<std::string>& names, const base::Path& folder) {
  for (const auto& name : names) {
    RUNSEAL_TRY(const bool there, files.exists(folder / name));
    if (there)
      return fail(ErrorCode::exists, "a signed reply lies there already", (folder / name).string(),
                  "move it away, or write to another folder with --out");
  }
  return {};
}

Result<ReplyFiles> write_draft(base::Files& disk, model::Reply reply, const base::Path& folder) {
  reply.draft = true;
  RUNSEAL_TRY(const auto rendered, render(reply));
  RUNSEAL_CHECK(disk.make_directories(folder, 0755));
  ReplyFiles files{folder / (file_stem(reply) + ".pdf"), folder / (file_stem(reply) + ".json"), {}};
  RUNSEAL_CHECK(base::write_durably(disk, files.pdf, rendered.pdf, 0644));
  RUNSEAL_CHECK(base::write_durably(disk, files.json, base::as_bytes(rendered.json), 0644));
  files.all = {files.pdf, files.json};
  return files;
}

Result<SignedReply> sign_reply(Workspace& workspace, const model::Notice& notice, model::Reply reply, bool as_it_stands,
                               const Signer& signer, const std::string& meaning, const base::Path& folder) {
  RUNSEAL_TRY(const auto now, case_of(workspace, notice));
  return sign_reply(workspace, notice, now, std::move(reply), as_it_stands, signer, meaning, folder);
}

Result<SignedReply> sign_reply(Workspace& workspace, const model::Notice& notice, const model::Case& now,
                               model::Reply reply, bool as_it_stands, const Signer& signer, const std::string& meaning,
                               const base::Path& folder) {
  const auto missing = not_ready(now, reply, as_it_stands);
  if (!missing.empty())
    return fail(
        ErrorCode::invalid, "the form cannot be signed yet: " + missing.front(), notice.id,
        fmt::format("`runseal case show {}` lists what is open; --draft prints it with a watermark", notice.id));
  if (base::trim(meaning).empty())
    return fail(ErrorCode::usage, "say what the signature means", {},
                "add --meaning, for example \"I am responsible for these answers\"");
  if (signer.person.name != reply.person)
    return fail(ErrorCode::usage, "the form names " + reply.person + ", but " + signer.person.name + " signs");
  reply.draft = false;
  leave_out_missing(reply);
  reply.signature = model::SignatureBlock{signer.person.name, base::format_instant(workspace.now()), meaning};
  RUNSEAL_TRY(const auto rendered, render(reply));

  auto& files = workspace.files();
  const auto stem = file_stem(reply);
  const auto pdf_signature = base::sshsig_sign(signer.key, reply_namespace, rendered.pdf);
  const auto json_signature = base::sshsig_sign(signer.key, reply_namespace, base::as_bytes(rendered.json));
  const auto signers = allowed_signers(signer.person);
  const std::pair<std::string, ByteView> parts[] = {
      {stem + ".json", base::as_bytes(rendered.json)},
      {stem + ".json.sig", base::as_bytes(json_signature)},
      {stem + ".pdf.sig", base::as_bytes(pdf_signature)},
      {stem + ".allowed_signers", base::as_bytes(signers)},
      {stem + ".pdf", rendered.pdf},
  };
  if (!folder.empty()) RUNSEAL_CHECK(files.make_directories(folder, 0755));
  if (!folder.empty()) RUNSEAL_CHECK(check_not_there(files, signed_file_names(reply), folder));
  const auto write_to = [&](const base::Path& to, unsigned mode) -> Result<> {
    for (const auto& [name, content] : parts) RUNSEAL_CHECK(base::write_durably(files, to / name, content, mode));
    return {};
  };

  // our own copy, then the evidence, then the files to send: a form that was signed is never lost, and none goes out
  // that the log does not know
  const auto kept = reply_folder(workspace, reply.id);
  const auto given = folder.empty() ? kept : folder;
  RUNSEAL_CHECK(files.make_directories(kept, 0700));
  RUNSEAL_CHECK(write_to(kept, 0600));
  SignedReply out{reply, {given / (stem + ".pdf"), given / (stem + ".json"), {}}, 0};
  RUNSEAL_TRY(out.evidence,
              workspace.record(Change{"reply", notice.id,
                                      Json{{"reply", reply.id},
                                           {"role", reply.role},
                                           {"language", reply.language},
                                           {"pdf_sha256", base::sha256_hex(rendered.pdf)},
                                           {"json_sha256", base::sha256_hex(base::as_bytes(rendered.json))},
                                           {"signature", *reply.signature},
                                           {"signer_key", signer.person.public_key},
                                           {"pdf_signature", pdf_signature},
                                           {"json_signature", json_signature}},
                                      [reply](store::Database& database, const std::string& entry) {
                                        return store::save_reply(database, reply, entry);
                                      }}));
  if (!folder.empty()) RUNSEAL_CHECK(write_to(folder, 0644));
  for (const auto& [name, content] : parts) out.files.all.push_back(given / name);
  return out;
}

}  // namespace runseal::service
