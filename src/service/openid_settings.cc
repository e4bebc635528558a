#include "service/openid_settings.h"

#include "base/openid_config.h"
#include "base/private_file.h"
#include "base/text.h"

namespace runseal::service {
namespace {
constexpr std::size_t longest_secret = 4096;
}

Result<std::optional<OpenIdSettings>> openid_settings(const Directory& directory) {
  auto& files = base::real_files();
  RUNSEAL_TRY(const auto config, base::load_openid_config(files, directory.folder() / "runseal.toml"));
  if (config.issuer.empty()) return std::nullopt;
  OpenIdSettings settings{config.name, config.issuer,  config.client_id,
                          {},          config.ca_file, config.address + "/api/v1/session/oidc/return"};
  if (!config.client_secret_file.empty()) {
    RUNSEAL_TRY(const auto secret, base::read_private(files, config.client_secret_file, longest_secret));
    settings.client_secret = base::trim(base::as_text(secret));
  }
  return settings;
}

}  // namespace runseal::service
