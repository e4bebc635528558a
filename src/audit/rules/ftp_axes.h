// The three grades of an FTP endpoint. docs/manual/rules-ftp-ldap.md says why each is what it is.
#pragma once

#include "audit/rules/beside_tls.h"
#include "audit/rules/ftp_facts.h"

namespace runseal::audit {

// `tls`: what TLS there is worth, when all goes through it.
[[nodiscard]] Axes ftp_axes(const FtpFacts& facts, Axes tls);

}  // namespace runseal::audit
