// What runseal.toml says, and changing it while the service runs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "service/workspace.h"

namespace runseal::service {

struct Setting {
  std::string key;
  Json value;  // as it holds now; null for a secret
  Json fallback;
  std::string meaning;
  bool set = false;         // runseal.toml names it
  bool changeable = false;  // by change_settings(); the others are read at start, or open doors: a matter for the host
  bool secret = false;
};

[[nodiscard]] Result<std::vector<Setting>> settings_now(Workspace& workspace);

// All of them or none, durably, with old and new in one evidence entry; comments in the file stay. Its number, or
// nothing when all were as asked for already. Errors: usage (unknown, not changeable, no reason given), invalid.
Result<std::optional<std::uint64_t>> change_settings(Workspace& workspace, const std::map<std::string, Json>& values);

// The new file waits beside the old one until its evidence entry stands, and takes its place then. What a killed
// process left is finished here, or cleared away when there is no such entry. Every writer calls it first.
Result<> finish_settings(base::Files& files, const base::Path& folder, store::Database& database);

}  // namespace runseal::service
