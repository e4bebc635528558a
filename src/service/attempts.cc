#include "service/attempts.h"

#include <algorithm>

#include "service/accounts.h"
#include "store/console_records.h"

namespace runseal::service {
namespace {

std::chrono::minutes lock_after(std::uint64_t failures) {
  const auto doublings = std::min<std::uint64_t>(failures - wrong_before_lock, 6);
  return std::min(first_lock * (1 << doublings), longest_lock);
}

Result<> record_lock(Directory& directory, const model::Account& account, const std::string& peer) {
  return directory.write<void>({account.name, "console", {}}, [&](Workspace& workspace) -> Result<> {
    RUNSEAL_CHECK(workspace.record(Change{"account",
                                          account.name,
                                          {{"what", "locked"},
                                           {"name", account.name},
                                           {"wrong", account.failures},
                                           {"until", account.locked_until},
                                           {"from", peer}},
                                          {}}));
    return {};
  });
}

}  // namespace

bool is_locked(const model::Account& account, Instant now) {
  if (account.locked_until.empty()) return false;
  const auto until = base::parse_instant(account.locked_until);
  return !until || now < *until;
}

Result<> Attempts::wrong(const std::string& name, const std::string& peer, const std::string& what) {
  std::optional<model::Account> locked;
  RUNSEAL_CHECK(directory_->touch<void>([&](store::Database& database) {
    return database.transaction([&]() -> Result<> {
      // first a statement that writes, so that nobody else's count comes between
      RUNSEAL_CHECK(store::remove_sessions_ended(database, base::format_instant(directory_->now())));
      RUNSEAL_TRY(auto account, account_named(database, name));
      if (is_locked(account, directory_->now())) return {};
      if (++account.failures >= wrong_before_lock) {
        account.locked_until = base::format_instant(directory_->now() + lock_after(account.failures));
        locked = account;
      }
      return store::touch_account(database, account);
    });
  }));
  if (!locked) return {};
  if (hub_)
    hub_->publish("alert", "locked " + name,
                  {{"kind", "account-locked"},
                   {"account", name},
                   {"wrong", locked->failures},
                   {"until", locked->locked_until},
                   {"what", what},
                   {"from", peer}});
  return locked->failures == wrong_before_lock ? record_lock(*directory_, *locked, peer) : Result<>();
}

Result<> Attempts::right(const std::string& name) {
  return directory_->touch<void>([&](store::Database& database) {
    return database.transaction([&]() -> Result<> {
      RUNSEAL_CHECK(store::remove_sessions_ended(database, base::format_instant(directory_->now())));
      RUNSEAL_TRY(auto account, account_named(database, name));
      account.failures = 0;
      account.locked_until.clear();
      return store::touch_account(database, account);
    });
  });
}

}  // namespace runseal::service
