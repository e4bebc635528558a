#include "proto/mount_secrets.h"

#include <algorithm>

#include "base/text.h"

namespace runseal::proto {
namespace {

bool names_a_secret(std::string_view name) {
  constexpr std::string_view names[] = {"pass",   "password", "password2",  "passwd", "pw",
                                        "secret", "pwd",      "passphrase", "token",  "ssh_password"};
  const auto folded = base::fold_case(name);
  return std::ranges::find(names, folded) != std::end(names);
}

// mount.cifs(8): user=name%password
bool is_user(std::string_view name) { return name == "user" || name == "username"; }

bool take_out_of_option(std::string& option) {
  const auto equals = option.find('=');
  if (equals == std::string::npos || equals + 1 == option.size()) return false;
  const auto name = std::string_view(option).substr(0, equals);
  if (names_a_secret(name)) {
    const bool was_there = option.substr(equals + 1) != taken_out;
    option.replace(equals + 1, std::string::npos, taken_out);
    return was_there;
  }
  const auto end_of_user = is_user(name) ? option.find('%', equals) : std::string::npos;
  if (end_of_user == std::string::npos || end_of_user + 1 == option.size()) return false;
  const bool was_there = option.substr(end_of_user + 1) != taken_out;
  option.replace(end_of_user + 1, std::string::npos, taken_out);
  return was_there;
}

// "https://user:password@host/path", also after "curlftpfs#": the last @ before the path ends the user's part
bool take_out_of_address(std::string& text) {
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return false;
  const auto begin = scheme + 3;
  const auto at = text.rfind('@', text.find('/', begin));
  const auto colon = text.find(':', begin);
  if (at == std::string::npos || at < begin || colon == std::string::npos || colon + 1 >= at) return false;
  const bool was_there = text.substr(colon + 1, at - colon - 1) != taken_out;
  text.replace(colon + 1, at - colon - 1, taken_out);
  return was_there;
}

// autofs and mount.cifs take "//user:password@nas01/runs"
bool take_out_of_source(std::string& source) {
  if (source.find("://") != std::string::npos) return take_out_of_address(source);
  if (!source.starts_with("//")) return false;
  auto address = "x:" + source;
  const bool found = take_out_of_address(address);
  source = address.substr(2);
  return found;
}

// A comma in a password, which mount.cifs takes doubled, has cut it in two: an empty option, and then the rest. Where
// it was not doubled, the rest is told by characters that no option's name has.
bool may_be_the_rest_of_one(std::string_view option) {
  return option.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") <
         std::min(option.find('='), option.size());
}

}  // namespace

bool take_out_passwords(Mount& mount) {
  bool found = take_out_of_source(mount.source);
  bool within = false;
  for (std::size_t i = 0; i < mount.options.size(); ++i) {
    auto& option = mount.options[i];
    if (within && i > 0 && (mount.options[i - 1].empty() || may_be_the_rest_of_one(option))) {
      option = taken_out;
      continue;
    }
    const bool one = take_out_of_option(option);
    found |= one | take_out_of_address(option);
    within = one || (within && option.empty());
  }
  std::erase(mount.options, "");
  return found;
}

}  // namespace runseal::proto
