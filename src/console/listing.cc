#include "console/listing.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace runseal::console {
namespace {

constexpr std::size_t most_items = 500;
constexpr std::size_t farthest = 1'000'000'000;

Result<> take_number(const Request& request, const std::string& name, std::size_t most, std::size_t& into) {
  const auto text = request.asked(name);
  if (text.empty()) return {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  if (error != std::errc() || end != text.data() + text.size() || into > most)
    return fail(ErrorCode::usage, name + " must be a whole number of at most " + std::to_string(most));
  return {};
}

bool holds(const Json& item, const std::vector<std::string>& fields, const std::string& wanted) {
  return std::ranges::any_of(fields, [&](const auto& field) {
    const auto found = item.find(field);
    return found != item.end() && found->is_string() &&
           base::fold_case(found->template get<std::string>()).contains(wanted);
  });
}

}  // namespace

Result<Part> part_asked(const Request& request) {
  Part part;
  RUNSEAL_CHECK(take_number(request, "offset", farthest, part.offset));
  RUNSEAL_CHECK(take_number(request, "limit", most_items, part.limit));
  return part;
}

Result<Answer> listed(const Request& request, std::vector<Json> items, const std::vector<std::string>& sortable,
                      bool newest_first) {
  RUNSEAL_TRY(const auto part, part_asked(request));
  const auto named = request.asked("sort");
  const auto sort = named.empty() ? sortable.front() : named;
  if (std::ranges::find(sortable, sort) == sortable.end())
    return fail(ErrorCode::usage, "the list cannot be sorted by \"" + base::printable(sort, 60) + "\"", {},
                "sort by one of: " + base::join(sortable, ", "));
  const auto wanted = base::fold_case(request.asked("search"));
  if (!wanted.empty()) std::erase_if(items, [&](const Json& item) { return !holds(item, sortable, wanted); });
  const bool descending = named.empty() ? newest_first : request.asked("descending") == "1";
  std::ranges::stable_sort(
      items, [&](const Json& a, const Json& b) { return descending ? b[sort] < a[sort] : a[sort] < b[sort]; });
  Json shown = Json::array();
  for (std::size_t i = part.offset; i < items.size() && shown.size() < part.limit; ++i)
    shown.push_back(std::move(items[i]));
  return Answer::json({{"items", std::move(shown)}, {"total", items.size()}});
}

}  // namespace runseal::console
