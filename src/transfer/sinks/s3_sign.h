// AWS Signature Version 4 in a request's headers, for S3. Pure. docs.aws.amazon.com/AmazonS3/latest/API,
// "Authenticating Requests: Using the Authorization Header".
// Not libcurl's CURLOPT_AWS_SIGV4: as Debian 12 has it (7.88) it sorts headers by their whole lines, so that
// x-amz-copy-source-range comes before x-amz-copy-source, and servers refuse the signature.
#pragma once

#include <map>
#include <string>

#include "base/time.h"
#include "transfer/sinks/s3_address.h"

namespace runseal::transfer {

struct S3ToSign {
  std::string method;
  std::string path;                            // encoded, from the first '/'
  std::string query;                           // encoded, sorted, without '?'
  std::map<std::string, std::string> headers;  // by lower-case name; host and x-amz-content-sha256 among them
};

// Adds x-amz-date, x-amz-security-token where there is one, and authorization.
void s3_sign(S3ToSign& request, const S3Credentials& by, const std::string& region, Instant now);

}  // namespace runseal::transfer
