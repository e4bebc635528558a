// Instants in UTC to the millisecond, and the clock they come from.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace runseal {
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Date = std::chrono::year_month_day;

namespace base {

// The seam: tests bring a clock of their own.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};
[[nodiscard]] const Clock& system_clock();

[[nodiscard]] std::string format_instant(Instant instant);           // RFC 3339: 2024-05-08T09:30:00.000Z
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);  // RFC 3339 in UTC ("Z"), 0–3 decimals
[[nodiscard]] std::string format_date(Date date);                    // 2024-05-08
[[nodiscard]] Result<Date> parse_date(std::string_view text);        // 2024-05-08; the day must exist
[[nodiscard]] Date date_of(Instant instant);                         // in UTC
[[nodiscard]] Instant start_of(Date date);
[[nodiscard]] std::string format_span(std::chrono::milliseconds span);  // "3 s", "12 min", "4 days": for people
// A whole number and its unit: 90s, 15m, 24h, 7d. At most 9999 of them.
[[nodiscard]] Result<std::chrono::milliseconds> parse_span(std::string_view text);

}  // namespace base
}  // namespace runseal
