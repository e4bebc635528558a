#include "notice/udi.h"

#include <gtest/gtest.h>

namespace runseal::notice {
namespace {

TEST(Udi, ReadsElementStringsWithBrackets) {
  const auto udi = parse_udi("(01)00816270020125(11)240131(17)260200(10)L-7(21)NB123");
  ASSERT_TRUE(udi) << udi.error().describe();
  EXPECT_EQ(udi->di, "00816270020125");
  EXPECT_EQ(udi->serial, "NB123");
  EXPECT_EQ(udi->lot, "L-7");
  EXPECT_EQ(udi->made, "2024-01-31");
  EXPECT_EQ(udi->expires, "2026-02-28");  // day 00: the last of the month
}

TEST(Udi, ReadsWhatAScannerSends) {
  for (const std::string prefix : {"", "]d2", "]C1", "]Q3", "\x1d", "]d2\x1d"}) {
    const auto udi = parse_udi(prefix + "010081627002012510L7\x1d" + "21NB123\x1d" + "17260131");
    ASSERT_TRUE(udi) << udi.error().describe();
    EXPECT_EQ(udi->di, "00816270020125");
    EXPECT_EQ(udi->lot, "L7");
    EXPECT_EQ(udi->serial, "NB123");
    EXPECT_EQ(udi->expires, "2026-01-31");
  }
}

TEST(Udi, ReadsABareNumberOfTwelveThirteenOrFourteenDigits) {
  EXPECT_EQ(parse_udi("00816270020125")->di, "00816270020125");
  EXPECT_EQ(parse_udi("0816270020125")->di, "00816270020125");
  EXPECT_EQ(parse_udi("816270020125")->di, "00816270020125");
  EXPECT_EQ(parse_udi("8-16270-02012 5")->di, "00816270020125");
}

TEST(Udi, KeepsABracketThatBelongsToASerialNumber) {
  EXPECT_EQ(parse_udi("(01)00816270020125(21)A(B)7")->serial, "A(B)7");
}

TEST(Udi, RefusesAWrongCheckDigit) {
  for (const auto* text : {"00816270020126", "(01)00816270020126(21)X", "010081627002012621X"}) {
    const auto udi = parse_udi(text);
    ASSERT_FALSE(udi) << text;
    EXPECT_NE(udi.error().what.find("check digit"), std::string::npos) << udi.error().what;
  }
}

TEST(Udi, RefusesWhatItCannotReadWhole) {
  for (const auto* text :
       {"", "]d2", "(21)NB123", "(01)0081627002012", "(01)00816270020125(21)", "(01)00816270020125(6666)X", "hello",
        "(01)00816270020125(17)261331", "(01)00816270020125(01)00816270020002", "010081627002012517", "(0", "(01",
        "(01)00816270020125(21)ABCDEFGHIJKLMNOPQRSTU", "(01)00816270020125(21)A B"})
    EXPECT_FALSE(parse_udi(text)) << text;
  EXPECT_FALSE(parse_udi(std::string(100'000, '(')));
}

TEST(Udi, VerifiesTheCheckDigitsOfEveryLength) {
  // GTIN-8, -12, -13 and -14 from the examples that GS1 and ISBN publish
  for (const auto* good :
       {"40170725", "614141000036", "9781234567897", "10614141000415", "00816270020002", "00816270020637"})
    EXPECT_TRUE(gtin_check_digit_ok(good)) << good;
  for (const auto* bad :
       {"40170726", "614141000037", "9781234567896", "00816270020020", "", "0081627002000x", "816270020002 "})
    EXPECT_FALSE(gtin_check_digit_ok(bad)) << bad;
}

TEST(CatalogueNumber, ComparesWithoutSpacesHyphensCaseAndLeadingZeros) {
  EXPECT_EQ(normal_catalogue_number("dx 410-1001"), normal_catalogue_number("DX-410\u20111001"));
  EXPECT_EQ(normal_catalogue_number("0015036706"), "15036706");
  EXPECT_EQ(normal_catalogue_number("000"), "0");
  EXPECT_NE(normal_catalogue_number("0DX1"), normal_catalogue_number("DX1"));  // zeros count where not all are digits
}

}  // namespace
}  // namespace runseal::notice
