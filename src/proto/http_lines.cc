#include "proto/http_lines.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace runseal::proto {
namespace {

constexpr std::string_view version_prefix = "HTTP/1.";
// RFC 9110 9.3, RFC 5789, RFC 4918 9, RFC 3253 3.6, RFC 5323
constexpr std::string_view methods[] = {"GET",   "HEAD",    "POST",  "PUT",      "DELETE",    "OPTIONS",
                                        "PATCH", "CONNECT", "TRACE", "PROPFIND", "PROPPATCH", "MKCOL",
                                        "COPY",  "MOVE",    "LOCK",  "UNLOCK",   "REPORT",    "SEARCH"};

std::optional<unsigned> minor_of(std::string_view version) {
  if (version.size() != version_prefix.size() + 1 || !version.starts_with(version_prefix)) return std::nullopt;
  const char digit = version.back();
  if (digit < '0' || digit > '9') return std::nullopt;
  return static_cast<unsigned>(digit - '0');
}

std::optional<std::uint64_t> whole_number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<HttpRequestLine> parse_http_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == 0 || last <= first) return std::nullopt;
  const auto minor = minor_of(line.substr(last + 1));
  const auto method = line.substr(0, first);
  const auto is_token = [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; };
  if (!minor || !std::ranges::all_of(method, is_token)) return std::nullopt;
  return HttpRequestLine{method, base::trim(line.substr(first + 1, last - first - 1)), *minor};
}

std::optional<HttpStatusLine> parse_http_status_line(std::string_view line) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos || line.size() < space + 4) return std::nullopt;
  const auto minor = minor_of(line.substr(0, space));
  const auto status = whole_number(line.substr(space + 1, 3), 10);
  if (!minor || !status || *status < 100 || *status > 599) return std::nullopt;
  if (line.size() > space + 4 && line[space + 4] != ' ') return std::nullopt;
  return HttpStatusLine{*minor, static_cast<int>(*status)};
}

std::optional<HttpField> parse_http_field(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
  HttpField field{std::string(line.substr(0, colon)), base::trim(line.substr(colon + 1))};
  for (auto& c : field.name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return field;
}

std::optional<std::uint64_t> parse_http_length(std::string_view value) { return whole_number(value, 10); }

std::optional<std::uint64_t> parse_http_chunk(std::string_view line) {
  return whole_number(base::trim(line.substr(0, line.find(';'))), 16);
}

HttpTarget parse_http_target(std::string_view target) {
  target = target.substr(0, target.find_first_of("?#"));
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos || target.starts_with('/')) return {{}, target};
  target.remove_prefix(scheme + 3);
  const auto slash = std::min(target.find('/'), target.size());
  auto host = target.substr(0, slash);
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);  // a password's place
  return {host, slash < target.size() ? target.substr(slash) : std::string_view("/")};
}

bool begins_like_http_request(std::string_view bytes) {
  return std::ranges::any_of(methods, [&](std::string_view method) {
    return bytes.size() > method.size() && bytes.starts_with(method) && bytes[method.size()] == ' ';
  });
}

}  // namespace runseal::proto
