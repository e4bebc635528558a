#include "base/time.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "support/fake_clock.h"

namespace runseal::base {
namespace {

TEST(AnInstant, IsWrittenAsDateWritesIt) {
  for (const auto* text : {"2024-05-08T09:30:00.000Z", "2024-02-29T23:59:59.999Z", "1969-12-31T23:59:59.000Z",
                           "2000-01-01T00:00:00.001Z"}) {
    const auto instant = parse_instant(text);
    ASSERT_TRUE(instant) << text;
    EXPECT_EQ(format_instant(*instant), text);
    Command date;
    date.program = "date";
    date.arguments = {"-u", "-d", text, "+%s%3N"};
    EXPECT_EQ(run(date)->out, std::to_string(instant->time_since_epoch().count()) + "\n");
  }
}

TEST(AnInstant, MayHaveUpToThreeDecimals) {
  EXPECT_EQ(format_instant(*parse_instant("2024-05-08T09:30:00Z")), "2024-05-08T09:30:00.000Z");
  EXPECT_EQ(format_instant(*parse_instant("2024-05-08T09:30:00.5Z")), "2024-05-08T09:30:00.500Z");
  EXPECT_EQ(format_instant(*parse_instant("2024-05-08T09:30:00.05Z")), "2024-05-08T09:30:00.050Z");
}

TEST(AnInstant, OfAnotherFormIsRefused) {
  for (const auto* text :
       {"", "2024-05-08", "2024-05-08T09:30Z", "2024-05-08T09:30:00", "2024-05-08 09:30:00Z", "2024-05-08T09:30:00z",
        "2024-05-08T24:00:00Z", "2024-05-08T09:60:00Z", "2024-05-08T09:30:60Z", "2024-02-30T09:30:00Z",
        "2024-05-08T09:30:00.Z", "2024-05-08T09:30:00.0000Z", "2024-05-08T09:30:00+00:00", "2024-05-08T-9:30:00Z",
        "2024-05-08T09:30:00.-1Z", "2024-05-08T09:30:00,5Z"})
    EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(ASpan, IsANumberAndAUnit) {
  using namespace std::chrono_literals;
  EXPECT_EQ(*parse_span("90s"), 90s);
  EXPECT_EQ(*parse_span("15m"), 15min);
  EXPECT_EQ(*parse_span("24h"), 24h);
  EXPECT_EQ(*parse_span("7d"), 168h);
  for (const auto* text : {"", "s", "24", "1w", "-1h", "1.5h", " 1h", "1h ", "1 h", "24H", "99999s", "0x1h"})
    EXPECT_FALSE(parse_span(text)) << text;
}

TEST(ADate, MustExist) {
  EXPECT_EQ(format_date(*parse_date("2024-02-29")), "2024-02-29");
  for (const auto* text : {"2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-1-01", "24-01-01",
                           "2024/01/01", "2024-01-01 ", "+024-01-01"})
    EXPECT_FALSE(parse_date(text)) << text;
}

TEST(ADate, OfAnInstantIsThatInUtc) {
  EXPECT_EQ(format_date(date_of(*parse_instant("2024-05-08T23:59:59.999Z"))), "2024-05-08");
  EXPECT_EQ(format_date(date_of(*parse_instant("1969-12-31T23:59:59Z"))), "1969-12-31");
  EXPECT_EQ(format_instant(start_of(*parse_date("2024-05-08"))), "2024-05-08T00:00:00.000Z");
}

TEST(ASpan, IsWrittenForPeople) {
  using namespace std::chrono_literals;
  EXPECT_EQ(format_span(999ms), "999 ms");
  EXPECT_EQ(format_span(3s), "3 s");
  EXPECT_EQ(format_span(12min), "12 min");
  EXPECT_EQ(format_span(5h), "5 h");
  EXPECT_EQ(format_span(96h), "4 days");
}

TEST(AFakeClock, StandsUntilItIsMoved) {
  test::FakeClock clock;
  EXPECT_EQ(format_instant(clock.now()), "2024-05-08T00:00:00.000Z");
  clock.advance(std::chrono::seconds(90));
  EXPECT_EQ(format_instant(clock.now()), "2024-05-08T00:01:30.000Z");
}

}  // namespace
}  // namespace runseal::base
