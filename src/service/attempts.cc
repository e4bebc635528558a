#include "service/attempts.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/random.h"
#include "service/accounts.h"
#include "store/attempts.h"
#include "store/console_records.h"

namespace runseal::service {
namespace {

constexpr std::size_t browser_secret_size = 32;
constexpr std::size_t most_browsers = 20;  // of one account
constexpr std::size_t shown_of_a_browser = 16;
constexpr std::chrono::days browser_known_for{365};  // since it was last signed in from

std::chrono::minutes lock_after(std::uint64_t more_than_allowed) {
  return std::min(first_lock * (1 << std::min<std::uint64_t>(more_than_allowed, 6)), longest_lock);
}

bool is_over(const std::string& until, Instant now) {
  if (until.empty()) return true;
  const auto instant = base::parse_instant(until);
  return instant && now >= *instant;
}

// One visitor has a /64 of IPv6 as a whole.
std::string network_of(const std::string& peer) {
  in6_addr address{};
  if (::inet_pton(AF_INET6, peer.c_str(), &address) != 1) return peer;
  std::fill(address.s6_addr + 8, address.s6_addr + 16, std::uint8_t{0});
  char text[INET6_ADDRSTRLEN];
  return ::inet_ntop(AF_INET6, &address, text, sizeof text);
}

bool is_stranger(const std::string& source) { return source.starts_with("address "); }

Result<bool> waits(store::Database& database, const std::string& account, const std::string& source, Instant now) {
  RUNSEAL_TRY(const auto found, store::find_attempts(database, account, source));
  return found && !is_over(found->locked_until, now);
}

Result<std::uint64_t> strangers_failures(store::Database& database, const std::string& account, Instant now) {
  return store::strangers_failures(database, account, base::format_instant(now - series_lasts));
}

}  // namespace

struct Attempts::Lock {
  std::string account;
  std::string source;  // as model::Attempts; "strangers": of all addresses together
  std::uint64_t wrong = 0;
  std::string until;
  bool first = false;  // of its series
};

Result<std::string> source_of(store::Database& database, const std::string& account, const From& from, Instant now) {
  if (!from.browser.empty()) {
    const auto secret = secret_hash(from.browser);
    RUNSEAL_TRY(const bool known, store::is_browser_of(database, account, secret, base::format_instant(now)));
    if (known) return "browser " + secret.substr(0, shown_of_a_browser);
  }
  return "address " + network_of(from.peer);
}

Result<bool> must_wait(store::Database& database, const model::Account& account, const std::string& source,
                       Instant now) {
  RUNSEAL_TRY(const bool own, waits(database, account.name, own_session, now));
  if (own || source == own_session) return own;
  if (is_stranger(source) && !is_over(account.locked_until, now)) return true;
  return waits(database, account.name, source, now);
}

Result<> forgive(store::Database& database, model::Account& account, const std::string& source, Instant now) {
  RUNSEAL_CHECK(store::forget_attempts(database, account.name, source));
  RUNSEAL_TRY(account.failures, strangers_failures(database, account.name, now));
  if (account.failures < strangers_wrong_before_lock) account.locked_until.clear();
  return {};
}

Result<std::string> remember_browser(store::Database& database, const std::string& account, const From& from,
                                     Instant now) {
  bool known = false;
  if (!from.browser.empty()) {
    RUNSEAL_TRY(known, store::is_browser(database, secret_hash(from.browser), base::format_instant(now)));
  }
  auto secret = known ? from.browser : base::to_hex(base::random_bytes(browser_secret_size));
  const auto until = base::format_instant(now + browser_known_for);
  RUNSEAL_CHECK(store::save_browser(database, account, secret_hash(secret), until, most_browsers));
  return secret;
}

Result<> Attempts::wrong(const std::string& name, const std::string& source, const std::string& peer,
                         const std::string& what) {
  std::vector<Lock> locks;
  const auto now = directory_->now();
  const auto at = base::format_instant(now);
  RUNSEAL_CHECK(directory_->touch<void>([&](store::Database& database) {
    return database.transaction([&]() -> Result<> {
      // first a statement that writes, so that nobody else's count comes between
      RUNSEAL_CHECK(store::remove_sessions_ended(database, at));
      RUNSEAL_TRY(auto account, account_named(database, name));
      RUNSEAL_TRY(const bool waiting, must_wait(database, account, source, now));
      if (waiting) return {};
      RUNSEAL_CHECK(strangers_failures(database, name, now));  // series that are over are forgotten
      RUNSEAL_TRY(const auto before, store::find_attempts(database, name, source));
      auto here = before.value_or(model::Attempts{name, source, 0, {}, {}});
      here.at = at;
      if (++here.failures >= wrong_before_lock) {
        here.locked_until = base::format_instant(now + lock_after(here.failures - wrong_before_lock));
        locks.push_back({name, source, here.failures, here.locked_until, here.failures == wrong_before_lock});
      }
      RUNSEAL_CHECK(store::save_attempts(database, here));
      if (!is_stranger(source)) return {};
      RUNSEAL_TRY(account.failures, strangers_failures(database, name, now));
      if (const auto sum = account.failures; sum >= strangers_wrong_before_lock) {
        account.locked_until = base::format_instant(now + lock_after(sum - strangers_wrong_before_lock));
        locks.push_back({name, "strangers", sum, account.locked_until, sum == strangers_wrong_before_lock});
      }
      return store::touch_account(database, account);
    });
  }));
  for (const auto& lock : locks) RUNSEAL_CHECK(tell(lock, peer, what));
  return {};
}

Result<> Attempts::tell(const Lock& lock, const std::string& peer, const std::string& what) {
  const Json told{{"what", "locked"},    {"name", lock.account}, {"source", lock.source},
                  {"wrong", lock.wrong}, {"until", lock.until},  {"from", peer}};
  if (hub_) {
    auto alert = told;
    alert.erase("name");
    alert.update({{"kind", "account-locked"}, {"account", lock.account}, {"what", what}});
    hub_->publish("alert", "locked " + lock.account, alert);
  }
  if (!lock.first) return {};
  return directory_->write<void>({lock.account, "console", {}}, [&](Workspace& workspace) -> Result<> {
    RUNSEAL_CHECK(workspace.record(Change{"account", lock.account, told, {}}));
    return {};
  });
}

Result<> Attempts::right(const std::string& name, const std::string& source) {
  return directory_->touch<void>([&](store::Database& database) {
    return database.transaction([&]() -> Result<> {
      RUNSEAL_CHECK(store::remove_sessions_ended(database, base::format_instant(directory_->now())));
      RUNSEAL_TRY(auto account, account_named(database, name));
      RUNSEAL_CHECK(forgive(database, account, source, directory_->now()));
      return store::touch_account(database, account);
    });
  });
}

}  // namespace runseal::service
