#include "capture/export_paths.h"

#include <algorithm>

#include "base/text.h"

namespace runseal::capture {
namespace {

constexpr std::size_t deepest = 4;
constexpr const char* below = "…";

using Parts = std::vector<std::string>;

Parts parts_of(const std::string& path) {
  Parts parts;
  for (const auto& part : base::split(path, '/'))
    if (!part.empty()) parts.emplace_back(part);
  return parts;
}

std::string joined(const Parts& parts) { return "/" + base::join(parts, "/"); }

bool is_cut(const Parts& parts) { return !parts.empty() && parts.back() == below; }

// Of two of one folder, that which is named exactly is the deeper.
std::size_t depth(const Parts& parts) { return is_cut(parts) ? 2 * parts.size() - 1 : 2 * parts.size(); }

Parts shortened(Parts parts) {
  if (is_cut(parts)) parts.pop_back();
  if (!parts.empty()) parts.pop_back();
  parts.emplace_back(below);
  return parts;
}

// The deepest ones, by one step; one at least.
void shorten(Places& places) {
  std::size_t most = 0;
  for (const auto& [name, seen] : places)
    if (is_path(name)) most = std::max(most, depth(parts_of(name)));
  Places shorter;
  for (const auto& [name, seen] : places) {
    auto parts = parts_of(name);
    const bool deep = is_path(name) && depth(parts) == most;
    shorter[deep ? joined(shortened(std::move(parts))) : name].add(seen);
  }
  places = std::move(shorter);
}

bool begins_with(const Parts& parts, Parts::const_iterator first, Parts::const_iterator last) {
  return last - first <= std::ssize(parts) && std::equal(first, last, parts.begin());
}

}  // namespace

std::string export_path(const std::string& folder, const std::string& path) {
  if (folder.empty() || path.starts_with(below)) return {};
  const auto parts = parts_of(folder + "/" + path);
  const bool turns = std::ranges::any_of(parts, [](const auto& part) { return part == "." || part == ".."; });
  return turns ? std::string() : joined(parts);
}

void add_at_path(Places& places, const std::string& path, const PlaceSeen& seen) {
  if (!is_path(path)) return places[std::string()].add(seen);
  auto parts = parts_of(path);
  if (parts.size() > deepest + (is_cut(parts) ? 1 : 0)) {
    parts.resize(deepest);
    parts.emplace_back(below);
  }
  places[joined(parts)].add(seen);
  while (places.size() > most_places) shorten(places);
}

bool may_lie_in(const std::string& path, const std::string& exported) {
  auto here = parts_of(base::fold_case(path));
  const auto there = parts_of(base::fold_case(exported));
  const bool cut = is_cut(here);
  if (cut) here.pop_back();
  if (there.empty() || (cut && here.size() < there.size())) return true;
  if (!std::ranges::search(here, there).empty()) return true;
  for (auto from = there.begin(); from != there.end(); ++from)
    if (begins_with(here, from, there.end())) return true;
  return false;
}

}  // namespace runseal::capture
