#include "base/mail_config.h"

#include <algorithm>

#include "base/config.h"
#include "base/text.h"
#include "base/toml_edit.h"

namespace runseal::base {
namespace {

constexpr std::size_t max_config = 256U << 10U;
constexpr std::size_t longest_address = 254;  // RFC 5321 4.5.3.1.3, without its brackets
constexpr std::size_t longest_local_part = 64;
constexpr std::string_view kinds_prefix = "mail.to_";

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// dot-atom of RFC 5322 3.2.3
bool is_local_part(std::string_view text) {
  if (text.empty() || text.size() > longest_local_part || text.starts_with('.') || text.ends_with('.')) return false;
  return !text.contains("..") && std::ranges::all_of(text, [](char c) {
    return is_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").contains(c);
  });
}

bool is_domain(std::string_view text) {
  const auto labels = split(std::string(text), '.');
  return std::ranges::all_of(labels, [](const auto& label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return is_alnum(c) || c == '-'; });
  });
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const auto at = text.rfind('@');
  return at != std::string_view::npos && text.size() <= longest_address && is_local_part(text.substr(0, at)) &&
         is_domain(text.substr(at + 1));
}

Result<MailConfig> load_mail_config(Files& files, const Path& path) {
  RUNSEAL_TRY(const auto there, files.exists(path));
  if (!there) return MailConfig{};
  RUNSEAL_TRY(const auto content, files.read(path, max_config));
  const auto text = as_text(content);
  RUNSEAL_CHECK(parse_config(text, path.string()));
  RUNSEAL_TRY(const auto values, toml_values(text, path.string()));
  MailConfig config;
  const auto take = [&](const char* key, std::string& into) {
    if (const auto found = values.find(key); found != values.end()) into = found->second.get<std::string>();
  };
  take("mail.server", config.server);
  take("mail.security", config.security);
  take("mail.from", config.from);
  take("mail.login_file", config.login_file);
  take("mail.ca_file", config.ca_file);
  take("mail.language", config.language);
  take("console.address", config.console);
  if (const auto found = values.find("mail.gather_minutes"); found != values.end())
    config.gather = std::chrono::minutes(found->second.get<int>());
  if (const auto found = values.find("mail.ends_within_days"); found != values.end())
    config.ends_within = std::chrono::days(found->second.get<int>());
  for (const auto& [key, value] : values)
    if (key.starts_with(kinds_prefix))
      config.to[key.substr(kinds_prefix.size())] = value.get<std::vector<std::string>>();
  if (!config.server.empty() && config.from.empty())
    return fail(ErrorCode::invalid, "mail.server needs mail.from, the address that mail comes from", path.string());
  return config;
}

}  // namespace runseal::base
