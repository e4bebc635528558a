#include "service/account_rules.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "service/accounts.h"
#include "store/console_records.h"

namespace runseal::service {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_full_name = 200;  // as a person's
constexpr std::size_t shortest_part = 4;        // of a person's name that a password must not hold
constexpr std::size_t fewest_different = 5;
constexpr const char* better = "four or five unrelated words are easy to remember and hard to guess";

bool sound_name(const std::string& name) {
  return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

bool administers(const model::Account& account) {
  return !account.disabled && std::ranges::count(account.roles, model::AccountRole::administrator) > 0;
}

Result<> check_account(const model::Account& account) {
  if (!sound_name(account.name))
    return fail(ErrorCode::invalid, "an account's name has 1 to 64 of a-z 0-9 . _ -",
                base::printable(account.name, 80));
  if (base::trim(account.full_name).empty() || base::trim(account.full_name) != account.full_name ||
      base::printable(account.full_name, longest_full_name) != account.full_name)
    return fail(ErrorCode::invalid, "an account needs the person's full name: printable, at most 200 bytes");
  if (account.roles.empty())
    return fail(ErrorCode::invalid, "an account needs a role", {},
                "viewer, technician, quality, auditor or administrator");
  if (std::set(account.roles.begin(), account.roles.end()).size() != account.roles.size())
    return fail(ErrorCode::invalid, "a role is named twice");
  if (account.subject.size() > 600 || base::printable(account.subject, 600) != account.subject)
    return fail(ErrorCode::invalid, "the subject of an identity provider is printable and at most 600 bytes");
  return {};
}

Result<> check_password(const model::Account& account, const std::string& password) {
  const auto utf16 = base::utf16(password);
  if (!utf16) return fail(ErrorCode::invalid, "a password must be UTF-8 text");
  const auto characters =
      std::ranges::count_if(password, [](char c) { return (static_cast<unsigned>(c) & 0xC0U) != 0x80U; });
  if (static_cast<std::size_t>(characters) < shortest_password)
    return fail(ErrorCode::invalid, fmt::format("a password has at least {} characters", shortest_password), {},
                better);
  if (std::set(utf16->begin(), utf16->end()).size() < fewest_different)
    return fail(ErrorCode::invalid, "this password repeats too few characters", {}, better);
  const auto folded = base::fold_case(password);
  auto parts = base::split(account.full_name, ' ');
  std::erase_if(parts, [](const auto& part) { return part.size() < shortest_part; });
  if (account.name.size() >= 3) parts.push_back(account.name);
  for (const auto& part : parts)
    if (folded.find(base::fold_case(part)) != std::string::npos)
      return fail(ErrorCode::invalid, "a password must not hold the account's name or a part of the person's", {},
                  better);
  return {};
}

Result<> check_full_name_free(store::Database& database, const model::Account& account) {
  RUNSEAL_TRY(const auto accounts, store::all_accounts(database));
  for (const auto& [other, _] : accounts)
    if (other.name != account.name && base::fold_case(other.full_name) == base::fold_case(account.full_name))
      return fail(ErrorCode::exists, "the account \"" + other.name + "\" has this full name already", {},
                  "a signature belongs to one person: tell the two apart in the name");
  return {};
}

Result<> check_subject_free(store::Database& database, const model::Account& account) {
  RUNSEAL_TRY(const auto other, store::find_account_by_subject(database, account.subject));
  if (other && other->record.name != account.name)
    return fail(ErrorCode::exists, "the account \"" + other->record.name + "\" signs in with this subject already");
  return {};
}

Result<> check_not_the_last(store::Database& database, const std::string& name) {
  RUNSEAL_TRY(const auto accounts, store::all_accounts(database));
  const bool another = std::ranges::any_of(
      accounts, [&](const auto& kept) { return kept.record.name != name && administers(kept.record); });
  if (another) return {};
  return fail(ErrorCode::conflict, "\"" + name + "\" is the last administrator", {},
              "make another account an administrator first");
}

}  // namespace runseal::service
