#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <set>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::base {
namespace {

constexpr int max_depth = 64;

// nlohmann keeps the last of two equal keys without a word; a signed text must not have two readings
class DuplicateKeys {
 public:
  bool operator()(int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) seen_.emplace_back();
    if (event == Json::parse_event_t::key && !seen_.back().insert(parsed.get<std::string>()).second) duplicate = true;
    if (event == Json::parse_event_t::object_end) seen_.pop_back();
    return true;
  }
  bool duplicate = false;

 private:
  std::vector<std::set<std::string>> seen_;
};

bool deeper_than_allowed(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > max_depth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

void write_string(std::string& out, const std::string& text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (byte < 0x20)
          out += fmt::format("\\u{:04x}", byte);
        else
          out += c;
    }
  }
  out += '"';
}

// ECMA-262 Number::toString, from the shortest digits that read back as the same double
std::string ecmascript_number(double value) {
  if (value == 0) return "0";
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value), std::chars_format::scientific).ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const auto e = text.find('e');
  std::string digits(text.substr(0, e));
  std::erase(digits, '.');
  int exponent = 0;
  const auto sign = text[e + 1] == '+' ? 2U : 1U;  // from_chars takes no plus
  std::from_chars(text.data() + e + sign, text.data() + text.size(), exponent);
  const int point = exponent + 1;  // digits before the decimal point
  const int count = static_cast<int>(digits.size());
  const auto zeros = [](int n) { return std::string(static_cast<std::size_t>(n), '0'); };
  std::string out;
  if (point >= count && point <= 21) {
    out = digits + zeros(point - count);
  } else if (point > 0 && point <= 21) {
    out = digits.substr(0, static_cast<std::size_t>(point)) + "." + digits.substr(static_cast<std::size_t>(point));
  } else if (point > -6 && point <= 0) {
    out = "0." + zeros(-point) + digits;
  } else {
    out = digits.substr(0, 1) + (count > 1 ? "." + digits.substr(1) : "") + "e" + (point > 0 ? "+" : "-") +
          std::to_string(std::abs(point - 1));
  }
  return value < 0 ? "-" + out : out;
}

Result<void> write(std::string& out, const Json& value, int depth);

Result<void> write_number(std::string& out, const Json& value) {
  if (value.is_number_float()) {
    const auto number = value.get<double>();
    if (!std::isfinite(number)) return fail(ErrorCode::invalid, "a number that is not finite has no JSON form");
    out += ecmascript_number(number);
    return {};
  }
  // JSON readers take every number for a double: an integer that they would read or write as another is refused
  const auto text = value.dump();
  if (ecmascript_number(value.get<double>()) != text)
    return fail(ErrorCode::invalid, "an integer that is not exact in JSON", text, "write it as a string");
  out += text;
  return {};
}

Result<void> write_object(std::string& out, const Json& value, int depth) {
  std::vector<std::pair<std::u16string, const std::string*>> keys;
  for (const auto& [key, ignored] : value.items()) {
    const auto units = utf16(key);
    if (!units) return fail(ErrorCode::invalid, "a key is not UTF-8");
    keys.emplace_back(*units, &value.find(key).key());
  }
  std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  out += '{';
  const char* separator = "";
  for (const auto& [units, key] : keys) {
    out += separator;
    separator = ",";
    write_string(out, *key);
    out += ':';
    RUNSEAL_CHECK(write(out, value.at(*key), depth));
  }
  out += '}';
  return {};
}

Result<void> write(std::string& out, const Json& value, int depth) {
  if (depth > max_depth) return fail(ErrorCode::limit, "JSON is nested too deeply");
  switch (value.type()) {
    case Json::value_t::null: out += "null"; return {};
    case Json::value_t::boolean: out += value.get<bool>() ? "true" : "false"; return {};
    case Json::value_t::string: {
      const auto& text = value.get_ref<const std::string&>();
      if (!is_utf8(text)) return fail(ErrorCode::invalid, "a string is not UTF-8");
      write_string(out, text);
      return {};
    }
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: return write_number(out, value);
    case Json::value_t::array: {
      out += '[';
      const char* separator = "";
      for (const auto& item : value) {
        out += separator;
        separator = ",";
        RUNSEAL_CHECK(write(out, item, depth + 1));
      }
      out += ']';
      return {};
    }
    case Json::value_t::object: return write_object(out, value, depth + 1);
    default: return fail(ErrorCode::invalid, "a value with no JSON form");
  }
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes)
    return fail(ErrorCode::limit, fmt::format("JSON of {} bytes; at most {} are read", text.size(), max_bytes));
  if (deeper_than_allowed(text)) return fail(ErrorCode::limit, fmt::format("JSON nested deeper than {}", max_depth));
  DuplicateKeys keys;
  try {
    auto json = Json::parse(text.begin(), text.end(), std::ref(keys));
    if (keys.duplicate) return fail(ErrorCode::invalid, "the same key stands twice in one JSON object");
    return json;
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid, std::string("not JSON: ") + error.what());
  }
}

Result<std::string> canonical_json(const Json& value) {
  std::string out;
  RUNSEAL_CHECK(write(out, value, 0));
  return out;
}

}  // namespace runseal::base
