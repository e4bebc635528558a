// The identity provider as runseal.toml and the secret's file say.
#pragma once

#include <optional>

#include "service/directory.h"
#include "service/openid.h"

namespace runseal::service {

// Nothing: nobody signs in that way. Errors: as base::load_openid_config; denied (others can read the secret's file).
Result<std::optional<OpenIdSettings>> openid_settings(const Directory& directory);

}  // namespace runseal::service
