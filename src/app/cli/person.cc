// runseal person add | list
#include <fmt/format.h>

#include "app/ask.h"
#include "app/context.h"
#include "service/people.h"
#include "store/records.h"

namespace runseal::app {
namespace {

Result<int> add(const Context& context, const std::string& name, const std::string& title) {
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto passphrase, ask_passphrase(name, true));
  RUNSEAL_TRY(const auto person, service::add_person(workspace, name, title, passphrase));
  if (context.json)
    context.print({{"name", person.name}, {"title", person.title}, {"public_key", person.public_key}});
  else
    context.screen.line(fmt::format("{} {} can sign now.\n{}", context.screen.good("ok:"), name, person.public_key));
  return holds;
}

Result<int> list(const Context& context) {
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  RUNSEAL_TRY(const auto people, store::all_people(workspace.database()));
  Json documents = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& kept : people) {
    documents.push_back(
        {{"name", kept.record.name}, {"title", kept.record.title}, {"public_key", kept.record.public_key}});
    rows.push_back({kept.record.name, kept.record.title, kept.record.public_key});
  }
  if (context.json)
    context.print(documents);
  else if (rows.empty())
    context.screen.line("Nobody can sign yet.  next: runseal person add \"NAME\" --title \"TITLE\"");
  else
    context.screen.table(rows, 0);
  return holds;
}

}  // namespace

void add_person_commands(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("person", "people who sign exceptions and replies");
  group->require_subcommand(1);
  auto name = std::make_shared<std::string>();
  auto title = std::make_shared<std::string>();
  auto* command = add_command(*group, context, "add", "make a signing key for a person, locked under their passphrase",
                              [&context, name, title] { return add(context, *name, *title); });
  command->add_option("NAME", *name, "as it is printed on what they sign")->required();
  command->add_option("--title", *title, "their title, as printed on a form");
  command->footer("The passphrase is asked for at the terminal, or taken from RUNSEAL_PASSPHRASE_FILE (mode 0600).");
  add_command(*group, context, "list", "who can sign, and their public keys", [&context] { return list(context); });
}

}  // namespace runseal::app
