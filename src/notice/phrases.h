// The words of the reply, in each language that locale/ has. They are inside the binary: no file is read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace runseal::notice {

[[nodiscard]] std::vector<std::string> languages();  // "en", "lv"; sorted

// key: "form.title". A language may carry a region ("lv-LV"); only its first part decides. Safe from any thread.
// Errors: not_found (no such language), internal (no such key).
[[nodiscard]] Result<std::string> phrase(std::string_view language, std::string_view key);

[[nodiscard]] std::vector<std::string> phrase_keys(std::string_view language);  // sorted; none of an unknown language

}  // namespace runseal::notice
