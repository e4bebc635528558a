// Text of unknown encoding as UTF-8.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::notice {

// UTF-8 and UTF-16 with a byte order mark; UTF-16 by its zero bytes; UTF-8 where it is valid; else Windows-1257
// (Baltic) or 1252, by which letters occur. Errors: invalid (binary, with zero bytes, a broken UTF-16).
[[nodiscard]] Result<std::string> decode_text(ByteView content);

}  // namespace runseal::notice
