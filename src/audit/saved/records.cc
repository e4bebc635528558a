#include "audit/saved/records.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

constexpr std::size_t max_records = 10'000;
constexpr std::size_t max_values = 200;

std::string lower(std::string_view text) { return base::fold_case(base::trim(text)); }

void put(Record& record, std::string_view name, std::string value) {
  if (record.size() < max_values) record.emplace(lower(name), std::move(value));
}

std::string as_word(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() || value.is_structured() ? std::string() : value.dump();
}

std::vector<Record> from_json(const Json& json) {
  std::vector<Record> records;
  const auto add = [&](const Json& object) {
    if (!object.is_object() || records.size() == max_records) return;
    auto& record = records.emplace_back();
    for (const auto& [name, value] : object.items()) put(record, name, as_word(value));
  };
  if (json.is_array())
    for (const auto& one : json) add(one);
  else
    add(json);
  return records;
}

std::vector<std::string> cells_of(std::string_view line, char separator) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;  // a doubled quote opens again at once: only the quote itself is lost
    else if (c != separator || quoted)
      cells.back() += c;
    else if (cells.size() < max_values)
      cells.emplace_back();
  }
  return cells;
}

// ConvertTo-Csv: a line "#TYPE …", which older versions write, then the names, each in quotes.
std::vector<Record> from_csv(const std::vector<std::string_view>& lines) {
  std::vector<Record> records;
  std::size_t first = 0;
  while (first < lines.size() && (base::trim(lines[first]).empty() || lines[first].starts_with("#TYPE"))) ++first;
  if (first == lines.size() || !base::trim(lines[first]).starts_with('"')) return records;
  const char separator = std::ranges::count(lines[first], ';') > std::ranges::count(lines[first], ',') ? ';' : ',';
  const auto names = cells_of(base::trim(lines[first]), separator);
  for (std::size_t i = first + 1; i < lines.size() && records.size() < max_records; ++i) {
    if (base::trim(lines[i]).empty()) continue;
    const auto cells = cells_of(base::trim(lines[i]), separator);
    auto& record = records.emplace_back();
    for (std::size_t n = 0; n < std::min(names.size(), cells.size()); ++n) put(record, names[n], cells[n]);
  }
  return records;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") ==
                              std::string_view::npos;
}

// Format-List: "Name : value", a blank line between records.
std::vector<Record> from_list(const std::vector<std::string_view>& lines) {
  std::vector<Record> records;
  bool open = false;
  for (const auto line : lines) {
    const auto colon = line.find(" :");
    const auto name = base::trim(line.substr(0, colon));
    if (base::trim(line).empty()) {
      open = false;
    } else if (colon != std::string_view::npos && is_name(name) && line.front() != ' ') {
      if (!open && records.size() == max_records) break;
      if (!open) records.emplace_back();
      open = true;
      put(records.back(), name, std::string(base::trim(line.substr(colon + 2))));
    }
  }
  return records;
}

// Format-Table: names, a line of dashes below each, then values that begin where the dashes do.
std::vector<Record> from_table(const std::vector<std::string_view>& lines) {
  std::vector<Record> records;
  for (std::size_t at = 1; at < lines.size(); ++at) {
    const auto dashes = base::trim(lines[at]);
    if (!dashes.starts_with("--") || dashes.find_first_not_of("- ") != std::string_view::npos) continue;
    std::vector<std::size_t> begins;
    for (std::size_t i = 0; i < lines[at].size(); ++i)
      if (lines[at][i] == '-' && (i == 0 || lines[at][i - 1] == ' ')) begins.push_back(i);
    const auto cell = [&](std::string_view line, std::size_t n) -> std::string_view {
      if (n >= begins.size() || begins[n] >= line.size()) return {};
      const auto end = n + 1 < begins.size() ? begins[n + 1] : line.size();
      return base::trim(line.substr(begins[n], end - begins[n]));
    };
    for (std::size_t row = at + 1; row < lines.size() && records.size() < max_records; ++row) {
      if (base::trim(lines[row]).empty()) break;
      auto& record = records.emplace_back();
      for (std::size_t n = 0; n < std::min(begins.size(), max_values); ++n)
        put(record, cell(lines[at - 1], n), std::string(cell(lines[row], n)));
    }
    break;
  }
  return records;
}

}  // namespace

std::string saved_text(ByteView content) {
  const bool little = content.size() > 1 && content[0] == 0xff && content[1] == 0xfe;
  const bool big = content.size() > 1 && content[0] == 0xfe && content[1] == 0xff;
  if (!little && !big) {
    const bool marked = content.size() > 2 && content[0] == 0xef && content[1] == 0xbb && content[2] == 0xbf;
    return base::as_text(content.subspan(marked ? 3 : 0));
  }
  std::u16string units;
  for (std::size_t i = 2; i + 1 < content.size(); i += 2)
    units += static_cast<char16_t>(little ? content[i] | content[i + 1] << 8 : content[i] << 8 | content[i + 1]);
  return base::from_utf16(units);
}

std::vector<Record> parse_records(std::string_view text) {
  const auto trimmed = base::trim(text);
  if (trimmed.starts_with('{') || trimmed.starts_with('[')) {
    const auto json = base::parse_json(trimmed);
    if (json && !(json->is_object() && json->contains("filesystems"))) return from_json(*json);
    if (json) return {};
  }
  const auto lines = base::lines(text);
  if (auto records = from_csv(lines); !records.empty()) return records;
  if (auto records = from_table(lines); !records.empty()) return records;
  return from_list(lines);
}

}  // namespace runseal::audit
