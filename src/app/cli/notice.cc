// runseal notice import | list | show | match
#include <fmt/format.h>

#include "app/ask.h"
#include "app/context.h"
#include "app/records.h"
#include "app/why.h"
#include "base/text.h"

namespace runseal::app {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string where(const model::Where& place) {
  std::string text;
  if (place.page > 0) text += fmt::format("page {}", place.page);
  if (place.line > 0) text += fmt::format("{}line {}", text.empty() ? "" : ", ", place.line);
  return text;
}

class NoticeTable {
 public:
  explicit NoticeTable(const Screen& screen) : screen_(screen) {}

  void add(const std::string& label, const std::string& value, const model::Where& place) {
    rows_.push_back({label, screen_.dim(where(place)), base::printable(value, 600)});
  }
  template <class T>
  void add(const std::string& label, const std::optional<model::Found<T>>& found) {
    if (found)
      add(label, found->value, found->where);
    else
      rows_.push_back({label, "", screen_.warn("not found")});
  }
  void show() const { screen_.table(rows_); }

 private:
  const Screen& screen_;
  Rows rows_;
};

void show_products(const Screen& screen, const model::Notice& notice) {
  screen.heading(fmt::format("Products ({})", notice.products.size()));
  NoticeTable table(screen);
  for (const auto& product : notice.products) {
    table.add(base::printable(product.name.value, 80), "", product.name.where);
    for (const auto& number : product.catalogue_numbers) table.add("  catalogue number", number.value, number.where);
    if (product.udi_di)
      table.add("  UDI-DI", product.udi_di->value + " (check digit right)", product.udi_di->where);
    else
      table.add("  UDI-DI", product.udi_not_applicable ? "the notice says: not applicable" : "none given", {});
    for (const auto& problem : product.problems) table.add("  " + screen.bad("problem"), problem, {});
  }
  table.show();
}

void show_form(const Screen& screen, const model::Notice& notice) {
  screen.heading(fmt::format("Form ({} fields)", notice.form.size()));
  NoticeTable table(screen);
  for (const auto& field : notice.form)
    table.add(fmt::format("{}: {}", base::name_of(field.part), base::name_of(field.ask)), field.label.value,
              field.label.where);
  table.show();
}

void show_notice(const Screen& screen, const model::Notice& notice) {
  screen.heading(notice.id);
  NoticeTable table(screen);
  for (const auto& reference : notice.references) table.add("reference", reference.value, reference.where);
  table.add("publisher", notice.publisher);
  table.add("title", notice.title);
  for (const auto& kind : notice.kinds) table.add("kind", std::string(base::name_of(kind.value)), kind.where);
  table.add("date", notice.date);
  table.add("language", notice.language);
  table.add("guidance", notice.guidance_link);
  table.add("reply to", notice.reply_address);
  table.add("date format", notice.date_format);
  for (const auto& contact : notice.contacts)
    table.add("contact", contact.name.value + ": " + contact.address.value, contact.address.where);
  table.show();
  show_products(screen, notice);
  screen.heading("Harms");
  NoticeTable harms(screen);
  for (const auto& harm : notice.harms) harms.add(std::string(base::name_of(harm.value)), harm.where.quote, harm.where);
  harms.show();
  screen.heading("Required actions");
  NoticeTable actions(screen);
  for (const auto& action : notice.actions)
    actions.add(std::string(base::name_of(action.kind)), action.text.value, action.text.where);
  actions.show();
  show_form(screen, notice);
  if (notice.unrecognised.empty()) return;
  screen.heading(fmt::format("Not recognised ({}): read these yourself", notice.unrecognised.size()));
  NoticeTable rest(screen);
  for (const auto& one : notice.unrecognised) rest.add("", one.text, one.where);
  rest.show();
}

struct ImportOptions {
  std::string file;
  bool yes = false;
  bool replace = false;
  std::string by;
  std::string why;
};

Result<int> import_file(const Context& context, const ImportOptions& options) {
  if (context.json && !options.yes)
    return fail(ErrorCode::usage, "with --json nothing is shown to confirm", {},
                "look at it without --json first, then add --yes");
  RUNSEAL_TRY(const auto reading,
              records::read_letter(context, options.file, options.by, options.replace, options.why));
  const auto& notice = reading.notice;
  if (!context.json) show_notice(context.screen, notice);
  if (!options.yes) {
    if (!context.json) context.screen.line();
    RUNSEAL_TRY(const bool agreed,
                confirm("Is this what the letter says? Take it in?", "--yes, after reading what was found"));
    if (!agreed) return fail(ErrorCode::cancelled, "not confirmed; nothing was changed");
  }
  RUNSEAL_TRY(const auto taken, reading.take_in());
  if (context.json) {
    context.print({{"notice", notice},
                   {"evidence", taken.evidence},
                   {"replaced", taken.known_before},
                   {"other_text", taken.other_text}});
  } else {
    context.screen.line();
    context.screen.line(fmt::format("{} {} (evidence {})",
                                    context.screen.good(taken.known_before ? "Read again:" : "Taken in:"), notice.id,
                                    taken.evidence));
    if (taken.other_text)
      context.screen.paragraph(context.screen.warn("Its text is not the one that was taken in before:") +
                               " what was said of that one is open again. `runseal case show " + notice.id +
                               "` shows it.");
    context.screen.line("next: runseal notice match " + notice.id);
  }
  return holds;
}

Result<int> list(const Context& context) {
  RUNSEAL_TRY(const auto notices, records::notices(context));
  Json documents = Json::array();
  Rows rows;
  for (const auto& notice : notices) {
    documents.push_back({{"id", notice.id}, {"title", notice.title}, {"from", notice.from}});
    rows.push_back({base::printable(notice.id, 40), notice.date, notice.from, base::printable(notice.title)});
  }
  if (context.json)
    context.print(documents);
  else
    context.screen.table(rows, 0);
  return holds;
}

// Where a person read the letter otherwise than runseal did.
void show_corrections(const Screen& screen, const Json& corrections) {
  if (corrections.empty()) return;
  screen.heading(fmt::format("Corrected ({})", corrections.size()));
  const auto words = [](const Json& value) {
    const auto text = value.is_string() ? value.get<std::string>() : std::string();
    return text.empty() ? "nothing" : "\"" + base::printable(text, 300) + "\"";
  };
  Rows rows;
  for (const auto& one : corrections)
    rows.push_back({base::printable(one.value("field", ""), 60),
                    fmt::format("read: {}, corrected to {}, by {} on {}", words(one.value("read", Json())),
                                words(one.value("value", Json())), base::printable(one.value("by", ""), 80),
                                one.value("at", "").substr(0, 10))});
  screen.table(rows);
}

Result<int> show(const Context& context, const std::string& id) {
  RUNSEAL_TRY(const auto document, records::notice(context, id));
  if (context.json) {
    context.print(document);
    return holds;
  }
  RUNSEAL_TRY(const auto notice, base::from_json<model::Notice>(document, "the notice"));
  show_notice(context.screen, notice);
  show_corrections(context.screen, document.value("corrections", Json::array()));
  return holds;
}

std::string verdict_in_colour(const Screen& screen, model::MatchVerdict verdict) {
  const std::string name(base::name_of(verdict));
  if (verdict == model::MatchVerdict::affected) return screen.bad(name);
  return verdict == model::MatchVerdict::near_miss ? screen.warn(name) : screen.dim(name);
}

Result<int> match(const Context& context, const std::string& id) {
  RUNSEAL_TRY(const auto matched, records::match(context, id));
  const auto& [notice_id, matches, evidence] = matched;
  if (context.json) {
    context.print({{"notice", notice_id}, {"matches", matches}, {"evidence", evidence}});
    return holds;
  }
  Rows rows;
  for (const auto& one : matches) {
    rows.push_back({one.device_id, verdict_in_colour(context.screen, one.verdict), base::printable(one.reason)});
    for (const auto& compared : one.compared)
      rows.push_back({"", "",
                      context.screen.dim(fmt::format(
                          "{}: \"{}\" {} \"{}\"", base::name_of(compared.what), base::printable(compared.device_value),
                          compared.equal ? "is" : "is not", base::printable(compared.notice_value)))});
  }
  context.screen.table(rows, 0);
  context.screen.line(context.screen.dim(fmt::format("recorded as evidence {}", evidence)));
  return holds;
}

}  // namespace

