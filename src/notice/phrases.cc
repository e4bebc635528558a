#include "notice/phrases.h"

#include <cstdlib>
#include <map>

#include "base/text.h"
#include "base/toml.h"

namespace runseal::embedded {
std::map<std::string, std::string_view> locale();  // cmake/embed.cmake
}

namespace runseal::notice {
namespace {

using Phrases = std::map<std::string, std::string, std::less<>>;

Phrases parse(std::string_view toml) {
  Phrases out;
  const auto parsed = toml::parse(toml);
  if (!parsed) std::abort();
  for (const auto& [section, table] : parsed.table())
    for (const auto& [key, text] : *table.as_table())
      out[std::string(section.str()) + "." + std::string(key.str())] = text.value_or(std::string());
  return out;
}

// Parsed once. What is parsed is part of the program, so a failure here is a mistake that every test shows.
const std::map<std::string, Phrases, std::less<>>& all() {
  static const auto phrases = [] {
    std::map<std::string, Phrases, std::less<>> out;
    for (const auto& [file, toml] : embedded::locale()) out[file.substr(0, file.find('.'))] = parse(toml);
    return out;
  }();
  return phrases;
}

const Phrases* phrases_of(std::string_view language) {
  const auto found = all().find(base::fold_case(language.substr(0, language.find('-'))));
  return found == all().end() ? nullptr : &found->second;
}

}  // namespace

std::vector<std::string> languages() {
  std::vector<std::string> out;
  for (const auto& [language, phrases] : all()) out.push_back(language);
  return out;
}

Result<std::string> phrase(std::string_view language, std::string_view key) {
  const auto* phrases = phrases_of(language);
  if (!phrases)
    return fail(ErrorCode::not_found, "there is no reply in the language \"" + base::printable(language, 40) + "\"", {},
                "choose one of: " + base::join(languages(), ", "));
  const auto found = phrases->find(key);
  if (found == phrases->end())
    return fail(ErrorCode::internal, "the phrase \"" + std::string(key) + "\" is missing", "locale");
  return found->second;
}

std::vector<std::string> phrase_keys(std::string_view language) {
  std::vector<std::string> out;
  if (const auto* phrases = phrases_of(language))
    for (const auto& [key, text] : *phrases) out.push_back(key);
  return out;
}

}  // namespace runseal::notice
