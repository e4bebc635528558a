// A request's body as a struct, by the names of its members. What is missing keeps its default.
#pragma once

#include "base/json_fields.h"
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
