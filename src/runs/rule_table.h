// One table of a rule file, read key by key. Mistakes are collected, the first is kept; finish() also refuses every key
// that nobody asked for, so that a misspelt one never passes for one that holds.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/toml.h"
#include "runs/version.h"

namespace runseal::runs {

class RuleTable {
 public:
  RuleTable(const toml::table& table, std::string file) : table_(table), file_(std::move(file)) {}

  // What is missing is empty, false or 0.
  std::string text(const char* key);
  bool flag(const char* key);
  std::int64_t whole(const char* key);
  std::vector<std::string> texts(const char* key);
  std::vector<std::vector<std::string>> groups(const char* key);
  std::vector<std::pair<std::string, std::string>> pairs(const char* key, const char* first, const char* second);
  VersionRange range();  // software_from, software_below

  void wrong(const std::string& key, const std::string& why);
  [[nodiscard]] Result<> finish();  // invalid, with file and line

 private:
  template <class T>
  std::optional<T> take(const char* key);
  const toml::array* list(const char* key);
  void add(const toml::node& node, const char* key, std::vector<std::string>& out);
  std::optional<Version> version(const char* key);

  const toml::table& table_;
  std::string file_;
  std::set<std::string> known_;
  Error error_;
};

}  // namespace runseal::runs
