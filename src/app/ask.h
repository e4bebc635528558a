// Questions to the person at the terminal.
#pragma once

#include <string>

#include "base/result.h"

namespace runseal::app {

// y or n. Errors: usage, when there is no terminal to ask at, naming the option that answers instead.
[[nodiscard]] Result<bool> confirm(const std::string& question, const std::string& option);

// One line. Errors: usage as above.
[[nodiscard]] Result<std::string> ask_line(const std::string& question, const std::string& option);

// Without echo; or from RUNSEAL_PASSPHRASE, or from the file (mode 0600) that RUNSEAL_PASSPHRASE_FILE names.
// `twice`: a new one, to be typed again.
[[nodiscard]] Result<std::string> ask_passphrase(const std::string& whose, bool twice);

}  // namespace runseal::app
