// Wrong passwords, codes and passphrases of one account that came from one place.
#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"

namespace runseal::model {

struct Attempts {
  std::string account;
  std::string source;  // "address 192.0.2.7", "browser 1f0a…", "session" (of whoever is signed in)
  std::uint64_t failures = 0;
  std::string locked_until;  // RFC 3339; empty: is not
  std::string at;            // of the last wrong one
};
RUNSEAL_JSON(Attempts)

}  // namespace runseal::model
