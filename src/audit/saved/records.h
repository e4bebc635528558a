// What programs print, as records of names and values: JSON, CSV and the tables and lists of PowerShell. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace runseal::audit {

// UTF-8 or, with a byte order mark, UTF-16, as PowerShell's > writes it. Bytes that are no text stay as they are.
[[nodiscard]] std::string saved_text(ByteView content);

// By name in lower case; a name that stands twice has its first value.
using Record = std::map<std::string, std::string>;

// Empty when the text has none of these forms. At most 10,000 records of 200 values.
[[nodiscard]] std::vector<Record> parse_records(std::string_view text);

}  // namespace runseal::audit
