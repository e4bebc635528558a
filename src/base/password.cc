#include "base/password.h"

#include <argon2.h>
#include <fmt/format.h>

#include "base/random.h"

namespace runseal::base {
namespace {

constexpr std::uint32_t lanes = 1;
constexpr std::size_t salt_size = 16;
constexpr std::size_t hash_size = 32;

}  // namespace

Result<std::string> hash_password(std::string_view password, PasswordCost cost) {
  if (password.size() > longest_password)
    return fail(ErrorCode::limit, fmt::format("a password has at most {} bytes", longest_password));
  const auto salt = random_bytes(salt_size);
  std::string phc(argon2_encodedlen(cost.passes, cost.memory_kib, lanes, salt_size, hash_size, Argon2_id), '\0');
  if (argon2id_hash_encoded(cost.passes, cost.memory_kib, lanes, password.data(), password.size(), salt.data(),
                            salt.size(), hash_size, phc.data(), phc.size()) != ARGON2_OK)
    return fail(ErrorCode::internal, "the password could not be hashed", {}, "64 MiB of free memory are needed");
  phc.resize(phc.find('\0'));
  return phc;
}

bool password_holds(std::string_view password, const std::string& phc) {
  return password.size() <= longest_password &&
         argon2id_verify(phc.c_str(), password.data(), password.size()) == ARGON2_OK;
}

std::string password_of_nobody() {
  return fmt::format("$argon2id$v=19$m={},t={},p={}${}${}", PasswordCost{}.memory_kib, PasswordCost{}.passes, lanes,
                     std::string(22, 'A'), std::string(43, 'A'));
}

}  // namespace runseal::base
