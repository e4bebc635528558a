#include "notice/match.h"

#include <optional>

#include "base/text.h"
#include "notice/text_clean.h"
#include "notice/udi.h"

namespace runseal::notice {
namespace {

using model::Compared;
using model::Comparison;
using model::MatchVerdict;

struct Numbers {
  std::string catalogue;
  std::string udi;
  [[nodiscard]] bool none() const { return catalogue.empty() && udi.empty(); }
};

Numbers numbers_of(const model::Device& device) {
  Numbers numbers{normal_catalogue_number(device.catalogue_number), {}};
  if (const auto udi = normal_gtin(device.udi_di)) numbers.udi = *udi;
  return numbers;
}

struct Compare {
  const model::Product* product = nullptr;
  bool catalogue = false;
  bool udi = false;
  bool udi_differs = false;
  bool catalogue_differs = false;
  bool name = false;
  std::vector<Comparison> rows;

  [[nodiscard]] int rank() const { return (catalogue ? 4 : 0) + (udi ? 4 : 0) + (name ? 1 : 0); }
};

// "illumina dragen server v4" and "dragen server v4" name the same thing.
std::string without_maker(std::string name, const std::string& maker) {
  if (!maker.empty() && name.size() > maker.size() && name.starts_with(maker)) name.erase(0, maker.size());
  return name;
}

bool names_match(const std::string& product, const std::string& device, bool numbers_missing) {
  constexpr std::size_t telling = 5;  // a shorter name is part of too many others
  if (product.empty() || device.empty()) return false;
  if (product == device) return true;
  if (product.size() >= telling && device.contains(product)) return true;
  return numbers_missing && device.size() >= telling && product.contains(device);
}

std::string first_word(std::string_view text) {
  const auto folded = base::fold_case(base::without_marks(base::trim(text)));
  return folded.substr(0, folded.find_first_of(" ,"));
}

Compare compare(const model::Product& product, const model::Device& device, const Numbers& numbers,
                const std::string& maker) {
  Compare result;
  result.product = &product;
  for (const auto& number : product.catalogue_numbers) {
    if (numbers.catalogue.empty()) break;
    const bool equal = normal_catalogue_number(number.value) == numbers.catalogue;
    result.catalogue = result.catalogue || equal;
    result.rows.push_back({Compared::catalogue_number, device.catalogue_number, number.value, equal});
  }
  result.catalogue_differs = !result.rows.empty() && !result.catalogue;
  if (product.udi_di && !numbers.udi.empty()) {
    const auto theirs = normal_gtin(product.udi_di->value);
    result.udi = theirs && *theirs == numbers.udi;
    result.udi_differs = !result.udi;
    result.rows.push_back({Compared::udi_di, device.udi_di, product.udi_di->value, result.udi});
  }
  result.name = names_match(without_maker(normal_product_name(product.name.value), maker),
                            without_maker(normal_product_name(device.name), maker), numbers.none());
  result.rows.push_back({Compared::name, device.name, product.name.value, result.name});
  return result;
}

std::string affected_reason(const Compare& best) {
  if (best.catalogue && best.udi) return "the catalogue number and the UDI-DI are this product's";
  if (best.catalogue)
    return best.udi_differs ? "the catalogue number is this product's, although the UDI-DI differs: check the label"
                            : "the catalogue number is this product's";
  return best.catalogue_differs ? "the UDI-DI is this product's, although the catalogue number differs: check the label"
                                : "the UDI-DI is this product's";
}

}  // namespace

std::string normal_product_name(std::string_view name) {
  const auto folded = base::fold_case(base::without_marks(without_trademarks(name)));
  std::string kept;
  for (const char c : folded)
    if (static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) kept += c;
  for (const std::string_view dash : {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"})
    kept = base::replaced(std::move(kept), dash, "");
  return base::replaced(std::move(kept), "instrument", "");
}

model::Match match_device(const model::Notice& notice, const model::Device& device) {
  const auto numbers = numbers_of(device);
  const auto maker = notice.publisher ? first_word(notice.publisher->value) : std::string();
  model::Match match;
  match.device_id = device.id;
  Compare best;
  for (const auto& product : notice.products) {
    auto one = compare(product, device, numbers, maker);
    match.compared.insert(match.compared.end(), one.rows.begin(), one.rows.end());
    if (one.rank() > best.rank()) best = std::move(one);
  }
  if (best.rank() > 0) {
    match.product = best.product->name.value;
    match.compared = best.rows;
  }
  if (best.catalogue || best.udi) {
    match.verdict = MatchVerdict::affected;
    match.reason = affected_reason(best);
  } else if (best.name) {
    match.verdict = MatchVerdict::near_miss;
    match.reason = numbers.none() ? "the name is this product's, and the device has no number to compare"
                                  : "the name is this product's, but no number of the device is: check the label";
  } else if (numbers.none() && device.role != model::Role::storage && device.role != model::Role::computer) {
    match.verdict = MatchVerdict::near_miss;
    match.reason = "the device has neither catalogue number nor UDI-DI, so it cannot be ruled out: read its label";
  } else {
    match.reason = numbers.none() ? "the name is no product's; the device has no number to compare"
                                  : "neither a number nor the name is any product's";
  }
  return match;
}

}  // namespace runseal::notice
