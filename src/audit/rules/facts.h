// Reading facts out of an observation: what is missing, or of another kind than expected, is not there.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "model/audit.h"

namespace runseal::audit {

template <class T>
std::optional<T> fact(const model::Observation& observation, const std::string& id) {
  const auto found = observation.facts.find(id);
  if (found == observation.facts.end()) return std::nullopt;
  try {
    return found->second.value.get<T>();
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

// A word that is one of `known`.
inline std::optional<std::string> one_of(const model::Observation& observation, const std::string& id,
                                         std::initializer_list<std::string_view> known) {
  auto value = fact<std::string>(observation, id);
  if (value && std::find(known.begin(), known.end(), *value) == known.end()) return std::nullopt;
  return value;
}

}  // namespace runseal::audit
