// What help says, of every command that there is: it is walked as the program itself lists it.
#include <regex>
#include <set>

#include "e2e/program.h"

namespace runseal::e2e {
namespace {

struct Page {
  std::vector<std::string> command;  // "notice", "import"
  std::string text;
};

struct Help : Program {
  std::string help(std::vector<std::string> command) {
    command.emplace_back("--help");
    const auto finished = runseal(command);
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_TRUE(finished.err.empty()) << finished.err;
    return finished.out;
  }

  static std::vector<std::string> commands_in(const std::string& text) {
    std::vector<std::string> names;
    bool listed = false;
    for (const auto& line : base::lines(text)) {
      if (line == "Subcommands:") listed = true;
      if (line.empty()) listed = false;
      if (listed && line.starts_with("  ") && line[2] != ' ') names.emplace_back(line.substr(2, line.find(' ', 2) - 2));
    }
    return names;
  }

  static std::set<std::string> options_in(const std::string& text) {
    std::set<std::string> names;
    const std::regex option("(^|\n)  (-[a-z],)?(--[a-z0-9-]+)");
    for (std::sregex_iterator at(text.begin(), text.end(), option), end; at != end; ++at) names.insert((*at)[3]);
    return names;
  }

  void walk(const std::vector<std::string>& command) {
    pages.push_back({command, help(command)});
    for (const auto& name : commands_in(pages.back().text)) {
      auto inner = command;
      inner.push_back(name);
      walk(inner);
    }
  }

  void SetUp() override {
    if (pages.empty()) walk({});
  }

  static inline std::vector<Page> pages;  // walked once for all tests of a process
};

std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(
      std::ranges::count_if(line, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

TEST_F(Help, EveryCommandIsWalked) {
  EXPECT_GE(pages.size(), 35U);
  for (const auto* name : {"import", "except", "prove", "pair", "show"})
    EXPECT_TRUE(std::ranges::any_of(pages, [&](const Page& page) {
      return !page.command.empty() && page.command.back() == name;
    })) << name;
}

TEST_F(Help, NoLineIsWiderThanATerminal) {
  for (const auto& page : pages)
    for (const auto& line : base::lines(page.text))
      EXPECT_LE(columns(line), 80U) << base::join(page.command, " ") << "\n" << line;
}

TEST_F(Help, EveryOptionIsExplained) {
  for (const auto& page : pages)
    for (const auto& line : base::lines(page.text)) EXPECT_FALSE(line.ends_with(' ')) << line << "\n" << page.text;
}

TEST_F(Help, AMistypedWordIsAnsweredWithTheNearest) {
  const std::pair<std::vector<std::string>, std::string> mistyped[] = {
      {{"notcie"}, "`runseal notice`"},
      {{"notice", "imprt"}, "`runseal notice import`"},
      {{"audit", "--al"}, "`runseal audit --all`"},
      {{"audit", "--jsn"}, "`runseal audit --json`"},
  };
  for (const auto& [words, meant] : mistyped) {
    const auto finished = runseal(words);
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_NE(finished.err.find("did you mean " + meant), std::string::npos) << finished.err;
  }
  for (const auto& words : std::vector<std::vector<std::string>>{{"xyzzy"}, {"notice", "import", "x", "--lang"}})
    EXPECT_EQ(runseal(words).err.find("did you mean"), std::string::npos) << base::join(words, " ");
  EXPECT_NE(json({"notcie"}, 2)["error"]["next"].get<std::string>().find("runseal notice"), std::string::npos);
}

TEST_F(Help, TheOptionsOfEveryCommandStandInEach) {
  for (const auto& page : pages) {
    const auto options = options_in(page.text);
    for (const auto* name : {"--help", "--data", "--json"})
      EXPECT_TRUE(options.contains(name)) << base::join(page.command, " ") << " " << name;
  }
}

TEST_F(Help, TheOrderOfTheJobIsToldOnceAtTheTop) {
  for (const auto& page : pages)
    EXPECT_EQ(page.text.contains("A laboratory answers a notice:"), page.command.empty())
        << base::join(page.command, " ");
}

// The man page's commands: ".SS notice import" begins what is said of one.
std::map<std::string, std::string> manual_by_command() {
  const auto manual = test::read_file(test::source_file("packaging/runseal.1"));
  std::map<std::string, std::string> sections;
  std::string* section = &sections[""];
  for (const auto& escaped : base::lines(manual)) {
    const auto line = base::replaced(std::string(escaped), "\\-", "-");
    if (line.starts_with(".SS ")) section = &sections[line.substr(4)];
    if (line.starts_with(".SH ")) section = &sections[""];
    *section += line + "\n";
  }
  return sections;
}

TEST_F(Help, TheManualPageHasEveryCommandAndEachOfItsOptions) {
  auto manual = manual_by_command();
  for (const auto& page : pages) {
    const auto command = base::join(page.command, " ");
    if (!commands_in(page.text).empty() && !command.empty()) continue;  // a group of commands, each by itself
    ASSERT_TRUE(manual.contains(command)) << command;
    for (const auto& option : options_in(page.text)) {
      const bool everywhere = option == "--data" || option == "--json" || option == "--help";
      if (everywhere && !command.empty()) continue;
      EXPECT_TRUE(std::regex_search(manual[command], std::regex(option + "(?![a-z0-9-])"))) << command << " " << option;
    }
  }
}

TEST_F(Help, TheManualPageNamesNothingThatIsNotThere) {
  std::set<std::string> known;
  std::set<std::string> commands;
  for (const auto& page : pages) {
    commands.insert(base::join(page.command, " "));
    known.merge(options_in(page.text));
  }
  const std::regex option("--[a-z0-9-]+");
  for (const auto& [command, text] : manual_by_command()) {
    EXPECT_TRUE(commands.contains(command)) << command;
    for (std::sregex_iterator at(text.begin(), text.end(), option), end; at != end; ++at)
      EXPECT_TRUE(known.contains(at->str())) << command << " " << at->str();
  }
}

// Every variable that the program looks up, from its source.
TEST(Manual, NamesEveryEnvironmentVariable) {
  const auto manual = test::read_file(test::source_file("packaging/runseal.1"));
  const std::regex look_up("\"(RUNSEAL_[A-Z0-9_]+|AWS_[A-Z0-9_]+|NO_COLOR|SSH_AUTH_SOCK|XDG_DATA_HOME)\"");
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(test::source_file("src"))) {
    if (entry.path().extension() != ".cc" && entry.path().extension() != ".h") continue;
    const auto source = test::read_file(entry.path());
    for (std::sregex_iterator at(source.begin(), source.end(), look_up), end; at != end; ++at) names.insert((*at)[1]);
  }
  EXPECT_GE(names.size(), 8U);
  for (const auto& name : names) EXPECT_NE(manual.find(name), std::string::npos) << name;
}

TEST(Manual, RendersWithoutAWarning) {
  base::Command groff;
  groff.program = "groff";
  groff.arguments = {"-man", "-ww", "-z", "-Tutf8", "-k", test::source_file("packaging/runseal.1").string()};
  const auto finished = base::run(groff);
  ASSERT_TRUE(finished) << finished.error().describe();
  EXPECT_EQ(finished->exit_code, 0);
  EXPECT_EQ(finished->err, "");
}

}  // namespace
}  // namespace runseal::e2e
