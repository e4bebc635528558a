#pragma once

#include <string>

#include "base/result.h"

namespace runseal::base {

// As Error::describe(), for a log, a table or the middle of a sentence.
[[nodiscard]] std::string one_line(const Error& error);

}  // namespace runseal::base
