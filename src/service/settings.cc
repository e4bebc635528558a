#include "service/settings.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "base/toml_edit.h"
#include "service/reason.h"

namespace runseal::service {
namespace {

constexpr std::size_t max_config = 256U << 10U;
constexpr const char* file_name = "runseal.toml";
constexpr std::string_view waiting_prefix = "runseal.toml.for-";

// Read anew for each piece of work, and harmless: no path of this host, no door, no key.
constexpr std::string_view changeable[] = {
    "site",
    "organisation",
    "reply.language",
    "audit.time_limit_seconds",
    "audit.parallel",
    "audit.per_host",
    "case.measurement_valid_days",
    "case.max_exception_days",
    "mail.language",
    "mail.gather_minutes",
    "mail.ends_within_days",
    "mail.to_connection_worse",
    "mail.to_run_failed",
    "mail.to_account_locked",
    "mail.to_schedule_failed",
    "mail.to_ends_soon",
    "mail.to_evidence_broken",
    "mail.to_disk_full",
};

bool is_changeable(const std::string& key) { return std::ranges::find(changeable, key) != std::end(changeable); }

bool is_secret(const std::string& key) {
  return key.find("secret") != std::string::npos || key.find("password") != std::string::npos;
}

Result<std::string> text_of_file(Workspace& workspace) {
  const auto path = workspace.folder() / file_name;
  RUNSEAL_TRY(const bool there, workspace.files().exists(path));
  if (!there) return std::string();
  RUNSEAL_TRY(const auto content, workspace.files().read(path, max_config));
  return base::as_text(content);
}

Result<> check_askable(const std::vector<Setting>& now, const std::string& key) {
  const auto known = std::ranges::find(now, key, &Setting::key);
  if (known == now.end())
    return fail(ErrorCode::usage, "there is no setting \"" + base::printable(key, 80) + "\"", {},
                "`runseal config` lists every key");
  if (!known->changeable)
    return fail(ErrorCode::usage, "\"" + key + "\" cannot be changed while the service runs", file_name,
                "change it in the file, on the host, and start the service again");
  return {};
}

}  // namespace

Result<std::vector<Setting>> settings_now(Workspace& workspace) {
  RUNSEAL_TRY(const auto text, text_of_file(workspace));
  RUNSEAL_TRY(const auto values, base::toml_values(text, file_name));
  std::vector<Setting> out;
  for (const auto& key : base::config_keys()) {
    Setting setting;
    setting.key = key.name;
    setting.meaning = key.meaning;
    setting.secret = is_secret(key.name);
    setting.changeable = is_changeable(key.name);
    RUNSEAL_TRY(setting.fallback, base::toml_value(key.fallback));
    const auto given = values.find(key.name);
    setting.set = given != values.end();
    if (!setting.secret) setting.value = setting.set ? given->second : setting.fallback;
    out.push_back(std::move(setting));
  }
  return out;
}

Result<std::optional<std::uint64_t>> change_settings(Workspace& workspace, const std::map<std::string, Json>& values) {
  RUNSEAL_CHECK(must_say_why(workspace));
  RUNSEAL_TRY(const auto now, settings_now(workspace));
  RUNSEAL_TRY(auto text, text_of_file(workspace));
  Json before = Json::object();
  Json after = Json::object();
  for (const auto& [key, value] : values) {
    RUNSEAL_CHECK(check_askable(now, key));
    const auto& old = std::ranges::find(now, key, &Setting::key)->value;
    if (old == value) continue;
    RUNSEAL_TRY(text, base::with_toml_value(text, key, value));
    before[key] = old;
    after[key] = value;
  }
  if (after.empty()) return std::nullopt;
  RUNSEAL_CHECK(base::parse_config(text, file_name));  // the same bounds as at the next start
  const Json data{{"set", after}, {"file_sha256", base::sha256_hex(base::as_bytes(text))}};
  const auto stage = [&](store::Database&, const std::string& entry) {
    return base::write_durably(workspace.files(), workspace.folder() / (std::string(waiting_prefix) + entry),
                               base::as_bytes(text), 0600);
  };
  RUNSEAL_TRY(const auto number, workspace.record(Change{"settings", file_name, data, stage, before}));
  RUNSEAL_CHECK(finish_settings(workspace.files(), workspace.folder(), workspace.database()));
  return number;
}

Result<> finish_settings(base::Files& files, const base::Path& folder, store::Database& database) {
  RUNSEAL_TRY(const auto names, files.list(folder));
  for (const auto& name : names) {
    if (!name.starts_with(waiting_prefix)) continue;
    RUNSEAL_TRY(const auto entry, database.text("SELECT entry_id FROM evidence WHERE entry_id = :1",
                                                {name.substr(waiting_prefix.size())}));
    RUNSEAL_CHECK(entry ? files.rename(folder / name, folder / file_name) : files.remove(folder / name));
    RUNSEAL_CHECK(files.sync_directory(folder));
  }
  return {};
}

}  // namespace runseal::service
