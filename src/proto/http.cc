#include "proto/http.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_head = 64U << 10U;
constexpr std::size_t most_fields = 256;
constexpr std::string_view version_prefix = "HTTP/1.";

Error malformed(std::string why) { return {ErrorCode::invalid, "HTTP: " + std::move(why), {}, {}}; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// The end of a head: an empty line; some servers write lines without \r.
std::optional<std::size_t> end_of_head(std::string_view text) {
  const auto strict = text.find("\r\n\r\n");
  const auto loose = text.find("\n\n");
  if (strict == std::string_view::npos && loose == std::string_view::npos) return std::nullopt;
  return strict < loose ? strict + 4 : loose + 2;
}

Result<int> status_of(std::string_view line) {
  // HTTP-version SP 3DIGIT SP [reason] (RFC 9112 4)
  int status = 0;
  if (line.size() < version_prefix.size() + 5 || line[version_prefix.size() + 1] != ' ')
    return fail(malformed("a status line that is none"));
  const auto* digits = line.data() + version_prefix.size() + 2;
  const auto [end, error] = std::from_chars(digits, digits + 3, status);
  if (error != std::errc{} || end != digits + 3 || status < 100 || status > 599)
    return fail(malformed("a status that is none"));
  return status;
}

// At commas, but not inside quotes.
std::vector<std::string> parts_of(std::string_view value) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '"') quoted = !quoted;
    if (value[i] == ',' && !quoted)
      parts.emplace_back();
    else
      parts.back() += value[i];
  }
  for (auto& part : parts) part = std::string(base::trim(part));
  return parts;
}

}  // namespace

Bytes http_request(const HttpRequest& request) {
  auto text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: runseal-probe\r\nAccept: */*\r\n", request.method,
                          request.target, request.host);
  for (const auto& [name, value] : request.more) text += fmt::format("{}: {}\r\n", name, value);
  text += "Connection: close\r\n\r\n";
  const auto bytes = base::as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

std::optional<std::string> HttpHead::field(std::string_view name) const {
  for (const auto& [known, value] : fields)
    if (known == name) return value;
  return std::nullopt;
}

Result<std::optional<std::size_t>> http_head_size(ByteView bytes) {
  const auto text = base::as_text(bytes.first(std::min(bytes.size(), longest_head)));
  std::size_t at = 0;
  for (;;) {
    const auto rest = std::string_view(text).substr(at);
    const auto begin = rest.substr(0, version_prefix.size());
    if (begin != version_prefix.substr(0, begin.size())) return fail(ErrorCode::not_found, "HTTP: another protocol");
    const auto end = end_of_head(rest);
    if (!end) break;
    RUNSEAL_TRY(const int status, status_of(rest));
    at += *end;
    if (status >= 200 || status == 101) return std::optional(at);
  }
  if (bytes.size() >= longest_head) return fail(ErrorCode::limit, "its head has no end");
  return std::optional<std::size_t>();
}

Result<HttpHead> parse_http_head(ByteView bytes) {
  const auto text = base::as_text(bytes);
  HttpHead head;
  for (const auto line : base::lines(text)) {
    if (line.starts_with(version_prefix)) {  // of the final answer, after any 1xx
      head.fields.clear();
      RUNSEAL_TRY(head.status, status_of(line));
      continue;
    }
    if (line.empty()) continue;
    const auto colon = line.find(':');
    if (head.status == 0 || colon == 0 || colon == std::string_view::npos)
      return fail(malformed("a header field that is none"));
    if (head.fields.size() == most_fields) return fail(ErrorCode::limit, "HTTP: too many header fields");
    head.fields.emplace_back(lower(line.substr(0, colon)), std::string(base::trim(line.substr(colon + 1))));
  }
  if (head.status == 0) return fail(malformed("no status line"));
  return head;
}

std::vector<std::string> http_login_schemes(const HttpHead& head) {
  std::vector<std::string> schemes;
  for (const auto& [name, value] : head.fields) {
    if (name != "www-authenticate") continue;
    for (const auto& part : parts_of(value)) {
      const auto word = lower(part.substr(0, part.find(' ')));
      const bool parameter = word.find('=') != std::string::npos && !part.starts_with("=");
      if (!word.empty() && !parameter && std::ranges::find(schemes, word) == schemes.end()) schemes.push_back(word);
    }
  }
  return schemes;
}

std::optional<std::vector<std::string>> http_allowed(const HttpHead& head) {
  std::optional<std::vector<std::string>> methods;
  for (const auto& [name, value] : head.fields) {
    if (name != "allow") continue;
    if (!methods) methods.emplace();
    for (auto& part : parts_of(value))
      if (!part.empty()) methods->push_back(std::move(part));
  }
  return methods;
}

std::optional<std::uint64_t> http_strict_transport(const HttpHead& head) {
  const auto value = head.field("strict-transport-security");
  if (!value) return std::nullopt;
  for (const auto& part : base::split(*value, ';')) {
    const auto directive = lower(base::trim(part));
    if (!directive.starts_with("max-age=")) continue;
    auto digits = std::string_view(directive).substr(8);
    if (digits.starts_with('"') && digits.ends_with('"') && digits.size() > 1)
      digits = digits.substr(1, digits.size() - 2);
    std::uint64_t seconds = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    if (error == std::errc{} && end == digits.data() + digits.size()) return seconds;
  }
  return std::nullopt;
}

}  // namespace runseal::proto
