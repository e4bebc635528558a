// The keys console.oidc_* and console.address of runseal.toml; apart from Config, since only signing in reads them.
#pragma once

#include <string>

#include "base/files.h"
#include "base/result.h"

namespace runseal::base {

struct OpenIdConfig {
  std::string issuer;  // empty: nobody signs in that way
  std::string client_id;
  std::string client_secret_file;  // empty: a public client
  std::string name;
  std::string ca_file;
  std::string address;  // of this console, as browsers see it
};

// Errors: invalid, as load_config() and where one of them is missing.
[[nodiscard]] Result<OpenIdConfig> load_openid_config(Files& files, const Path& path);

}  // namespace runseal::base
