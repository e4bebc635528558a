#include "notice/import_numbers.h"

#include <algorithm>

#include "base/text.h"
#include "notice/udi.h"

namespace runseal::notice {
namespace {

bool number_like(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
           c == '/';
  };
  return text.size() >= 3 && text.size() <= 40 && std::ranges::all_of(text, fits) &&
         std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// One number that spaces or hyphens group, or several whole ones.
std::vector<std::string> separate_udis(const std::string& text) {
  if (normal_gtin(text)) return {text};
  std::vector<std::string> parts;
  for (const auto& part : base::split(base::replaced(base::replaced(text, "/", " "), ",", " "), ' '))
    if (!part.empty()) parts.push_back(part);
  const bool whole = std::ranges::all_of(parts, [](const auto& part) { return part.size() >= 12; });
  return whole ? parts : std::vector<std::string>{text};
}

}  // namespace

bool says_not_applicable(std::string_view text) {
  return find_any(words_of(text), vocabulary::not_applicable()).has_value();
}

std::vector<std::string> numbers_in(std::string_view cell, std::vector<std::string>& strange) {
  std::vector<std::string> numbers;
  for (auto part : base::split(cell, ' ')) {
    while (!part.empty() && std::string_view(",;/").contains(part.back())) part.pop_back();
    while (!part.empty() && std::string_view(",;/").contains(part.front())) part.erase(0, 1);
    if (part.empty() || part == "-" || part == "–" || part == "vai" || part == "un" || part == "or" || part == "and")
      continue;
    const auto halves = base::split(part, '/');
    const bool several = halves.size() > 1 && std::ranges::all_of(halves, [](const auto& one) {
                           return one.size() >= 5 && number_like(one);
                         });
    for (const auto& one : several ? halves : std::vector<std::string>{part})
      (number_like(one) ? numbers : strange).push_back(one);
  }
  return numbers;
}

void add_udi(Line& line, const std::string& text, model::Product& product) {
  if (says_not_applicable(text)) {
    product.udi_not_applicable = true;
    return;
  }
  if (text == "-" || text == "–" || text == "—") return;
  for (const auto& part : text.starts_with('(') ? std::vector<std::string>{text} : separate_udis(text)) {
    const auto udi = parse_udi(part);
    if (udi && !product.udi_di)
      product.udi_di = found(line, udi->di, part);
    else if (!udi)
      product.problems.push_back("UDI-DI: " + udi.error().what + " (\"" + base::printable(part, 60) + "\")");
    else if (udi->di != product.udi_di->value)
      product.problems.push_back("a further UDI-DI: " + udi->di);
  }
}

}  // namespace runseal::notice
