// runseal config [show | set KEY VALUE]: every key of runseal.toml, and what it is set to
#include <fmt/format.h>

#include "app/context.h"
#include "app/records_console.h"
#include "app/why.h"
#include "base/config.h"
#include "base/text.h"

namespace runseal::app {
namespace {

Result<int> list_keys(const Context& context) {
  // also says when the file that is there cannot be used
  RUNSEAL_CHECK(base::load_config(base::real_files(), context.data_folder() / "runseal.toml"));
  Json documents = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& key : base::config_keys()) {
    documents.push_back({{"key", key.name}, {"default", key.fallback}, {"meaning", key.meaning}});
    rows.push_back({key.name, key.fallback, key.meaning});
  }
  if (context.json) {
    context.print(documents);
  } else {
    context.screen.line("In " + (context.data_folder() / "runseal.toml").string() + ":");
    context.screen.table(rows);
  }
  return holds;
}

std::string in_words(const service::Setting& setting) {
  if (setting.secret) return setting.set ? "set, not shown" : "not set";
  return setting.value.dump() + (setting.set ? "" : " (default)");
}

Result<int> show(const Context& context) {
  RUNSEAL_TRY(const auto settings, records::settings(context));
  Json documents = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : settings) {
    documents.push_back({{"key", one.key},
                         {"value", one.value},
                         {"default", one.fallback},
                         {"set", one.set},
                         {"changeable", one.changeable},
                         {"secret", one.secret},
                         {"meaning", one.meaning}});
    rows.push_back({one.key, in_words(one), context.screen.dim(one.changeable ? one.meaning : "in the file only")});
  }
  if (context.json)
    context.print(documents);
  else
    context.screen.table(rows, 0);
  return holds;
}

struct Change {
  std::string key;
  std::string value;
  std::string why;
};

// As its key has it: a number or true and false as they are, anything else as a text.
Json value_of(const service::Setting& setting, const std::string& text) {
  if (setting.fallback.is_string()) return text;
  auto value = base::parse_json(text);
  return value ? *std::move(value) : Json(text);
}

Result<int> set(const Context& context, const Change& wanted) {
  RUNSEAL_TRY(const auto settings, records::settings(context));
  const auto known = std::ranges::find(settings, wanted.key, &service::Setting::key);
  const auto value = known == settings.end() ? Json(wanted.value) : value_of(*known, wanted.value);
  RUNSEAL_TRY(const auto evidence, records::change_setting(context, wanted.key, value, wanted.why));
  if (context.json)
    context.print({{"key", wanted.key}, {"value", value}, {"evidence", evidence}});
  else if (evidence)
    context.screen.line(
        fmt::format("{} {} = {} (evidence {})", context.screen.good("set:"), wanted.key, value.dump(), *evidence));
  else
    context.screen.line(fmt::format("{} is {} already", wanted.key, value.dump()));
  return holds;
}

}  // namespace

void add_config_command(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("config", "every key of runseal.toml, its default and its meaning");
  group->require_subcommand(0, 1);
  add_remote_command(*group, context, "show", "what each key is set to", [&context] { return show(context); });
  auto wanted = std::make_shared<Change>();
  auto* command = add_remote_command(*group, context, "set", "change a setting that may change while the service runs",
                                     [&context, wanted] { return set(context, *wanted); });
  command->add_option("KEY", wanted->key, "such as organisation")->required();
  command->add_option("VALUE", wanted->value, "its new value")->required();
  add_why(*command, wanted->why)->required();
  group->callback([&context, group] {
    if (group->get_subcommands().empty()) context.chosen = [&context] { return list_keys(context); };
  });
}

}  // namespace runseal::app
