// What the records (app/records.h) read out of a service's answers.
#pragma once

#include <memory>
#include <string>

#include "app/remote.h"

namespace runseal::app::records {

using Service = std::unique_ptr<Remote>;
inline constexpr const char* the_answer = "the service's answer";

template <class T>
[[nodiscard]] Result<T> part(const Json& answer, const char* name) {
  if (!answer.is_object() || !answer.contains(name))
    return fail(ErrorCode::invalid, std::string("the service's answer lacks \"") + name + "\"");
  return base::from_json<T>(answer.at(name), the_answer);
}

[[nodiscard]] inline std::string at(const char* root, const std::string& name, const char* rest = "") {
  return root + Remote::encoded(name) + rest;
}

// The service states and confirms in the name of the token's account, whatever is claimed here. Errors: usage when
// `by` is somebody else.
[[nodiscard]] Result<> must_be_own_name(Remote& service, const std::string& by);

}  // namespace runseal::app::records
