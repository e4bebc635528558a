// Wrong passwords, codes and passphrases. They are counted apart for each place that they come from, so that a
// stranger's guesses lock the stranger out and not the account's owner (OWASP: device cookies); and all strangers'
// together, so that many addresses do not have many more tries. 21 CFR 11.300(d): attempts at unauthorised use are
// detected and reported. Thread-safe.
#pragma once

#include <chrono>
#include <string>

#include "model/account.h"
#include "service/directory.h"
#include "service/hub.h"
#include "service/sessions.h"

namespace runseal::service {

inline constexpr std::uint64_t wrong_before_lock = 5;             // from one place
inline constexpr std::uint64_t strangers_wrong_before_lock = 25;  // from all addresses together
inline constexpr std::chrono::minutes first_lock{1};              // doubled at each further wrong one
inline constexpr std::chrono::minutes longest_lock{60};
inline constexpr std::chrono::hours series_lasts{24};  // after the last wrong one

// Of whoever is signed in already, at whatever browser.
inline constexpr const char* own_session = "session";

// "browser …", one that this account was signed in from before; else "address …", of IPv6 its /64.
Result<std::string> source_of(store::Database& database, const std::string& account, const From& from, Instant now);
// Nobody at `source` is let in now, with whatever password. Who is signed in waits for their own wrong ones alone.
Result<bool> must_wait(store::Database& database, const model::Account& account, const std::string& source,
                       Instant now);
// Ends the series of `source`, within a transaction.
Result<> forgive(store::Database& database, model::Account& account, const std::string& source, Instant now);
// The secret of the browser's cookie from now on: the one it has, where that is known, else a new one.
Result<std::string> remember_browser(store::Database& database, const std::string& account, const From& from,
                                     Instant now);

class Attempts {
 public:
  Attempts(Directory& directory, Hub* hub) : directory_(&directory), hub_(hub) {}

  // One more that was wrong. The first lock of a series is recorded, each is told on the hub as `alert`.
  // What comes from a place that must wait does not count.
  Result<> wrong(const std::string& account, const std::string& source, const std::string& peer,
                 const std::string& what);
  Result<> right(const std::string& account, const std::string& source);  // the series ends

 private:
  struct Lock;
  Result<> tell(const Lock& lock, const std::string& peer, const std::string& what);

  Directory* directory_;
  Hub* hub_;
};

}  // namespace runseal::service
