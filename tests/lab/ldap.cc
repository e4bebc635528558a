// OpenLDAP in the ways it is met.
#include "lab/slapd.h"

namespace runseal::lab {
namespace {

using model::Protection;

auto slapd(RunningSlapd::Setup setup) {
  return [setup = std::move(setup)](const std::filesystem::path& folder) { return RunningSlapd::start(folder, setup); };
}

constexpr auto none = Protection::absent;

}  // namespace

std::vector<Entry> ldap_lab() {
  return {
      {"ldap_plain",
       "slapd without a certificate, as Debian installs it: everything in clear, read by anybody",
       slapd({}),
       {none, none, none},
       {"ldap.tls-not-offered", "ldap.plain-bind-taken", "ldap.anonymous-read"},
       {"ldap.signing-required", "ldap.signing-not-required"},
       std::nullopt},
  };
}

}  // namespace runseal::lab
