// What a probe with a login says of an SMB server that insists on encryption, as the remedy leaves it.
#pragma once

#include <map>
#include <string>

#include "base/json.h"

namespace runseal::test {

inline std::map<std::string, Json> insisting_smb() {
  return {{"smb.smb1", false},
          {"smb.dialects", {"3.1.1"}},
          {"smb.signing-enabled", true},
          {"smb.signing-required", true},
          {"smb.signing-required-by-dialect", {{"3.1.1", true}}},
          {"smb.encryption-capable", true},
          {"smb.preauth-integrity", true},
          {"smb.anonymous-session", "refused"},
          {"smb.guest-session", "refused"},
          {"smb.session.login", "accepted"},
          {"smb.session.encrypted", "works"},
          {"smb.session.unencrypted", "refused"}};
}

}  // namespace runseal::test
