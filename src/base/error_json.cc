#include "base/error_json.h"

namespace runseal::base {

std::string_view code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage: return "usage";
    case ErrorCode::invalid: return "invalid";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::exists: return "exists";
    case ErrorCode::denied: return "denied";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::timeout: return "timeout";
    case ErrorCode::io: return "io";
    case ErrorCode::corrupt: return "corrupt";
    case ErrorCode::limit: return "limit";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

Json error_json(const Error& error) {
  return {{"code", code_name(error.code)}, {"what", error.what}, {"where", error.where}, {"next", error.next}};
}

Error error_from_json(const Json& json) {
  const auto text = [&](const char* name) {
    return json.is_object() && json.contains(name) && json.at(name).is_string() ? json.at(name).get<std::string>()
                                                                                : std::string();
  };
  Error error{ErrorCode::io, text("what"), text("where"), text("next")};
  for (auto code = ErrorCode::usage; code <= ErrorCode::internal; code = ErrorCode(static_cast<int>(code) + 1))
    if (code_name(code) == text("code")) error.code = code;
  if (error.what.empty()) error.what = "an error without words";
  return error;
}

}  // namespace runseal::base
