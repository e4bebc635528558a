// Names as SMB and NTLM write them: UTF-16, little-endian.
#pragma once

#include <string>

#include "base/bytes.h"

namespace runseal::proto {

// As UTF-8, without zeros at its end; half a character at the end is left out.
[[nodiscard]] std::string utf16_name(ByteView bytes);

}  // namespace runseal::proto
