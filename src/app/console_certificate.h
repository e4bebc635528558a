// Which certificate the console shows: the site's own, or one that is made and kept.
#pragma once

#include "base/config.h"
#include "base/server_certificate.h"
#include "base/tcp.h"

namespace runseal::app {

inline constexpr std::uint16_t default_console_port = 7443;

[[nodiscard]] Result<base::ServerCertificate> console_certificate(const base::Path& data, const base::Config& config,
                                                                  const base::HostPort& listen);

// What a person types into a browser: "https://nas01:7443/"
[[nodiscard]] std::string console_address(const base::HostPort& listen, std::uint16_t port);

}  // namespace runseal::app
