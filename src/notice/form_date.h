// A date as a notice's form asks for it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace runseal::notice {

// format: runs of D (D, DD), M (M, MM, MMM = short name, MMMM = full name), Y (YY, YYYY) and any other characters,
// which stand for themselves; empty means YYYY-MM-DD. "DD.MMM.YYYY" is "09.MAI.2024" in lv and "09.MAY.2024" in en.
// Errors: invalid (another run, longer than 64 bytes, not UTF-8, a day that does not exist, a year outside 1 to 9999),
// not_found (language).
[[nodiscard]] Result<std::string> form_date(std::string_view format, Date date, std::string_view language);

}  // namespace runseal::notice
