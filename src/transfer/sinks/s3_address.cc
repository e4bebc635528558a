#include "transfer/sinks/s3_address.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "base/confined.h"
#include "base/endpoint.h"
#include "base/private_file.h"
#include "base/text.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t longest_bucket = 63;
constexpr std::size_t longest_file = 16U << 10U;

bool only(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view lower_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789";

std::string setting(const SinkSettings& settings, const char* name) {
  const auto found = settings.find(name);
  return found == settings.end() ? std::string() : found->second;
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || (host.starts_with("127.") && only(host, "0123456789."));
}

Result<std::string> checked_endpoint(const std::string& given) {
  const auto parsed = base::parse_endpoint(given);
  const bool form = parsed && (parsed->scheme == "https" || parsed->scheme == "http") && parsed->path.empty();
  if (!form)
    return fail(ErrorCode::usage, "not the address of an S3 server",
                given.find('@') == std::string::npos ? base::printable(given, 200) : "",  // it may hold a password
                "for example --s3-endpoint https://objects.example.org:7480");
  if (parsed->scheme == "http" && !is_loopback(parsed->host))
    return fail(ErrorCode::usage, "without TLS everybody on the way could read and change the run", parsed->url(),
                "use https; plain http is for a server on this machine only");
  return parsed->url();
}

Result<S3Credentials> read_credentials(const std::filesystem::path& file) {
  RUNSEAL_TRY(const auto bytes, base::read_private(base::real_files(), file, longest_file));
  const auto text = base::as_text(bytes);
  S3Credentials read;
  std::size_t number = 0;
  for (const auto raw : base::lines(text)) {
    ++number;
    const auto line = base::trim(raw);
    if (line.empty() || line.front() == '#' || line == "[default]") continue;
    const auto equals = line.find('=');
    const auto name = base::trim(line.substr(0, equals));
    auto* const field = name == "aws_access_key_id"       ? &read.access_key
                        : name == "aws_secret_access_key" ? &read.secret_key
                        : name == "aws_session_token"     ? &read.session_token
                                                          : nullptr;
    // the line itself is not quoted: it may hold the secret
    if (field == nullptr || equals == std::string_view::npos)
      return fail(ErrorCode::invalid, "not a line of S3 credentials", fmt::format("{}:{}", file.string(), number),
                  "write lines \"aws_access_key_id = …\" and \"aws_secret_access_key = …\"");
    *field = base::trim(line.substr(equals + 1));
  }
  return read;
}

Result<S3Credentials> credentials(const std::string& file) {
  S3Credentials found{variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"), variable("AWS_SESSION_TOKEN")};
  if (!file.empty()) {
    RUNSEAL_TRY(found, read_credentials(file));
  }
  const auto usable = [](const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  };
  if (!usable(found.access_key) || !usable(found.secret_key) || !usable(found.session_token))
    return fail(ErrorCode::usage, "the S3 credentials hold characters that credentials do not have", file);
  if (!found.access_key.empty() && !found.secret_key.empty()) return found;
  return fail(
      ErrorCode::usage, "no credentials for S3", file,
      "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them to a file with mode 0600 and name it with "
      "--s3-credentials");
}

}  // namespace

std::string s3_encoded(std::string_view text, bool slashes) {
  return slashes ? boost::urls::encode(text, boost::urls::unreserved_chars + '/')
                 : boost::urls::encode(text, boost::urls::unreserved_chars);
}

std::string S3Options::bucket_url() const {
  if (!endpoint.empty()) return endpoint + "/" + bucket;
  // a bucket with dots in its name fits no certificate of *.s3.REGION.amazonaws.com
  const auto host = fmt::format("s3.{}.amazonaws.com", region);
  return bucket.find('.') == std::string::npos ? "https://" + bucket + "." + host : "https://" + host + "/" + bucket;
}

Result<S3Options> s3_options(std::string_view url, const SinkSettings& settings) {
  const auto bad = [&](const char* why) {
    return fail(ErrorCode::usage, std::string("not an S3 address: ") + why,
                url.find('@') == std::string_view::npos ? base::printable(url, 200) : "",
                "for example s3://runs/miseq");
  };
  constexpr std::string_view scheme = "s3://";
  if (!url.starts_with(scheme)) return bad("it does not begin with s3://");
  const auto rest = url.substr(scheme.size());
  const auto slash = std::min(rest.find('/'), rest.size());
  S3Options options;
  options.bucket = rest.substr(0, slash);
  options.prefix = rest.substr(std::min(slash + 1, rest.size()));
  if (options.bucket.size() < 3 || options.bucket.size() > longest_bucket ||
      !only(options.bucket, std::string(lower_and_digits) + ".-") || options.bucket.find("..") != std::string::npos ||
      !lower_and_digits.contains(options.bucket.front()) || !lower_and_digits.contains(options.bucket.back()))
    return bad("it names no bucket (3 to 63 of a-z, 0-9, '-' and '.')");
  while (options.prefix.ends_with('/')) options.prefix.pop_back();
  if (!options.prefix.empty()) {
    if (!base::check_relative(options.prefix) || !base::is_utf8(options.prefix)) return bad("the prefix cannot be one");
    options.prefix += '/';
  }
  if (const auto endpoint = setting(settings, "s3-endpoint"); !endpoint.empty()) {
    RUNSEAL_TRY(options.endpoint, checked_endpoint(endpoint));
  }
  for (const auto& region : {setting(settings, "s3-region"), variable("AWS_REGION"), variable("AWS_DEFAULT_REGION")})
    if (!region.empty()) {
      options.region = region;
      break;
    }
  if (!only(options.region, std::string(lower_and_digits) + "-_")) return bad("the region cannot be one");
  options.ca = setting(settings, "s3-ca");
  RUNSEAL_TRY(options.credentials, credentials(setting(settings, "s3-credentials")));
  return options;
}

}  // namespace runseal::transfer
