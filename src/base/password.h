// Passwords as they are kept: Argon2id (RFC 9106, 64 MiB, 3 passes) in a PHC string, by libargon2.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace runseal::base {

inline constexpr std::size_t longest_password = 1024;  // bytes; more is refused before any work is done

struct PasswordCost {
  std::uint32_t memory_kib = 64U << 10U;
  std::uint32_t passes = 3;
};

// "$argon2id$v=19$m=65536,t=3,p=1$salt$hash". Takes 64 MiB and about a tenth of a second: bound how many run at once.
// Errors: limit (too long), internal (no memory).
[[nodiscard]] Result<std::string> hash_password(std::string_view password, PasswordCost cost = {});
[[nodiscard]] bool password_holds(std::string_view password, const std::string& phc);
// A well-formed string that no password fits, and that takes as long to try.
[[nodiscard]] std::string password_of_nobody();

}  // namespace runseal::base
