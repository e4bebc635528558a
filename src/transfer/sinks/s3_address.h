// Where runs go on an S3 server: bucket, prefix, endpoint, and what to sign requests with.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "transfer/sinks/sink.h"

namespace runseal::transfer {

// Never shown, logged or recorded.
struct S3Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // of temporary credentials; else empty
};

struct S3Options {
  std::string bucket;
  std::string prefix;    // empty, or ends with '/'
  std::string endpoint;  // "https://host[:port]"; empty: Amazon's of the region
  std::string region = "us-east-1";
  std::filesystem::path ca;  // who may vouch for the server; empty: the authorities that the system trusts
  S3Credentials credentials;
  std::chrono::milliseconds connect_limit{15'000};
  std::chrono::milliseconds stall{
      60'000};                   // how long nothing may move: a server's copy of a large object is such a time
  std::size_t part = 8U << 20U;  // bytes sent at once at most: of large files; a stream keeps one in memory
  std::uint64_t copied_at_once = 1ULL << 30U;  // what the server is asked to copy in one go

  // "https://host/bucket" for an endpoint of one's own, "https://bucket.s3.REGION.amazonaws.com" for Amazon's
  [[nodiscard]] std::string bucket_url() const;
  [[nodiscard]] bool loopback_without_tls() const { return endpoint.starts_with("http:"); }
};

// s3://bucket[/prefix] and the settings that s3_description() names. Errors: usage (an address that is none, http: to
// another machine, no credentials), denied (others may read the file with the credentials), not_found.
[[nodiscard]] Result<S3Options> s3_options(std::string_view url, const SinkSettings& settings);

// Every byte but RFC 3986's unreserved ones as %XX, as SigV4 wants it. `slashes`: '/' stays.
[[nodiscard]] std::string s3_encoded(std::string_view text, bool slashes = false);

}  // namespace runseal::transfer
