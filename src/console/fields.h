// What handlers read out of requests, with the errors that say which field is wrong.
#pragma once

#include "console/exchange.h"
#include "service/authority.h"
#include "service/workspace.h"
#include "store/lists.h"

namespace runseal::console {

inline constexpr std::uint64_t most_items = 500;

// ?search=&sort=&descending=1&offset=&limit=. Errors: usage (a number that is none, a limit over most_items).
[[nodiscard]] Result<store::ListQuery> list_query(const Request& request, std::uint64_t usual_limit = 50);
// Of the query; missing: the fallback. Errors: usage (no whole number, more than `most`).
[[nodiscard]] Result<std::uint64_t> number_asked(const Request& request, const std::string& name,
                                                 std::uint64_t fallback, std::uint64_t most);
[[nodiscard]] bool flag(const Request& request, const std::string& name);  // "1", "true"

// Of a JSON object; missing or null: empty. Errors: invalid (of another type, not UTF-8).
[[nodiscard]] Result<std::string> text_field(const Json& body, const std::string& name);
[[nodiscard]] Result<bool> flag_field(const Json& body, const std::string& name);
[[nodiscard]] Result<std::vector<std::string>> texts_field(const Json& body, const std::string& name);
// Errors also: invalid when it is missing or empty.
[[nodiscard]] Result<std::string> needed_text(const Json& body, const std::string& name);

// {"items": […], "total": N}
[[nodiscard]] Answer list_answer(Json items, std::uint64_t total);

}  // namespace runseal::console
