// One table of names for an enum, used for JSON, the command line and the store alike.
// An enum joins by specialising EnumNames<E>::table; an unknown name is an error, never a default.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace runseal::base {

template <class E>
struct EnumNames;

template <class E>
concept NamedEnum = requires { EnumNames<E>::table; };

template <NamedEnum E>
[[nodiscard]] constexpr std::string_view name_of(E value) {
  for (const auto& [candidate, name] : EnumNames<E>::table)
    if (candidate == value) return name;
  return "?";
}

template <NamedEnum E>
[[nodiscard]] constexpr std::optional<E> named(std::string_view text) {
  for (const auto& [value, name] : EnumNames<E>::table)
    if (name == text) return value;
  return std::nullopt;
}

}  // namespace runseal::base

namespace nlohmann {

template <runseal::base::NamedEnum E>
struct adl_serializer<E> {
  static void to_json(json& out, E value) { out = std::string(runseal::base::name_of(value)); }
  static void from_json(const json& in, E& value) {
    const auto found = runseal::base::named<E>(in.get_ref<const std::string&>());
    if (!found) throw std::invalid_argument("unknown value \"" + in.get<std::string>() + "\"");
    value = *found;
  }
};

template <class T>
struct adl_serializer<std::optional<T>> {
  static void to_json(json& out, const std::optional<T>& value) {
    if (value)
      out = *value;
    else
      out = nullptr;
  }
  static void from_json(const json& in, std::optional<T>& value) {
    if (in.is_null())
      value.reset();
    else
      value = in.get<T>();
  }
};

}  // namespace nlohmann

// RUNSEAL_ENUM_NAMES(model::Grade, {model::Grade::unknown, "unknown"}, …): at namespace scope, outside any namespace
#define RUNSEAL_ENUM_NAMES(E, ...)                                           \
  template <>                                                                \
  struct runseal::base::EnumNames<E> {                                       \
    static constexpr std::pair<E, std::string_view> table[] = {__VA_ARGS__}; \
  }
