// What it means when an S3 server says no.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "transfer/seal/manifest.h"
#include "transfer/sinks/s3_client.h"
#include "transfer/sinks/s3_xml.h"

namespace runseal::transfer {
namespace {

constexpr const char* make_room = "make room, then send again: it goes on where it stopped";
constexpr long insufficient_storage = 507;  // RFC 4918, 11.5

struct Meaning {
  std::string_view code;  // in the <Error>
  ErrorCode is;
  const char* next;
};
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; radosgw's and Swift's own where they differ
constexpr std::array meanings{
    Meaning{"InvalidAccessKeyId", ErrorCode::denied, "the server does not know this access key"},
    Meaning{"SignatureDoesNotMatch", ErrorCode::denied, "is it the right secret key, and the server's region?"},
    Meaning{"RequestTimeTooSkewed", ErrorCode::denied, "set the clock: it differs from the server's"},
    Meaning{"ExpiredToken", ErrorCode::denied, "the temporary credentials are over: get new ones"},
    Meaning{"NoSuchBucket", ErrorCode::not_found,
            "make the bucket first, and give the account the right to write there"},
    Meaning{"PermanentRedirect", ErrorCode::usage, "the bucket is elsewhere: name its endpoint and region"},
    Meaning{"AuthorizationHeaderMalformed", ErrorCode::usage, "name the bucket's region by --s3-region"},
    Meaning{"KeyTooLongError", ErrorCode::invalid, "S3 keeps names of at most 1024 bytes, prefix and run included"},
    Meaning{"InvalidObjectName", ErrorCode::invalid, "the server does not keep such a name"},
    Meaning{"InvalidURI", ErrorCode::invalid, "the server does not keep such a name"},
    Meaning{"QuotaExceeded", ErrorCode::limit, make_room},
    Meaning{"XMinioStorageFull", ErrorCode::limit, make_room},
    Meaning{"XMinioAdminBucketQuotaExceeded", ErrorCode::limit, make_room},
    Meaning{"EntityTooLarge", ErrorCode::limit, "the server keeps no object of that size"},
    // what arrived is not what was sent: another try may do better
    Meaning{"XAmzContentSHA256Mismatch", ErrorCode::io, "something on the way changed it"},
    Meaning{"BadDigest", ErrorCode::io, "something on the way changed it"},
    Meaning{"InternalError", ErrorCode::io, ""},
    Meaning{"ServiceUnavailable", ErrorCode::unavailable, ""},
    Meaning{"AccessDenied", ErrorCode::denied, "give the account the rights to list, read, write and delete there"},
    Meaning{"SlowDown", ErrorCode::unavailable, ""},
    Meaning{"NoSuchUpload", ErrorCode::io, "something else ended the upload"},
};

ErrorCode by_status(long status) {
  switch (status) {
    case 301:
    case 307: return ErrorCode::usage;
    case 401:
    case 403: return ErrorCode::denied;
    case 404: return ErrorCode::not_found;
    case 409: return ErrorCode::conflict;
    case 412: return ErrorCode::exists;
    case 413:
    case insufficient_storage: return ErrorCode::limit;
    case 429:
    case 503: return ErrorCode::unavailable;
    default: return status >= 500 && status != 501 ? ErrorCode::io : ErrorCode::invalid;
  }
}

}  // namespace

Error s3_refusal(const S3Error& said, long status, const std::string& doing, const std::string& where) {
  Error error;
  error.code = by_status(status);
  error.where = where;
  const auto* const known =
      std::find_if(meanings.begin(), meanings.end(), [&](const Meaning& meaning) { return meaning.code == said.code; });
  if (known != meanings.end()) {
    error.code = known->is;
    error.next = known->next;
  }
  if (status == insufficient_storage) {
    error.code = ErrorCode::limit;
    error.next = make_room;
  }
  error.what = fmt::format("the S3 server {}: {}", doing, said.code.empty() ? fmt::format("{}", status) : said.code);
  if (!said.message.empty()) error.what += " (" + said.message + ")";
  return error;
}

Error S3Client::refusal(const S3Answer& answer, const std::string& doing, std::string_view key) const {
  return s3_refusal(parse_s3_error(answer.body), answer.status, doing,
                    key.empty() ? options_.bucket_url() : shown_path(key));
}

}  // namespace runseal::transfer
