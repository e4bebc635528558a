// FTP: is a password taken in clear, does TLS protect commands and data, may anybody come in? ftp:// begins in clear
// and may be raised to TLS (AUTH TLS, RFC 4217); ftps:// is TLS from the first byte.
#pragma once

#include <memory>

#include "audit/probe.h"

namespace runseal::audit {

[[nodiscard]] std::unique_ptr<Probe> ftp_probe(const ProbeSettings& settings = {});
[[nodiscard]] std::unique_ptr<Probe> ftps_probe(const ProbeSettings& settings = {});

}  // namespace runseal::audit
