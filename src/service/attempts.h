// Wrong passwords, codes and passphrases: counted together for an account, which is locked for a while after five
// (21 CFR 11.300(d): attempts at unauthorised use are detected and reported). Thread-safe.
#pragma once

#include <chrono>
#include <string>

#include "model/account.h"
#include "service/directory.h"
#include "service/hub.h"

namespace runseal::service {

inline constexpr std::uint64_t wrong_before_lock = 5;
inline constexpr std::chrono::minutes first_lock{1};  // doubled at each further wrong one
inline constexpr std::chrono::minutes longest_lock{60};

[[nodiscard]] bool is_locked(const model::Account& account, Instant now);

class Attempts {
 public:
  Attempts(Directory& directory, Hub* hub) : directory_(&directory), hub_(hub) {}

  // One more that was wrong. The first lock of a series is recorded, each is told on the hub as `alert`.
  // What comes while the account is locked does not count: a stranger cannot keep its owner out for good.
  Result<> wrong(const std::string& account, const std::string& peer, const std::string& what);
  Result<> right(const std::string& account);  // the series ends

 private:
  Directory* directory_;
  Hub* hub_;
};

}  // namespace runseal::service
