// The JSON form of a struct by the names of its members: once, in a .cc, so that the headers stay quick to include.
// A member that is missing in the JSON keeps its default.
#pragma once

#include "base/json.h"

#define RUNSEAL_JSON_FIELDS(T, ...)                                                         \
  void to_json(::runseal::Json& nlohmann_json_j, const T& nlohmann_json_t) {                \
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_TO, __VA_ARGS__))                \
  }                                                                                         \
  void from_json(const ::runseal::Json& nlohmann_json_j, T& nlohmann_json_t) {              \
    const T nlohmann_json_default_obj;                                                      \
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_FROM_WITH_DEFAULT, __VA_ARGS__)) \
  }
