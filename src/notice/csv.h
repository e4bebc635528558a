// Comma-separated values as RFC 4180 writes them, with any of four separators. Pure and linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace runseal::notice {

struct CsvRow {
  int line = 0;  // where the row begins, from 1
  std::vector<std::string> cells;
  bool open_quote = false;  // the text ended inside a quoted cell
};

// The separator that the first row with content uses most: one of , ; tab |
[[nodiscard]] char csv_separator(std::string_view text);
// Rows without blank ones. Line ends: CRLF, LF, CR. Errors: limit (over 200 000 rows, 200 cells in a row, 64 KiB in a
// cell).
[[nodiscard]] Result<std::vector<CsvRow>> read_csv(std::string_view text, char separator);

}  // namespace runseal::notice
