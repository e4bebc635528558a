// runseal.toml: every key, its meaning and its default in one table. An unknown key is refused, so that a misspelt
// setting never passes for one that holds. docs/manual/configuration.md is held against the same table by a test.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace runseal::base {

struct Config {
  std::string site;          // this laboratory's name, for devices that name none
  std::string organisation;  // as printed on a reply
  std::string language = "notice";
  std::chrono::seconds audit_time_limit{10};  // for one endpoint, all questions together
  int audit_parallel = 64;                    // endpoints asked at once
  int audit_per_host = 4;                     // of them at one host
  std::string audit_ca_file;                  // authorities of the site, besides those of the system
  std::string audit_known_hosts;              // one file; empty: the user's and the system's
  int measurement_valid_days = 90;            // an older measurement no longer answers "is it secure?"
  int max_exception_days = 365;
  std::vector<std::string> console_run_folders;  // absolute; runs in them may be worked with from the console
  std::string console_listen = "127.0.0.1:7443";
  std::string console_certificate;  // PEM; empty: one is made
  std::string console_key;
  bool console_tls12 = false;
  int console_connections = 1024;
  int console_connections_per_address = 512;
};

struct ConfigKey {
  std::string name;  // "audit.time_limit_seconds"
  std::string fallback;
  std::string meaning;
};

[[nodiscard]] const std::vector<ConfigKey>& config_keys();

// Errors: invalid with the line (not TOML, unknown key, wrong type, out of range).
[[nodiscard]] Result<Config> parse_config(std::string_view toml, const std::string& where);
// The file, or the defaults when there is none.
[[nodiscard]] Result<Config> load_config(Files& files, const Path& path);

}  // namespace runseal::base
