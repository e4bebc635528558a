#include "audit/saved/exports.h"

#include <algorithm>

#include "base/text.h"
#include "proto/mount_table.h"

namespace runseal::audit {
namespace {

constexpr std::size_t max_exports = 10'000;

// A line goes on after a backslash, and (as exportfs -v prints a long path) where the next begins with a space.
std::vector<std::string> joined_lines(std::string_view text) {
  std::vector<std::string> lines;
  bool goes_on = false;
  for (const auto line : base::lines(text)) {
    const bool indented = !lines.empty() && (line.starts_with('\t') || line.starts_with(' '));
    if (!goes_on && !indented) lines.emplace_back();
    if (lines.size() > max_exports) break;
    goes_on = line.ends_with('\\');
    lines.back() += " ";
    lines.back() += goes_on ? line.substr(0, line.size() - 1) : line;
  }
  return lines;
}

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> list;
  std::string word;
  bool quoted = false;
  const auto end_of_word = [&] {
    if (!word.empty()) list.push_back(std::exchange(word, {}));
  };
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == '#' && !quoted)
      break;
    else if ((c == ' ' || c == '\t') && !quoted)
      end_of_word();
    else
      word += c;
  }
  end_of_word();
  return list;
}

void add_options(std::vector<std::string>& into, std::string_view list) {
  for (auto& option : base::split(list, ','))
    if (!option.empty()) into.push_back(std::move(option));
}

}  // namespace

std::vector<std::string> ExportClient::list(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& option : options)  // sec= may stand several times, each for the options after it
    if (option.size() > name.size() && option.starts_with(name) && option[name.size()] == '=')
      for (auto& one : base::split(option.substr(name.size() + 1), ':')) found.push_back(std::move(one));
  return found;
}

bool ExportClient::has(std::string_view option) const { return std::ranges::find(options, option) != options.end(); }

bool ExportClient::is_everybody() const {
  return who.empty() || who == "*" || who == "<world>" || who == "0.0.0.0/0" || who == "::/0";
}

std::vector<Export> parse_exports(std::string_view text) {
  std::vector<Export> exports;
  for (const auto& line : joined_lines(text)) {
    const auto fields = words(line);
    if (fields.empty() || !fields[0].starts_with('/') || exports.size() == max_exports) continue;
    Export one{proto::without_octal(fields[0]), {}};
    std::vector<std::string> defaults;
    for (std::size_t i = 1; i < fields.size(); ++i) {
      if (fields[i].starts_with('-')) {
        add_options(defaults, std::string_view(fields[i]).substr(1));
        continue;
      }
      const auto open = fields[i].find('(');
      ExportClient client{fields[i].substr(0, open), defaults};
      if (open != std::string::npos) add_options(client.options, base::replaced(fields[i].substr(open + 1), ")", ""));
      one.clients.push_back(std::move(client));
    }
    if (one.clients.empty()) one.clients.push_back({"", defaults});
    exports.push_back(std::move(one));
  }
  return exports;
}

}  // namespace runseal::audit
