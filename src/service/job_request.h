// Fields of a job's request, which comes from outside: each is bounded, and one that is not known is refused.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "base/json.h"

namespace runseal::service {

// Errors of all: usage.
[[nodiscard]] Result<> has_only(const Json& request, std::initializer_list<std::string_view> names);
// Empty when it is not there. `one_of`: the values that it may have, if it may not have any.
[[nodiscard]] Result<std::string> text_in(const Json& request, const char* name,
                                          std::initializer_list<std::string_view> one_of = {});
[[nodiscard]] Result<std::vector<std::string>> texts_in(const Json& request, const char* name, std::size_t most);
[[nodiscard]] Result<bool> flag_in(const Json& request, const char* name);  // false when it is not there
[[nodiscard]] Result<std::uint64_t> number_in(const Json& request, const char* name, std::uint64_t otherwise,
                                              std::uint64_t most);

}  // namespace runseal::service
