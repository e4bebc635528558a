#include "base/time.h"

#include <charconv>

#include <fmt/format.h>

namespace runseal::base {
namespace {

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

// exactly `width` digits at `at`, or -1
int digits(std::string_view text, std::size_t at, std::size_t width) {
  int value = 0;
  if (at + width > text.size()) return -1;
  for (std::size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

std::string format_date(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

Result<Date> parse_date(std::string_view text) {
  const int year = digits(text, 0, 4);
  const int month = digits(text, 5, 2);
  const int day = digits(text, 8, 2);
  const auto wrong = [&] {
    return fail(ErrorCode::invalid, fmt::format("\"{}\" is not a date", text), {}, "write it as YYYY-MM-DD");
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || year < 0 || month < 0 || day < 0) return wrong();
  const Date date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                  std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return wrong();
  return date;
}

std::string format_instant(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time{instant - day};
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", format_date(Date{day}), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

Result<Instant> parse_instant(std::string_view text) {
  const auto wrong = [&] {
    return fail(ErrorCode::invalid, fmt::format("\"{}\" is not a time in UTC", text), {},
                "write it as YYYY-MM-DDThh:mm:ssZ");
  };
  if (text.size() < 20 || text.size() > 24 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text.back() != 'Z')
    return wrong();
  const auto date = parse_date(text.substr(0, 10));
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  if (!date || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return wrong();
  int milliseconds = 0;
  if (text.size() > 20) {
    const auto width = text.size() - 21;
    milliseconds = text[19] == '.' && width >= 1 ? digits(text, 20, width) : -1;
    if (milliseconds < 0) return wrong();
    for (auto i = width; i < 3; ++i) milliseconds *= 10;
  }
  return start_of(*date) + std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second} +
         std::chrono::milliseconds{milliseconds};
}

Date date_of(Instant instant) { return Date{std::chrono::floor<std::chrono::days>(instant)}; }

Instant start_of(Date date) { return std::chrono::sys_days{date}; }

std::string format_span(std::chrono::milliseconds span) {
  const auto ms = span.count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 120'000) return fmt::format("{} s", ms / 1000);
  if (ms < 7'200'000) return fmt::format("{} min", ms / 60'000);
  if (ms < 172'800'000) return fmt::format("{} h", ms / 3'600'000);
  return fmt::format("{} days", ms / 86'400'000);
}

Result<std::chrono::milliseconds> parse_span(std::string_view text) {
  const int count = text.size() < 2 || text.size() > 5 ? -1 : digits(text, 0, text.size() - 1);
  if (count >= 0) switch (text.back()) {
      case 's': return std::chrono::seconds(count);
      case 'm': return std::chrono::minutes(count);
      case 'h': return std::chrono::hours(count);
      case 'd': return std::chrono::days(count);
      default: break;
    }
  return fail(ErrorCode::usage, fmt::format("\"{}\" is not a span of time", text), {},
              "write a number and s, m, h or d, such as 24h");
}

}  // namespace runseal::base
