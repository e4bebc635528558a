#include "console/fields.h"

#include <charconv>

#include "base/text.h"

namespace runseal::console {
namespace {

constexpr std::size_t longest_search = 200;
constexpr std::uint64_t farthest = 1U << 30U;

Error wrong(const std::string& name, const std::string& wanted) {
  return {ErrorCode::invalid, fmt::format("\"{}\" must be {}", name, wanted), name, {}};
}

}  // namespace

Result<std::uint64_t> number_asked(const Request& request, const std::string& name, std::uint64_t fallback,
                                   std::uint64_t most) {
  const auto text = request.asked(name);
  if (text.empty()) return fallback;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > most)
    return fail(ErrorCode::usage, fmt::format("\"{}\" must be a whole number of at most {}", name, most),
                base::printable(text, 40));
  return value;
}

Result<store::ListQuery> list_query(const Request& request, std::uint64_t usual_limit) {
  store::ListQuery query;
  query.search = request.asked("search");
  if (query.search.size() > longest_search)
    return fail(ErrorCode::usage, fmt::format("a search has at most {} bytes", longest_search));
  query.sort = request.asked("sort");
  query.descending = flag(request, "descending");
  RUNSEAL_TRY(query.offset, number_asked(request, "offset", 0, farthest));
  RUNSEAL_TRY(query.limit, number_asked(request, "limit", usual_limit, most_items));
  return query;
}

bool flag(const Request& request, const std::string& name) {
  const auto value = request.asked(name);
  return value == "1" || value == "true";
}

Result<std::string> text_field(const Json& body, const std::string& name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return std::string();
  if (!found->is_string()) return fail(wrong(name, "a text"));
  return found->get<std::string>();
}

Result<bool> flag_field(const Json& body, const std::string& name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return false;
  if (!found->is_boolean()) return fail(wrong(name, "true or false"));
  return found->get<bool>();
}

Result<std::vector<std::string>> texts_field(const Json& body, const std::string& name) {
  const auto found = body.find(name);
  std::vector<std::string> out;
  if (found == body.end() || found->is_null()) return out;
  if (!found->is_array()) return fail(wrong(name, "a list of texts"));
  for (const auto& one : *found) {
    if (!one.is_string()) return fail(wrong(name, "a list of texts"));
    out.push_back(one.get<std::string>());
  }
  return out;
}

Result<std::string> needed_text(const Json& body, const std::string& name) {
  RUNSEAL_TRY(auto text, text_field(body, name));
  if (base::trim(text).empty()) return fail(ErrorCode::invalid, "\"" + name + "\" is missing", name);
  return text;
}

Answer list_answer(Json items, std::uint64_t total) {
  return Answer::json({{"items", std::move(items)}, {"total", total}});
}

}  // namespace runseal::console
