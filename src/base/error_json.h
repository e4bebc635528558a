// An error as a document, for the API and for what is kept of a failed job.
#pragma once

#include <string_view>

#include "base/json.h"

namespace runseal::base {

[[nodiscard]] std::string_view code_name(ErrorCode code);  // "not_found"
[[nodiscard]] Json error_json(const Error& error);         // {"code", "what", "where", "next"}
[[nodiscard]] Error error_from_json(const Json& json);     // of an unknown code: io

}  // namespace runseal::base
