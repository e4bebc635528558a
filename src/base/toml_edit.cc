#include "base/toml_edit.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/toml.h"

namespace runseal::base {
namespace {

using Values = std::map<std::string, Json>;

Json as_json(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<std::int64_t>()) return *number;
  if (const auto yes = node.value_exact<bool>()) return *yes;
  if (const auto real = node.value_exact<double>()) return *real;
  if (const auto* array = node.as_array()) {
    Json out = Json::array();
    for (const auto& one : *array) out.push_back(as_json(one));
    return out;
  }
  return nullptr;  // dates: no key of ours has one
}

void flatten(const toml::table& table, const std::string& prefix, Values& out) {
  for (const auto& [name, node] : table) {
    const auto key = prefix + std::string(name.str());
    if (const auto* inner = node.as_table())
      flatten(*inner, key + ".", out);
    else
      out[key] = as_json(node);
  }
}

std::unexpected<Error> not_toml(const toml::parse_error& error, const std::string& where) {
  return fail(ErrorCode::invalid, std::string(error.description()),
              fmt::format("{}:{}", where, error.source().begin.line));
}

// A basic string (TOML 1.0): quotes, the backslash and control characters are escaped.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

Result<std::string> written(const Json& value) {
  if (value.is_string() && is_utf8(value.get_ref<const std::string&>())) return quoted(value.get<std::string>());
  if (value.is_boolean()) return std::string(value.get<bool>() ? "true" : "false");
  if (value.is_number_integer()) return value.dump();
  if (value.is_array()) {
    std::vector<std::string> parts;
    for (const auto& one : value) {
      RUNSEAL_TRY(parts.emplace_back(), written(one));
    }
    return "[" + join(parts, ", ") + "]";
  }
  return fail(ErrorCode::invalid, "must be a text, a whole number, true or false, or a list of them");
}

// Where toml++ says a position is: lines and columns from 1, columns in characters.
std::size_t offset_of(const std::string& text, const toml::source_position& position) {
  std::size_t at = 0;
  for (toml::source_index line = 1; line < position.line; ++line) {
    const auto end = text.find('\n', at);
    if (end == std::string::npos) return text.size();
    at = end + 1;
  }
  for (toml::source_index column = 1; column < position.column && at < text.size(); ++column) do
      ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U);
  return at;
}

const toml::node* find(const toml::table& root, const std::string& key) {
  const toml::node* node = &root;
  for (const auto& part : split(key, '.')) {
    const auto* table = node->as_table();
    node = table ? table->get(part) : nullptr;
    if (!node) return nullptr;
  }
  return node;
}

// Where the first table begins: keys of no table stand before it.
std::size_t first_table(const std::string& text) {
  std::size_t at = 0;
  for (const auto& line : split(text, '\n')) {
    if (trim(line).starts_with('[')) return at;
    at += line.size() + 1;
  }
  return text.size();
}

std::string with_line(const std::string& text, std::size_t at, const std::string& line) {
  const bool cut = at > 0 && text[at - 1] != '\n';
  return text.substr(0, at) + (cut ? "\n" : "") + line + "\n" + text.substr(at);
}

// The places where a key that is not there yet may be written; which of them TOML allows depends on the rest.
std::vector<std::string> inserted(const std::string& text, const std::string& key, const std::string& value) {
  const auto point = key.rfind('.');
  const auto at_top = with_line(text, first_table(text), key + " = " + value);
  if (point == std::string::npos) return {at_top};
  const auto table = key.substr(0, point);
  const auto line = key.substr(point + 1) + " = " + value;
  std::vector<std::string> out;
  std::size_t at = 0;
  for (const auto& one : split(text, '\n')) {
    at = std::min(text.size(), at + one.size() + 1);
    if (trim(split(one, '#').front()) == "[" + table + "]") out.push_back(with_line(text, at, line));
  }
  const std::string gap = text.empty() || text.ends_with("\n\n") ? "" : text.ends_with('\n') ? "\n" : "\n\n";
  out.push_back(text + gap + "[" + table + "]\n" + line + "\n");
  out.push_back(at_top);
  return out;
}

}  // namespace

Result<std::map<std::string, Json>> toml_values(std::string_view text, const std::string& where) {
  const auto parsed = toml::parse(text);
  if (!parsed) return not_toml(parsed.error(), where);
  Values out;
  flatten(parsed.table(), "", out);
  return out;
}

Result<Json> toml_value(std::string_view text) {
  RUNSEAL_TRY(const auto values, toml_values("value = " + std::string(text), "a value"));
  const auto found = values.find("value");
  if (found == values.end() || values.size() != 1) return fail(ErrorCode::invalid, "not one value of TOML");
  return found->second;
}

Result<std::string> with_toml_value(const std::string& text, const std::string& key, const Json& value) {
  const auto parsed = toml::parse(text);
  if (!parsed) return not_toml(parsed.error(), "runseal.toml");
  RUNSEAL_TRY(const auto written_value, written(value));
  Values wanted;
  flatten(parsed.table(), "", wanted);
  wanted[key] = value;
  std::vector<std::string> candidates;
  if (const auto* node = find(parsed.table(), key)) {
    const auto begin = offset_of(text, node->source().begin);
    const auto end = offset_of(text, node->source().end);
    candidates = {text.substr(0, begin) + written_value + text.substr(std::max(begin, end))};
  } else {
    candidates = inserted(text, key, written_value);
  }
  for (const auto& candidate : candidates)
    if (const auto values = toml_values(candidate, "runseal.toml"); values && *values == wanted) return candidate;
  return fail(ErrorCode::conflict, "\"" + key + "\" cannot be set without rewriting other lines", "runseal.toml",
              "change it in the file by hand");
}

}  // namespace runseal::base
