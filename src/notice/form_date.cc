#include "notice/form_date.h"

#include <fmt/format.h>

#include "base/text.h"
#include "notice/phrases.h"

namespace runseal::notice {
namespace {

Result<std::string> piece(std::string_view run, Date date, std::string_view language) {
  const auto day = static_cast<unsigned>(date.day());
  const auto month = static_cast<unsigned>(date.month());
  const auto year = static_cast<int>(date.year());
  if (run == "D") return fmt::format("{}", day);
  if (run == "DD") return fmt::format("{:02}", day);
  if (run == "M") return fmt::format("{}", month);
  if (run == "MM") return fmt::format("{:02}", month);
  if (run == "MMM") return phrase(language, fmt::format("month.short-{:02}", month));
  if (run == "MMMM") return phrase(language, fmt::format("month.full-{:02}", month));
  if (run == "YY") return fmt::format("{:02}", year % 100);
  if (run == "YYYY") return fmt::format("{:04}", year);
  return fail(ErrorCode::invalid, "\"" + std::string(run) + "\" is no part of a date format", {},
              "use D, DD, M, MM, MMM, MMMM, YY, YYYY and other characters between them");
}

}  // namespace

Result<std::string> form_date(std::string_view format, Date date, std::string_view language) {
  const auto year = static_cast<int>(date.year());
  if (!date.ok() || year < 1 || year > 9999) return fail(ErrorCode::invalid, "there is no such day");
  if (format.empty()) format = "YYYY-MM-DD";
  if (format.size() > 64 || !base::is_utf8(format))
    return fail(ErrorCode::invalid, "the date format \"" + base::printable(format, 80) + "\" is too long or not UTF-8");
  std::string out;
  for (std::size_t at = 0; at < format.size();) {
    const auto run = format.substr(at, format.find_first_not_of(format[at], at) - at);
    at += run.size();
    if (!std::string_view("DMY").contains(run.front())) {
      out += run;
      continue;
    }
    RUNSEAL_TRY(const auto words, piece(run, date, language));
    out += words;
  }
  return out;
}

}  // namespace runseal::notice
