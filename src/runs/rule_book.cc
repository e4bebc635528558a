#include "runs/rule_book.h"

#include <cstdio>
#include <cstdlib>
#include <set>

#include <fmt/format.h>

#include "base/toml.h"
#include "runs/rule_table.h"

namespace runseal::embedded {
std::map<std::string, std::string_view> run_rules();  // cmake/embed.cmake
}

namespace runseal::runs {
namespace {

using model::FileClass;

constexpr std::pair<const char*, FileClass> class_keys[] = {
    // in this order: a log of the wash is late, not growing
    {"late", FileClass::late},
    {"listing", FileClass::listing},
    {"growing", FileClass::growing},
    {"fixed", FileClass::fixed},
};

using Classes = std::vector<std::pair<FileClass, Glob>>;

Classes read_classes(RuleTable& table) {
  Classes classes;
  for (const auto& [key, file_class] : class_keys)
    for (const auto& pattern : table.texts(key)) {
      auto glob = Glob::parse(pattern);
      if (glob)
        classes.emplace_back(file_class, *std::move(glob));
      else
        table.wrong(key, glob.error().describe());
    }
  return classes;
}

Result<Family> read_family(const toml::table& toml, const std::string& file) {
  RuleTable table(toml, file);
  Family family;
  family.name = table.text("name");
  family.variant_of = table.text("variant_of");
  for (const auto& pattern : table.texts("application")) family.applications.push_back(lower_ascii(pattern));
  family.serials = table.texts("serial");
  family.serial_is_enough = table.flag("serial_is_enough");
  family.software = table.range();
  if (family.name.empty()) table.wrong("name", "is missing");
  if (family.applications.empty() && family.serials.empty()) table.wrong("application", "is missing");
  RUNSEAL_CHECK(table.finish());
  return family;
}

PerCycle read_per_cycle(RuleTable& table) {
  const auto word = table.text("per_cycle");
  if (word == "surfaces") return PerCycle::surfaces;
  if (word == "tiles") return PerCycle::tiles;
  if (word != "one") table.wrong("per_cycle", "must be \"one\", \"surfaces\" or \"tiles\"");
  return PerCycle::one;
}

std::chrono::seconds read_seconds(RuleTable& table, const char* key) {
  const auto seconds = table.whole(key);
  if (seconds < 1 || seconds > 86'400) table.wrong(key, "must be 1 to 86400");
  return std::chrono::seconds(seconds);
}

Result<Rules> read_rules(const toml::table& toml, const std::string& file) {
  RuleTable table(toml, file);
  Rules rules;
  rules.name = table.text("name");
  rules.version = static_cast<unsigned>(std::max<std::int64_t>(0, table.whole("version")));
  rules.families = table.texts("family");
  rules.software = table.range();
  rules.unverified = table.text("unverified");
  rules.markers = table.groups("markers");
  rules.good_endings = table.texts("good_endings");
  for (const auto& [folder, done] : table.pairs("parts", "folder", "done"))
    if (auto glob = Glob::parse(folder))
      rules.parts.push_back({*std::move(glob), done});
    else
      table.wrong("parts", glob.error().describe());
  for (const auto& text : table.texts("data"))
    if (auto pattern = DataTemplate::parse(text))
      rules.data.push_back(*std::move(pattern));
    else
      table.wrong("data", pattern.error().describe());
  rules.per_cycle = read_per_cycle(table);
  rules.quiet = read_seconds(table, "quiet_seconds");
  rules.quiet_ended_early = read_seconds(table, "quiet_ended_early_seconds");
  rules.classes = read_classes(table);
  if (rules.name.empty() || rules.name.find(' ') != std::string::npos) table.wrong("name", "must be one word");
  if (rules.version == 0) table.wrong("version", "must be 1 or more");
  if (rules.markers.empty() || rules.data.empty()) table.wrong("markers", "and data must be there");
  RUNSEAL_CHECK(table.finish());
  return rules;
}

Result<> read_file(const std::string& name, const toml::table& toml, RuleBook& book) {
  for (const auto& [key, node] : toml) {
    const auto* list = node.as_array();
    if ((key != "family" && key != "rules") || list == nullptr)
      return fail(ErrorCode::invalid, std::string(key.str()) + " is neither [[family]] nor [[rules]]", name);
    for (const auto& element : *list) {
      const auto* table = element.as_table();
      if (table == nullptr) return fail(ErrorCode::invalid, "a list of tables is needed", name);
      if (key == "family") {
        RUNSEAL_TRY(auto family, read_family(*table, name));
        book.families.push_back(std::move(family));
      } else {
        RUNSEAL_TRY(auto rules, read_rules(*table, name));
        book.rules.push_back(std::move(rules));
      }
    }
  }
  return {};
}

Result<> check_names(const RuleBook& book) {
  std::set<std::string> families;
  std::set<std::string> names;
  for (const auto& family : book.families)
    if (!families.insert(family.name).second) return fail(ErrorCode::invalid, "two families " + family.name);
  for (const auto& family : book.families)
    if (!families.contains(family.base())) return fail(ErrorCode::invalid, "no family " + family.base(), family.name);
  for (const auto& rules : book.rules) {
    if (!names.insert(rules.name).second) return fail(ErrorCode::invalid, "two rules " + rules.name);
    for (const auto& family : rules.families)
      if (!families.contains(family)) return fail(ErrorCode::invalid, "no family " + family, rules.name);
  }
  return {};
}

}  // namespace

Result<RuleBook> parse_rule_book(const std::map<std::string, std::string_view>& files) {
  RuleBook book;
  Classes common;
  for (const auto& [name, text] : files) {
    const auto parsed = toml::parse(text);
    if (!parsed)
      return fail(ErrorCode::invalid, std::string(parsed.error().description()),
                  fmt::format("{}:{}", name, parsed.error().source().begin.line));
    if (name != "common.toml") {
      RUNSEAL_CHECK(read_file(name, parsed.table(), book));
      continue;
    }
    RuleTable table(parsed.table(), name);
    common = read_classes(table);
    RUNSEAL_CHECK(table.finish());
  }
  RUNSEAL_CHECK(check_names(book));
  for (auto& rules : book.rules) rules.classes.insert(rules.classes.end(), common.begin(), common.end());
  return book;
}

// What is parsed is part of the program, so a failure here is a mistake that every test shows.
const RuleBook& rule_book() {
  static const auto book = [] {
    auto parsed = parse_rule_book(embedded::run_rules());
    if (parsed) return *std::move(parsed);
    std::fputs((parsed.error().describe() + "\n").c_str(), stderr);
    std::abort();
  }();
  return book;
}

}  // namespace runseal::runs
