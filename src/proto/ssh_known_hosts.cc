#include "proto/ssh_known_hosts.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/mac.h"
#include "base/text.h"

namespace runseal::proto {
namespace {

std::string_view next_word(std::string_view& line, std::string_view ends = " \t") {
  const auto from = line.find_first_not_of(ends);
  if (from == std::string_view::npos) return {};
  const auto to = std::min(line.find_first_of(ends, from), line.size());
  const auto word = line.substr(from, to - from);
  line.remove_prefix(to);
  return word;
}

// '*' stands for any characters, '?' for one. Goes back to the last star only, so that no pattern takes long.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t in_name = 0;
  std::optional<std::size_t> star;
  std::size_t after_star = 0;
  while (in_name < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      after_star = in_name;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == name[in_name])) {
      ++at;
      ++in_name;
    } else if (star) {
      at = *star + 1;
      in_name = ++after_star;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool matches_hash(std::string_view hashed, const std::string& name) {  // |1|salt|hash
  auto rest = hashed.substr(3);
  const auto salt = base::from_base64(next_word(rest, "|"));
  const auto hash = base::from_base64(next_word(rest, "|"));
  return salt && hash && salt->size() == 20 && *hash == base::hmac_sha1(*salt, base::as_bytes(name));
}

bool names_it(std::string_view patterns, const std::string& name) {
  if (patterns.starts_with("|1|")) return matches_hash(patterns, name);
  bool found = false;
  while (true) {
    auto pattern = next_word(patterns, ",");
    if (pattern.empty()) return found;
    const bool negated = pattern.starts_with('!');
    if (negated) pattern.remove_prefix(1);
    if (!matches(base::fold_case(std::string(pattern)), name)) continue;
    if (negated) return false;
    found = true;
  }
}

}  // namespace

std::string ssh_known_name(const std::string& host, std::uint16_t port) {
  return port == 22 || port == 0 ? host : fmt::format("[{}]:{}", host, port);
}

std::vector<SshKnownKey> ssh_known_keys(std::string_view list, const std::string& host, std::uint16_t port) {
  std::vector<SshKnownKey> keys;
  const auto name = ssh_known_name(host, port);
  for (auto line : base::lines(list)) {
    auto word = next_word(line);
    if (word.empty() || word.starts_with('#')) continue;
    const bool revoked = word == "@revoked";
    const bool authority = word == "@cert-authority";
    if (revoked || authority) word = next_word(line);
    (void)next_word(line);  // the key's type stands in the key itself
    const auto key = next_word(line);
    if (!key.empty() && names_it(word, name)) keys.push_back({revoked, authority, std::string(key)});
  }
  return keys;
}

}  // namespace runseal::proto
