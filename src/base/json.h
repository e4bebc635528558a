// JSON in and out, with bounds; and the one canonical form that is hashed and signed.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/enum_names.h"
#include "base/result.h"

namespace runseal {
using Json = nlohmann::json;

namespace base {

// Errors: limit (text longer than max_bytes, nesting over 64), invalid (not JSON, not UTF-8, a duplicate key).
[[nodiscard]] Result<Json> parse_json(std::string_view text, std::size_t max_bytes = 16U << 20U);

// RFC 8785 (JSON Canonicalization Scheme): keys by UTF-16 code units, numbers as ECMAScript writes them.
// Errors: invalid (a string that is not UTF-8, a number that is not finite or not exact as a double).
[[nodiscard]] Result<std::string> canonical_json(const Json& value);

// A typed value out of JSON. Errors: invalid, naming `where`.
template <class T>
[[nodiscard]] Result<T> from_json(const Json& json, std::string where = {}) {
  try {
    return json.get<T>();
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid, std::string("stored or given JSON does not fit: ") + error.what(),
                std::move(where));
  }
}

}  // namespace base
}  // namespace runseal

// Declares that T has a JSON form; RUNSEAL_JSON_FIELDS in one .cc says which (base/json_fields.h).
#define RUNSEAL_JSON(T)                                \
  void to_json(::runseal::Json& json, const T& value); \
  void from_json(const ::runseal::Json& json, T& value);
