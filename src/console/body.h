// A request's body as a struct, by the names of its members. What is missing keeps its default.
#pragma once

#include "base/json.h"
#include "console/exchange.h"

namespace runseal::console {

template <class T>
[[nodiscard]] Result<T> body_as(const Request& request) {
  RUNSEAL_TRY(const auto document, request.json());
  auto read = base::from_json<T>(document);
  if (!read) return fail(ErrorCode::invalid, "the request's body is not what is expected here", read.error().what);
  return read;
}

}  // namespace runseal::console

// How a body is read: once for each struct, in the file that uses it.
#define RUNSEAL_BODY(T, ...)                                                                \
  void from_json(const ::runseal::Json& nlohmann_json_j, T& nlohmann_json_t) {              \
    const T nlohmann_json_default_obj;                                                      \
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_FROM_WITH_DEFAULT, __VA_ARGS__)) \
  }
