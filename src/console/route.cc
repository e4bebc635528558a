#include "console/route.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace runseal::console {
namespace {

using Parts = std::vector<std::string_view>;

Parts parts_of(std::string_view path) {
  Parts parts;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

bool is_brace(std::string_view part) { return part.size() > 2 && part.front() == '{' && part.back() == '}'; }

// How many parts are the pattern's own words; nothing when it does not fit.
std::optional<std::size_t> words_in_common(const Parts& pattern, const Parts& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  std::size_t words = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (pattern[i] == path[i])
      ++words;
    else if (!is_brace(pattern[i]) || path[i].empty())
      return std::nullopt;
  }
  return words;
}

Result<std::map<std::string, std::string>> params_of(const Parts& pattern, const Parts& path) {
  std::map<std::string, std::string> params;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!is_brace(pattern[i])) continue;
    RUNSEAL_TRY(params[std::string(pattern[i].substr(1, pattern[i].size() - 2))], percent_decoded(path[i]));
  }
  return params;
}

}  // namespace

Result<Found> find_route(const std::vector<Route>& routes, Method method, std::string_view path) {
  if (!path.starts_with('/')) return fail(ErrorCode::invalid, "a path begins with a slash");
  const auto asked = parts_of(path);
  const Route* best = nullptr;
  std::size_t most_words = 0;
  std::set<std::string_view> others;
  for (const auto& route : routes) {
    const auto words = words_in_common(parts_of(route.pattern), asked);
    if (!words) continue;
    others.insert(name_of(route.method));
    if (route.method != method || (best != nullptr && *words <= most_words)) continue;
    best = &route;
    most_words = *words;
  }
  if (best != nullptr) {
    RUNSEAL_TRY(auto params, params_of(parts_of(best->pattern), asked));
    return Found{best, std::move(params)};
  }
  if (others.empty()) return fail(ErrorCode::not_found, "there is nothing under this address");
  if (others.contains("GET")) others.insert("HEAD");
  return fail(ErrorCode::usage, "this address takes other methods", {},
              base::join({others.begin(), others.end()}, ", "));
}

}  // namespace runseal::console
