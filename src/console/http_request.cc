#include "console/http_request.h"

#include <boost/beast/core/string.hpp>

#include "base/text.h"

namespace runseal::console {
namespace {

namespace http = boost::beast::http;

std::unexpected<Answer> refuse(int status, const char* what) {
  auto answer = Answer::error({ErrorCode::invalid, what, {}, {}});
  answer.status = status;
  return std::unexpected(std::move(answer));
}

std::string text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

// RFC 9112 6.3: where the length is told in two ways, somebody between may have believed the other one.
std::expected<void, Answer> check_framing(const RequestHeader& header, unsigned version) {
  const auto coded = header.count(http::field::transfer_encoding);
  const auto sized = header.count(http::field::content_length);
  if (coded > 1 || sized > 1 || (coded > 0 && sized > 0))
    return refuse(400, "the length of the body is told in two ways");
  if (coded > 0 && version < 11) return refuse(400, "HTTP/1.0 has no transfer codings");
  if (coded > 0 && !boost::beast::iequals(header[http::field::transfer_encoding], "chunked"))
    return refuse(501, "a transfer coding other than \"chunked\"");
  const auto hosts = header.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && version >= 11)) return refuse(400, "exactly one Host must be named");
  return {};
}

std::expected<void, Answer> take_target(const std::string& target, Request& into) {
  if (!target.starts_with('/')) return refuse(400, "an address begins with a slash");
  const auto question = std::min(target.find('?'), target.size());
  into.path = target.substr(0, question);
  if (into.path.contains('#')) return refuse(400, "an address with a fragment");
  auto query = parse_query(std::string_view(target).substr(std::min(question + 1, target.size())));
  if (!query) return std::unexpected(Answer::error(query.error()));
  into.query = *std::move(query);
  return {};
}

// Cookies may come in several fields (RFC 6265 5.4 has one, but proxies split it); of all else the first counts.
std::expected<void, Answer> take_fields(const RequestHeader& header, std::size_t most, Request& into) {
  std::size_t count = 0;
  std::string cookies;
  for (const auto& field : header) {
    if (++count > most) return refuse(431, "too many header fields");
    if (field.name() == http::field::cookie) cookies += (cookies.empty() ? "" : "; ") + text_of(field.value());
    std::string name = text_of(field.name_string());
    for (auto& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    into.headers.emplace(std::move(name), text_of(field.value()));
  }
  into.cookies = parse_cookies(cookies);
  return {};
}

}  // namespace

std::expected<Asked, Answer> request_of(const RequestHeader& header, unsigned version, std::size_t most_fields) {
  Asked asked;
  if (version != 11 && version != 10) return refuse(400, "HTTP/1.1 is spoken here");
  if (auto checked = check_framing(header, version); !checked) return std::unexpected(std::move(checked).error());
  const auto method = text_of(header.method_string());
  asked.head = method == "HEAD";
  const auto known = asked.head ? Method::get : method_of(method);
  if (!known) {
    auto refused = refuse(405, "a method that nothing here takes");
    refused.error().headers.emplace_back("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
    return refused;
  }
  asked.request.method = *known;
  if (auto taken = take_target(text_of(header.target()), asked.request); !taken)
    return std::unexpected(std::move(taken).error());
  if (auto taken = take_fields(header, most_fields, asked.request); !taken)
    return std::unexpected(std::move(taken).error());
  asked.expects = version >= 11 && boost::beast::iequals(header[http::field::expect], "100-continue");
  asked.has_body = header.count(http::field::transfer_encoding) > 0 ||
                   (header.count(http::field::content_length) > 0 && header[http::field::content_length] != "0");
  return asked;
}

}  // namespace runseal::console
