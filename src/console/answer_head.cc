#include "console/answer_head.h"

#include <algorithm>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace runseal::console {
namespace {

// Of the page: everything it needs comes from here, and nothing runs that is written into it.
constexpr const char* page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
// Of all else. A browser's viewer of PDF files brings its own parts.
constexpr const char* data_policy = "default-src 'none'; frame-ancestors 'self'";
constexpr const char* pdf_policy = "frame-ancestors 'self'";

const char* reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Other";
  }
}

const char* policy_of(const Answer& answer) {
  if (answer.type.starts_with("text/html")) return page_policy;
  return answer.type == "application/pdf" ? pdf_policy : data_policy;
}

bool has(const Answer& answer, std::string_view name) {
  return std::ranges::any_of(answer.headers, [&](const auto& one) { return one.first == name; });
}

// RFC 9110 5.6.7
std::string http_date(Instant now) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::time_point(now))));
}

}  // namespace

std::string answer_head(const Answer& answer, const Framing& framing, Instant now) {
  std::string head;
  head.reserve(1024);
  const auto line = [&](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(one_header_line(value)).append("\r\n");
  };
  head = fmt::format("HTTP/1.1 {} {}\r\n", answer.status, reason_of(answer.status));
  line("Date", http_date(now));
  if (!answer.type.empty()) line("Content-Type", answer.type);
  for (const auto& [name, value] : answer.headers) line(name, value);
  if (framing.length && answer.status != 204 && answer.status != 304)
    line("Content-Length", std::to_string(*framing.length));
  if (framing.chunked) line("Transfer-Encoding", "chunked");
  if (!framing.keep) line("Connection", "close");
  if (!has(answer, "Cache-Control")) line("Cache-Control", "no-store");
  line("Content-Security-Policy", policy_of(answer));
  if (framing.only_tls) line("Strict-Transport-Security", "max-age=31536000");
  line("X-Content-Type-Options", "nosniff");
  line("X-Frame-Options", answer.type.starts_with("text/html") ? "DENY" : "SAMEORIGIN");
  line("Referrer-Policy", "no-referrer");
  line("Cross-Origin-Opener-Policy", "same-origin");
  line("Cross-Origin-Resource-Policy", "same-origin");
  return head.append("\r\n");
}

}  // namespace runseal::console
