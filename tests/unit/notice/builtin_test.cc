#include "notice/builtin.h"

#include <gtest/gtest.h>

#include "notice/udi.h"

namespace runseal::notice {
namespace {

TEST(Builtin, HoldsTheFactsOfTheNotice) {
  ASSERT_EQ(builtin_notices().size(), 1U);
  const auto& notice = builtin_notices().front();
  EXPECT_EQ(notice.id, "FSN2024-1562");
  EXPECT_EQ(notice.references.size(), 2U);
  EXPECT_EQ(notice.date->value, "2024-05-08");
  EXPECT_EQ(notice.language->value, "lv");
  EXPECT_EQ(notice.harms.size(), 5U);
  EXPECT_EQ(notice.actions.size(), 6U);
  EXPECT_EQ(notice.products.size(), 6U);
  EXPECT_EQ(notice.products[0].catalogue_numbers.size(), 2U);
  EXPECT_EQ(std::ranges::count_if(notice.products, &model::Product::udi_not_applicable), 3);
  for (const auto& product : notice.products)
    EXPECT_TRUE(product.udi_not_applicable || gtin_check_digit_ok(product.udi_di->value));
}

TEST(Builtin, SurvivesTheJsonThatStoresIt) {
  const auto& notice = builtin_notices().front();
  const Json json = notice;
  const Json again = json.get<model::Notice>();
  EXPECT_EQ(json, again);
}

}  // namespace
}  // namespace runseal::notice
