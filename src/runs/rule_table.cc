#include "runs/rule_table.h"

#include <fmt/format.h>

namespace runseal::runs {

template <class T>
std::optional<T> RuleTable::take(const char* key) {
  known_.insert(key);
  const auto* node = table_.get(key);
  if (node == nullptr) return std::nullopt;
  auto value = node->value_exact<T>();
  if (!value) wrong(key, "has a value of another kind");
  return value;
}

const toml::array* RuleTable::list(const char* key) {
  known_.insert(key);
  const auto* node = table_.get(key);
  if (node == nullptr) return nullptr;
  if (node->as_array() == nullptr) wrong(key, "must be a list");
  return node->as_array();
}

void RuleTable::add(const toml::node& node, const char* key, std::vector<std::string>& out) {
  const auto text = node.value_exact<std::string>();
  if (!text || text->empty()) return wrong(key, "has something that is no text");
  out.push_back(*text);
}

std::string RuleTable::text(const char* key) { return take<std::string>(key).value_or(""); }
bool RuleTable::flag(const char* key) { return take<bool>(key).value_or(false); }
std::int64_t RuleTable::whole(const char* key) { return take<std::int64_t>(key).value_or(0); }

std::vector<std::string> RuleTable::texts(const char* key) {
  std::vector<std::string> out;
  if (const auto* elements = list(key))
    for (const auto& element : *elements) add(element, key, out);
  return out;
}

std::vector<std::vector<std::string>> RuleTable::groups(const char* key) {
  std::vector<std::vector<std::string>> out;
  const auto* elements = list(key);
  if (elements == nullptr) return out;
  for (const auto& element : *elements) {
    const auto* inner = element.as_array();
    if (inner == nullptr || inner->empty()) {
      wrong(key, "must be a list of lists, none of them empty");
      continue;
    }
    out.emplace_back();
    for (const auto& text : *inner) add(text, key, out.back());
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> RuleTable::pairs(const char* key, const char* first,
                                                                  const char* second) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto* elements = list(key);
  if (elements == nullptr) return out;
  for (const auto& element : *elements) {
    const auto* inner = element.as_table();
    const auto word = [&](const char* name) { return inner ? (*inner)[name].value_or(std::string()) : std::string(); };
    if (inner == nullptr || inner->size() != 2 || word(first).empty() || word(second).empty())
      wrong(key, fmt::format("must be tables of {} and {}", first, second));
    else
      out.emplace_back(word(first), word(second));
  }
  return out;
}

std::optional<Version> RuleTable::version(const char* key) {
  const auto written = text(key);
  if (written.empty()) return std::nullopt;
  auto version = parse_version(written);
  if (!version) wrong(key, "is no version");
  return version;
}

VersionRange RuleTable::range() { return {version("software_from"), version("software_below")}; }

void RuleTable::wrong(const std::string& key, const std::string& why) {
  if (!error_.what.empty()) return;
  error_ = {ErrorCode::invalid, key + " " + why, fmt::format("{}:{}", file_, table_.source().begin.line), {}};
}

Result<> RuleTable::finish() {
  for (const auto& [key, node] : table_)
    if (!known_.contains(std::string(key.str()))) wrong(std::string(key.str()), "is no key of this table");
  if (!error_.what.empty()) return fail(error_);
  return {};
}

}  // namespace runseal::runs
