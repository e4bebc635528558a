#include "transfer/sinks/s3_sign.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/mac.h"

namespace runseal::transfer {
namespace {

// 2013-05-24T00:00:00.000Z → 20130524T000000Z
std::string time_of(Instant now) {
  auto text = base::format_instant(now).substr(0, std::string_view("2013-05-24T00:00:00").size());
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + "Z";
}

}  // namespace

void s3_sign(S3ToSign& request, const S3Credentials& by, const std::string& region, Instant now) {
  const auto time = time_of(now);
  const auto day = time.substr(0, time.find('T'));
  request.headers["x-amz-date"] = time;
  if (!by.session_token.empty()) request.headers["x-amz-security-token"] = by.session_token;

  std::string lines;
  std::string names;
  for (const auto& [name, value] : request.headers) {
    lines += name + ":" + value + "\n";
    names += (names.empty() ? "" : ";") + name;
  }
  const auto canonical = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, request.path, request.query, lines,
                                     names, request.headers.at("x-amz-content-sha256"));
  const auto scope = fmt::format("{}/{}/s3/aws4_request", day, region);
  const auto to_sign =
      fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", time, scope, base::sha256_hex(base::as_bytes(canonical)));

  auto key = base::hmac_sha256(base::as_bytes("AWS4" + by.secret_key), base::as_bytes(day));
  for (const auto& part : {region, std::string("s3"), std::string("aws4_request"), to_sign})
    key = base::hmac_sha256(key, base::as_bytes(part));
  request.headers["authorization"] = fmt::format("AWS4-HMAC-SHA256 Credential={}/{},SignedHeaders={},Signature={}",
                                                 by.access_key, scope, names, base::to_hex(key));
}

}  // namespace runseal::transfer
