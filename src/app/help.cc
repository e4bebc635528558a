#include "app/help.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "app/screen.h"
#include "base/text.h"

namespace runseal::app {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t first_column = 28;

std::string row(const std::string& name, const std::string& words) {
  std::string out = "  " + name;
  auto room = columns(out) + 2 <= first_column ? first_column - columns(out) : 0;  // 0: the words begin on a new line
  for (const auto& line : wrapped(words, width - first_column)) {
    out += room > 0 ? std::string(room, ' ') + line : "\n" + std::string(first_column, ' ') + line;
    room = 0;
  }
  return out + "\n";
}

const CLI::App& root_of(const CLI::App& command) {
  const auto* app = &command;
  while (app->get_parent() != nullptr) app = app->get_parent();
  return *app;
}

// The command that was being given: the last one that was understood.
const CLI::App& last_understood(const CLI::App& program) {
  const auto* app = &program;
  for (auto given = app->get_subcommands(); !given.empty(); given = app->get_subcommands()) app = given.back();
  return *app;
}

// Letters to change, add or leave out (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string nearest(const std::string& word, const std::vector<std::string>& names) {
  const auto farther = [&](const auto& a, const auto& b) { return distance(word, a) < distance(word, b); };
  const auto best = std::ranges::min_element(names, farther);
  const auto letters = word.size() - std::min(word.size(), word.find_first_not_of('-'));
  if (best == names.end() || distance(word, *best) > std::max<std::size_t>(1, letters / 3)) return {};
  return *best;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* one : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(one->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* one : app.get_options())
    for (const auto& name : one->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string words_of(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : words_of(*app.get_parent()) + " " + app.get_name();
}

}  // namespace

std::string Help::make_option(const CLI::Option* option, bool positional) const {
  return row(make_option_name(option, positional) + make_option_opts(option), make_option_desc(option));
}

std::string Help::make_subcommand(const CLI::App* command) const {
  return row(command->get_name(), command->get_description());
}

std::string Help::make_description(const CLI::App* command) const {
  return base::join(wrapped(command->get_description(), width), "\n") + "\n";
}

std::string Help::make_footer(const CLI::App* command) const {
  std::string out;
  if (command->get_parent() != nullptr) {
    out = "With every command:\n";
    for (const auto* option : root_of(*command).get_options())
      if (option->check_lname("data") || option->check_lname("json")) out += make_option(option, false);
  }
  const auto footer = command->get_footer();
  if (!footer.empty() && !out.empty()) out += "\n";
  for (const auto& line : base::lines(footer))  // set in columns where it fits
    out += (columns(std::string(line)) <= width ? std::string(line)
                                                : base::join(wrapped(std::string(line), width), "\n")) +
           "\n";
  return out;
}

Error wrong_usage(const CLI::App& program, const CLI::ParseError& error) {
  const auto& app = last_understood(program);
  const auto words = words_of(app);
  Error told{ErrorCode::usage, error.what(), {}, "`" + words + " --help` says what there is"};
  const auto strangers = program.remaining(true);
  if (strangers.empty()) return told;
  const auto& word = strangers.front();
  const bool option = word.starts_with("-");
  const auto commands = commands_of(app);
  if (!option && commands.empty()) return told;
  auto names = option ? options_of(app) : commands;
  if (option) std::ranges::copy(options_of(program), std::back_inserter(names));
  told.what = fmt::format("there is no {} \"{}\"", option ? "option" : "command", base::printable(word, 60));
  if (const auto meant = nearest(word, names); !meant.empty())
    told.next = "did you mean `" + words + " " + meant + "`? " + told.next;
  return told;
}

}  // namespace runseal::app
