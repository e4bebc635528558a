#include "notice/form_date.h"

#include <gtest/gtest.h>

namespace runseal::notice {
namespace {

Date day(int year, unsigned month, unsigned number) {
  return Date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(number)};
}

struct Vector {
  unsigned month;
  const char* language;
  const char* short_form;  // DD.MMM.YYYY
  const char* full_form;   // D MMMM YYYY
};

class FormDateOfEveryMonth : public testing::TestWithParam<Vector> {};

TEST_P(FormDateOfEveryMonth, IsWrittenAsTheFormAsks) {
  const auto& [month, language, short_form, full_form] = GetParam();
  EXPECT_EQ(form_date("DD.MMM.YYYY", day(2024, month, 9), language).value(), short_form);
  EXPECT_EQ(form_date("D MMMM YYYY", day(2024, month, 9), language).value(), full_form);
}

INSTANTIATE_TEST_SUITE_P(
    Latvian, FormDateOfEveryMonth,
    testing::Values(
        Vector{1, "lv", "09.JAN.2024", "9 janvāris 2024"}, Vector{2, "lv", "09.FEB.2024", "9 februāris 2024"},
        Vector{3, "lv", "09.MAR.2024", "9 marts 2024"}, Vector{4, "lv", "09.APR.2024", "9 aprīlis 2024"},
        Vector{5, "lv", "09.MAI.2024", "9 maijs 2024"}, Vector{6, "lv", "09.JŪN.2024", "9 jūnijs 2024"},
        Vector{7, "lv", "09.JŪL.2024", "9 jūlijs 2024"}, Vector{8, "lv", "09.AUG.2024", "9 augusts 2024"},
        Vector{9, "lv", "09.SEP.2024", "9 septembris 2024"}, Vector{10, "lv", "09.OKT.2024", "9 oktobris 2024"},
        Vector{11, "lv", "09.NOV.2024", "9 novembris 2024"}, Vector{12, "lv", "09.DEC.2024", "9 decembris 2024"}));
INSTANTIATE_TEST_SUITE_P(
    English, FormDateOfEveryMonth,
    testing::Values(Vector{1, "en", "09.JAN.2024", "9 January 2024"}, Vector{2, "en", "09.FEB.2024", "9 February 2024"},
                    Vector{3, "en", "09.MAR.2024", "9 March 2024"}, Vector{4, "en", "09.APR.2024", "9 April 2024"},
                    Vector{5, "en", "09.MAY.2024", "9 May 2024"}, Vector{6, "en", "09.JUN.2024", "9 June 2024"},
                    Vector{7, "en", "09.JUL.2024", "9 July 2024"}, Vector{8, "en", "09.AUG.2024", "9 August 2024"},
                    Vector{9, "en", "09.SEP.2024", "9 September 2024"},
                    Vector{10, "en", "09.OCT.2024", "9 October 2024"},
                    Vector{11, "en", "09.NOV.2024", "9 November 2024"},
                    Vector{12, "en", "09.DEC.2024", "9 December 2024"}));

TEST(FormDate, OtherFormatsKeepTheirOrderAndTheirSeparators) {
  EXPECT_EQ(form_date("YYYY. gada D. MMMM", day(2024, 5, 8), "lv").value(), "2024. gada 8. maijs");
  EXPECT_EQ(form_date("M/D/YY", day(2024, 5, 8), "en").value(), "5/8/24");
  EXPECT_EQ(form_date("DD–MM–YYYY", day(2024, 12, 31), "en").value(), "31–12–2024");
  EXPECT_EQ(form_date("", day(2024, 5, 8), "lv").value(), "2024-05-08");
}

TEST(FormDate, TakesALanguageWithARegion) {
  EXPECT_EQ(form_date("DD.MMM.YYYY", day(2024, 5, 9), "lv-LV").value(), "09.MAI.2024");
}

TEST(FormDate, RefusesAFormatItDoesNotKnowRatherThanGuess) {
  for (const auto* format : {"DDD.MM.YYYY", "DD.MMMMM.YYYY", "DD.MM.Y", "DD.MM.YYYYY", "\xff"})
    EXPECT_EQ(form_date(format, day(2024, 5, 8), "en").error().code, ErrorCode::invalid) << format;
  EXPECT_FALSE(form_date(std::string(65, '-'), day(2024, 5, 8), "en"));
}

TEST(FormDate, RefusesADayThatDoesNotExist) {
  EXPECT_FALSE(form_date("DD.MM.YYYY", day(2023, 2, 29), "en"));
  EXPECT_FALSE(form_date("DD.MM.YYYY", day(0, 1, 1), "en"));
}

TEST(FormDate, RefusesALanguageItDoesNotSpeak) {
  EXPECT_EQ(form_date("DD.MMM.YYYY", day(2024, 5, 8), "tlh").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace runseal::notice
