#include "service/reread.h"

#include <algorithm>

#include "notice/match.h"
#include "notice/udi.h"

namespace runseal::service {
namespace {

bool has_number(const model::Product& product, const std::string& number) {
  return std::ranges::any_of(product.catalogue_numbers, [&](const auto& one) {
    return notice::normal_catalogue_number(one.value) == notice::normal_catalogue_number(number);
  });
}

bool has_udi(const model::Product& product, const std::string& udi) {
  return product.udi_di && product.udi_di->value == udi;
}

const model::Product* known_again(const model::Product& before, const std::vector<model::Product>& now) {
  const auto by_number = [&](const model::Product& product) {
    return (before.udi_di && has_udi(product, before.udi_di->value)) ||
           std::ranges::any_of(before.catalogue_numbers,
                               [&](const auto& number) { return has_number(product, number.value); });
  };
  const auto by_name = [&](const model::Product& product) {
    return notice::normal_product_name(product.name.value) == notice::normal_product_name(before.name.value);
  };
  auto found = std::ranges::find_if(now, by_number);
  if (found == now.end()) found = std::ranges::find_if(now, by_name);
  return found == now.end() ? nullptr : &*found;
}

void add_lost(const model::Product& before, const std::vector<model::Product>& now, std::vector<std::string>& lost) {
  const auto* product = known_again(before, now);
  if (!product) {
    lost.push_back("the product " + before.name.value);
    return;
  }
  for (const auto& number : before.catalogue_numbers)
    if (!has_number(*product, number.value))
      lost.push_back("catalogue number " + number.value + " of " + before.name.value);
  if (before.udi_di && !has_udi(*product, before.udi_di->value))
    lost.push_back("UDI-DI " + before.udi_di->value + " of " + before.name.value);
}

}  // namespace

std::vector<std::string> lost_in_reading(const model::Notice& before, const model::Notice& now) {
  std::vector<std::string> lost;
  for (const auto& product : before.products) add_lost(product, now.products, lost);
  if (before.date && !now.date) lost.push_back("the date " + before.date->value);
  if (before.publisher && !now.publisher) lost.push_back("the publisher " + before.publisher->value);
  return lost;
}

}  // namespace runseal::service
