// Result<T>: how every fallible function in runseal answers. No exception crosses a room's door.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace runseal {

enum class ErrorCode {
  usage,        // the caller asked for something that cannot be asked
  invalid,      // input from outside does not have the form it must have
  not_found,    //
  exists,       // would overwrite
  denied,       // permission, passphrase, signature by somebody else
  unavailable,  // a host, a program or a service that is not there
  timeout,      //
  io,           // the disk or the network failed
  corrupt,      // stored data is not what was stored
  limit,        // a bound on size, count or memory was reached
  conflict,     // somebody else holds or changed it
  cancelled,    //
  internal,     // a fault of runseal itself
};

// what happened, where (file, line, host, key; may be empty), what the user can do next (may be empty)
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string what;
  std::string where;
  std::string next;

  [[nodiscard]] std::string describe() const;
};

template <class T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string what, std::string where = {},
                                                 std::string next = {}) {
  return std::unexpected<Error>(Error{code, std::move(what), std::move(where), std::move(next)});
}

[[nodiscard]] inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }

}  // namespace runseal

#define RUNSEAL_JOIN_(a, b) a##b
#define RUNSEAL_JOIN(a, b) RUNSEAL_JOIN_(a, b)

// RUNSEAL_TRY(auto x, f()): x = *f(), or return its error.  RUNSEAL_CHECK(f()): the same for Result<>.
#define RUNSEAL_TRY(declaration, ...) RUNSEAL_TRY_(RUNSEAL_JOIN(try_, __LINE__), declaration, __VA_ARGS__)
#define RUNSEAL_TRY_(holder, declaration, ...)                                      \
  auto holder = (__VA_ARGS__);                                                      \
  if (!holder) return std::unexpected<::runseal::Error>(std::move(holder).error()); \
  declaration = *std::move(holder)

#define RUNSEAL_CHECK(...) RUNSEAL_CHECK_(RUNSEAL_JOIN(checked, __LINE__), __VA_ARGS__)
#define RUNSEAL_CHECK_(holder, ...)                                                                                \
  do {                                                                                                             \
    if (auto holder = (__VA_ARGS__); !holder) return std::unexpected<::runseal::Error>(std::move(holder).error()); \
  } while (false)
