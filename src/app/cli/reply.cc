// runseal reply NOTICE
#include <fmt/format.h>

#include "app/ask.h"
#include "app/context.h"
#include "app/records_signing.h"
#include "base/text.h"

namespace runseal::app {
namespace {

struct ReplyOptions {
  std::string notice;
  std::string role = "customer";
  service::ReplyRequest request{};
  bool draft = false;
  std::string meaning;
  std::string out = ".";
};

void show_answers(const Screen& screen, const model::Reply& reply) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& answer : reply.answers) {
    const std::string value(base::name_of(answer.value));
    const auto painted = answer.value == model::AnswerValue::yes ? screen.good(value) : screen.bad(value);
    rows.push_back({painted, base::printable(answer.label) +
                                 (answer.missing.empty() ? "" : "\nopen: " + base::printable(answer.missing))});
  }
  screen.table(rows);
}

void show_files(const Screen& screen, const service::ReplyFiles& files) {
  for (const auto& file : files.all) screen.line("  " + file.string());
}

Json as_json(const model::Reply& reply, const service::ReplyFiles& files) {
  Json paths = Json::array();
  for (const auto& file : files.all) paths.push_back(file.string());
  return {{"reply", reply}, {"files", paths}};
}

Result<int> write_draft(const Context& context, const model::Reply& reply, const std::vector<std::string>& missing,
                        const std::string& out) {
  RUNSEAL_TRY(const auto files, service::write_draft(base::real_files(), reply, out));
  if (context.json) {
    auto document = as_json(reply, files);
    document["missing"] = missing;
    context.print(document);
    return holds;
  }
  show_answers(context.screen, reply);
  for (const auto& one : missing) context.screen.paragraph(context.screen.warn("missing: ") + one, 2);
  context.screen.line("Draft, with a watermark:");
  show_files(context.screen, files);
  return holds;
}

Result<int> refuse(const Context& context, const model::Reply& reply, const std::vector<std::string>& missing) {
  if (context.json) {
    context.print({{"reply", reply}, {"missing", missing}});
    return wrong;
  }
  context.screen.line(context.screen.bad("The form cannot be signed yet. What is missing:"));
  for (const auto& one : missing) context.screen.paragraph("- " + one, 2);
  context.screen.paragraph(
      "next: settle these; or print it as it is with --draft; or answer \"no\" where it is no, with --as-it-stands");
  return wrong;
}

Result<int> reply(const Context& context, ReplyOptions options) {
  const auto role = base::named<model::ReplyRole>(options.role);
  if (!role) return fail(ErrorCode::usage, "unknown role \"" + options.role + "\"", {}, "customer or distributor");
  auto& request = options.request;
  request.role = *role;
  RUNSEAL_TRY(const auto form, records::prepare_reply(context, options.notice, request));
  const auto& prepared = form.reply;
  const auto& missing = form.missing;
  if (options.draft) return write_draft(context, prepared, missing, options.out);
  if (!missing.empty()) return refuse(context, prepared, missing);
  if (!context.json) show_answers(context.screen, prepared);
  if (options.meaning.empty()) {
    RUNSEAL_TRY(
        options.meaning,
        ask_line("What does your signature mean? (for example: I am responsible for these answers)", "--meaning"));
  }
  RUNSEAL_TRY(const auto done,
              records::sign_reply(context, options.notice, form, request, options.meaning, options.out));
  if (context.json) {
    auto document = as_json(done.reply, done.files);
    document["evidence"] = done.evidence;
    context.print(document);
    return holds;
  }
  context.screen.line(fmt::format("{} by {} (evidence {}). Return it to {}:", context.screen.good("Signed"),
                                  prepared.person, done.evidence, base::printable(prepared.reply_address, 80)));
  show_files(context.screen, done.files);
  return holds;
}

}  // namespace

void add_reply_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<ReplyOptions>();
  auto* command = add_remote_command(program, context, "reply", "the notice's form, filled from the case and signed",
                                     [&context, options] { return reply(context, *options); });
  command->add_option("NOTICE", options->notice, "its reference, such as FSN2024-1562")->required();
  command->add_option("--role", options->role, "customer, or distributor (for importers too)")->capture_default_str();
  command->add_option("--lang", options->request.language, "en or lv (default: the notice's own)");
  command->add_option("--organisation", options->request.organisation, "default: organisation in runseal.toml");
  command->add_option("--by", options->request.person, "who fills in and signs the form");
  command->add_option("--title", options->request.title, "their title (default: as given with `runseal person add`)");
  command->add_option("--meaning", options->meaning, "what the signature means");
  command->add_option("--out", options->out, "folder for the files")->capture_default_str();
  command->add_flag("--draft", options->draft, "print it as it stands, with a watermark, unsigned");
  command->add_flag("--as-it-stands", options->request.as_it_stands,
                    "answer \"no\" where the case does not carry a yes, and sign that");
  command->footer(
      "Writes NOTICE-reply-ROLE.pdf and .json, a signature beside each, and the list of signers for ssh-keygen.\nExit: "
      "0 written, 1 the case does not carry it yet.");
}

}  // namespace runseal::app