void add_notice_commands(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("notice", "take in notices, and match the inventory with them");
  group->require_subcommand(1);
  {
    auto options = std::make_shared<ImportOptions>();
    auto* command =
        add_remote_command(*group, context, "import",
                           "read a letter (Markdown, text or PDF), show what was found, take it in once confirmed",
                           [&context, options] { return import_file(context, *options); });
    command->add_option("FILE", options->file, "the letter")->required();
    command->add_flag("--yes", options->yes, "confirm without being asked, for scripts");
    command->add_option("--by", options->by, "who confirms what was read");
    command->add_flag("--replace", options->replace,
                      "take it in even though it says less than what was known of this notice");
    add_why(*command, options->why)->description("with --replace: why");
  }
  add_remote_command(*group, context, "list", "the notices taken in, and those built in",
                     [&context] { return list(context); });
  {
    auto id = std::make_shared<std::string>();
    auto* command = add_remote_command(*group, context, "show", "what a notice says, and where it says it",
                                       [&context, id] { return show(context, *id); });
    command->add_option("NOTICE", *id, "its reference, such as FSN2024-1562")->required();
  }
  {
    auto id = std::make_shared<std::string>();
    auto* command = add_remote_command(*group, context, "match",
                                       "which devices are affected, which nearly, which not, and what was compared",
                                       [&context, id] { return match(context, *id); });
    command->add_option("NOTICE", *id, "its reference")->required();
  }
}

}  // namespace runseal::app
