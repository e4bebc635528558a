#include "console/exchange.h"

#include <algorithm>
#include <array>

#include "base/error_json.h"
#include "base/text.h"

namespace runseal::console {
namespace {

constexpr std::size_t most_fields = 64;
constexpr std::size_t most_json = 64U << 20U;  // the route's own bound is smaller
constexpr std::array<std::pair<Method, std::string_view>, 5> method_names{{{Method::get, "GET"},
                                                                           {Method::post, "POST"},
                                                                           {Method::put, "PUT"},
                                                                           {Method::patch, "PATCH"},
                                                                           {Method::delete_, "DELETE"}}};

std::string value_in(const std::map<std::string, std::string>& map, const std::string& name) {
  const auto found = map.find(name);
  return found == map.end() ? std::string() : found->second;
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

// For RFC 5987's ext-value: what is no attr-char is escaped.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte < 0x80 && std::isalnum(byte) != 0) || c == '.' || c == '-' || c == '_';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  return out;
}

std::string ascii_name(std::string_view name) {
  std::string out(name);
  for (auto& c : out)
    if (const auto byte = static_cast<unsigned char>(c);
        byte < 0x20 || byte > 0x7e || std::string_view("\"\\/%;").contains(c))
      c = '_';
  return out;
}

}  // namespace

std::string Request::header(const std::string& name) const { return value_in(headers, name); }
std::string Request::asked(const std::string& name) const { return value_in(query, name); }
std::string Request::param(const std::string& name) const { return value_in(params, name); }

Result<Json> Request::json() const {
  RUNSEAL_TRY(auto document, base::parse_json(body, most_json));
  if (!document.is_object()) return fail(ErrorCode::invalid, "the request's body must be a JSON object");
  return document;
}

Answer Answer::json(const Json& document, int status) {
  Answer answer;
  answer.status = status;
  answer.body = document.dump(-1, ' ', false, Json::error_handler_t::replace);
  return answer;
}

Answer Answer::nothing() {
  Answer answer;
  answer.status = 204;
  answer.type.clear();
  return answer;
}

Answer Answer::error(const Error& error) {
  return json({{"error", base::error_json(error)}}, status_of(error.code));
}

Answer Answer::file(const std::string& name, const std::string& type, std::string content) {
  Answer answer;
  answer.type = type;
  answer.body = std::move(content);
  const auto clean = base::printable(name, 200);
  answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + ascii_name(clean) +
                                                         "\"; filename*=UTF-8''" + percent_encoded(clean));
  return answer;
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
    case ErrorCode::invalid: return 400;
    case ErrorCode::denied: return 403;
    case ErrorCode::not_found: return 404;
    case ErrorCode::exists:
    case ErrorCode::conflict:
    case ErrorCode::cancelled: return 409;
    case ErrorCode::limit: return 413;
    case ErrorCode::unavailable: return 503;
    case ErrorCode::timeout: return 504;
    case ErrorCode::io:
    case ErrorCode::corrupt:
    case ErrorCode::internal: return 500;
  }
  return 500;
}

std::string_view name_of(Method method) {
  return std::ranges::find(method_names, method, [](const auto& one) { return one.first; })->second;
}

std::optional<Method> method_of(std::string_view name) {
  const auto found = std::ranges::find(method_names, name, [](const auto& one) { return one.second; });
  if (found == method_names.end()) return std::nullopt;
  return found->first;
}

Result<std::string> percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return fail(ErrorCode::invalid, "an address with a wrong escape (%)");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (out.contains('\0') || !base::is_utf8(out))
    return fail(ErrorCode::invalid, "an address that is not in UTF-8, or has a NUL in it");
  return out;
}

Result<std::map<std::string, std::string>> parse_query(std::string_view text) {
  std::map<std::string, std::string> fields;
  std::size_t count = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    std::string pair(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (++count > most_fields) return fail(ErrorCode::invalid, "more than 64 fields in the address");
    std::ranges::replace(pair, '+', ' ');
    const auto equals = std::min(pair.find('='), pair.size());
    RUNSEAL_TRY(const auto name, percent_decoded(std::string_view(pair).substr(0, equals)));
    RUNSEAL_TRY(fields[name], percent_decoded(std::string_view(pair).substr(std::min(equals + 1, pair.size()))));
  }
  return fields;
}

std::map<std::string, std::string> parse_cookies(std::string_view header) {
  std::map<std::string, std::string> cookies;
  for (const auto& pair : base::split(std::string(header), ';')) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || cookies.size() >= most_fields) continue;
    const auto name = base::trim(std::string_view(pair).substr(0, equals));
    const auto value = base::trim(std::string_view(pair).substr(equals + 1));
    if (!name.empty()) cookies.emplace(name, value);
  }
  return cookies;
}

std::string one_header_line(std::string_view value) {
  std::string out(value);
  for (auto& c : out)
    if (const auto byte = static_cast<unsigned char>(c); byte < 0x20 || byte == 0x7f) c = ' ';
  return out;
}

}  // namespace runseal::console
