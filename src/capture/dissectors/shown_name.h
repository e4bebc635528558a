// Names as they are shown: UTF-8, with what is not, and what would move a cursor, escaped.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace runseal::capture {

// "a\xff b" for bytes that are no UTF-8 (and for C0, DEL and C1, when the name is otherwise good); a backslash stays.
[[nodiscard]] std::string shown_name(std::string_view raw);
[[nodiscard]] std::string percent_decoded(
    std::string_view raw);  // of a URL's path (RFC 3986 2.1); what is no %XX stays

}  // namespace runseal::capture
