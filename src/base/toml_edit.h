// Single values of a TOML file read and replaced, with every comment and every other line left as it is.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/json.h"

namespace runseal::base {

// "table.key" → its value: texts, numbers, yes or no, and lists of them. Errors: invalid (not TOML).
[[nodiscard]] Result<std::map<std::string, Json>> toml_values(std::string_view text, const std::string& where);
// One value, as TOML writes it: "\"notice\"", "10". Errors: invalid.
[[nodiscard]] Result<Json> toml_value(std::string_view text);

// The text with `key` set to `value` and all else the same, as reading it again shows. Errors: invalid (not TOML, a
// value that this does not write), conflict (the key stands where it cannot be set without moving something else).
[[nodiscard]] Result<std::string> with_toml_value(const std::string& text, const std::string& key, const Json& value);

}  // namespace runseal::base
