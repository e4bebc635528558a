#include "audit/saved/settings.h"

#include <algorithm>

#include "base/text.h"

namespace runseal::audit {
namespace {

constexpr std::size_t max_settings = 20'000;

std::string plain(std::string_view name) {
  auto text = base::fold_case(name);
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t'; });
  return text;
}

// A backslash at the end goes on in the next line.
std::vector<std::string> joined_lines(std::string_view text) {
  std::vector<std::string> lines;
  bool goes_on = false;
  for (const auto line : base::lines(text)) {
    if (!goes_on) lines.emplace_back();
    if (lines.size() > max_settings) break;
    goes_on = line.ends_with('\\');
    lines.back() += goes_on ? line.substr(0, line.size() - 1) : line;
  }
  return lines;
}

}  // namespace

std::optional<std::string> SmbConf::value(const Section* share, std::initializer_list<const char*> names) const {
  for (const auto* section : {share, &global}) {
    if (section == nullptr) continue;
    for (const auto* name : names)
      if (const auto found = section->find(name); found != section->end()) return found->second;
  }
  return {};
}

SmbConf parse_smb_conf(std::string_view text) {
  SmbConf conf;
  auto* section = &conf.global;  // settings before any section belong there
  for (const auto& whole : joined_lines(text)) {
    const auto line = base::trim(whole);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      const auto name = base::fold_case(base::trim(line.substr(1, line.find(']') - 1)));
      section = name == "global" || name == "globals" ? &conf.global : &conf.shares[name];
      continue;
    }
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = plain(line.substr(0, equals));
    const auto value = base::fold_case(base::trim(line.substr(equals + 1)));
    if (name == "include" || name == "configfile" || (name == "configbackend" && value != "file")) conf.includes = true;
    (*section)[name] = value;
  }
  return conf;
}

std::map<std::string, std::string> parse_sshd_settings(std::string_view text) {
  std::map<std::string, std::string> settings;
  for (const auto raw : base::lines(text)) {
    const auto line = base::trim(raw);
    if (line.empty() || line.front() == '#' || settings.size() == max_settings) continue;
    const auto space = line.find_first_of(" \t=");
    if (space == std::string_view::npos) continue;
    const auto name = base::fold_case(line.substr(0, space));
    if (name == "match") break;  // what follows holds for some only
    settings.emplace(name, std::string(base::trim(line.substr(space + 1))));
  }
  return settings;
}

}  // namespace runseal::audit
