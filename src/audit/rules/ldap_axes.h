// The three grades of an LDAP endpoint. docs/manual/rules-ftp-ldap.md says why each is what it is.
#pragma once

#include "audit/rules/beside_tls.h"
#include "audit/rules/ldap_facts.h"

namespace runseal::audit {

// `tls`: what TLS there is worth, when all goes through it.
[[nodiscard]] Axes ldap_axes(const LdapFacts& facts, Axes tls);

}  // namespace runseal::audit
