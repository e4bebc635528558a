#include "base/endpoint.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/pchars.hpp>
#include <boost/url/url_view.hpp>

#include "base/text.h"

namespace runseal::base {
namespace {

constexpr std::size_t max_url = 2048;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string encoded(std::string_view path) {
  const auto allowed = boost::urls::pchars + '/';
  return boost::urls::encode(path, allowed);
}

}  // namespace

std::string Endpoint::url() const {
  const bool v6 = host.find(':') != std::string::npos;
  std::string text = scheme + "://" + (v6 ? "[" + host + "]" : host);
  if (port != 0) text += fmt::format(":{}", port);
  if (!path.empty()) text += (path.starts_with('/') ? "" : "/") + encoded(path);
  return text;
}

Result<Endpoint> parse_endpoint(std::string_view given) {
  const auto wrong = [&](std::string why) {
    return fail(ErrorCode::invalid, std::move(why), printable(given, 120),
                "write it as smb://host/share, smb://host:port/share or \\\\host\\share");
  };
  const auto no_port = [&] {
    return fail(ErrorCode::usage, "not a port number", printable(given, 120), "a port is a number from 1 to 65535");
  };
  std::string text(trim(given));
  if (text.size() > max_url) return wrong("the address is too long");
  if (text.starts_with("\\\\")) text = "smb:" + encoded(replaced(text, "\\", "/"));
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed) return wrong("not an address that runseal can read");
  const auto& url = *parsed;
  if (url.has_password()) return wrong("a password may not stand in an address");
  if (url.has_userinfo()) return wrong("a user name may not stand in an address; give credentials by file");
  if (url.has_query() || url.has_fragment()) return wrong("an address has no ? or # part");
  Endpoint endpoint;
  endpoint.scheme = lower(url.scheme());
  endpoint.host = lower(url.host_type() == boost::urls::host_type::ipv6 ? std::string(url.host_address())
                                                                        : std::string(url.host()));
  endpoint.port = url.port_number();
  endpoint.path = url.path();
  unsigned long port = 0;  // Boost's own number wraps around
  const std::string digits(url.port());
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool is_number = error == std::errc{} && end == digits.data() + digits.size();
  const bool ends_in_letters = url.has_port() && !endpoint.path.empty() && !endpoint.path.starts_with('/');
  if (url.has_port() && (ends_in_letters || !is_number || port == 0 || port > 65'535)) return no_port();
  const bool local = endpoint.scheme == "mount" || endpoint.scheme == "file";
  if (!local && endpoint.host.empty()) return wrong("the address names no host");
  // url() writes the host as it is, so it must be one that reads back the same
  if (endpoint.host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-:") != std::string::npos)
    return wrong("the host's name holds characters that no host name has");
  if (local && (!endpoint.host.empty() || endpoint.path.size() < 2))
    return wrong("write a folder of this machine as " + endpoint.scheme + ":///mnt/runs");
  if (printable(endpoint.host, max_url) != endpoint.host || printable(endpoint.path, max_url) != endpoint.path)
    return wrong("the address holds characters that cannot be shown");
  while (!local && endpoint.path.starts_with('/')) endpoint.path.erase(0, 1);
  while (endpoint.path.size() > 1 && endpoint.path.ends_with('/')) endpoint.path.pop_back();
  return endpoint;
}

}  // namespace runseal::base
