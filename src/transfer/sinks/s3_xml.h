// What an S3 server answers in XML, and what it is told in XML. Pure. A DOCTYPE is refused, so no entity is ever
// defined or expanded; names come percent-encoded (encoding-type=url), because XML 1.0 cannot hold every byte of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace runseal::transfer {

inline constexpr std::size_t max_s3_answer = 16U << 20U;  // a thousand of the longest names need less

struct S3Object {
  std::string key;
  std::uint64_t size = 0;
};
struct S3List {
  std::vector<S3Object> objects;
  std::string next;  // continuation token; empty: that was all
};
// ListObjectsV2 with encoding-type=url. Errors: invalid, limit.
[[nodiscard]] Result<S3List> parse_s3_list(ByteView xml);

struct S3Part {
  std::string key;
  std::string upload_id;
};
struct S3Uploads {
  std::vector<S3Part> uploads;
  S3Part next;  // markers; an empty upload_id: that was all
};
// ListMultipartUploads with encoding-type=url. Errors: invalid, limit.
[[nodiscard]] Result<S3Uploads> parse_s3_uploads(ByteView xml);

[[nodiscard]] Result<std::string> parse_s3_upload_id(ByteView xml);  // InitiateMultipartUpload
[[nodiscard]] Result<std::string> parse_s3_copied(ByteView xml);     // the ETag of CopyObject and UploadPartCopy

struct S3Error {
  std::string code;     // empty: the answer is no <Error>
  std::string message;  // fit to be shown
};
[[nodiscard]] S3Error parse_s3_error(ByteView xml);

struct S3NotRemoved {
  std::string key;  // fit to be shown
  S3Error error;
};
// DeleteObjects answers "200 OK" and names what it did not remove: the first of these; nothing: all is gone.
// Errors: invalid, limit.
[[nodiscard]] Result<std::optional<S3NotRemoved>> parse_s3_removed(ByteView xml);

[[nodiscard]] std::string s3_complete_xml(const std::vector<std::string>& etags);  // of the parts, from the first
[[nodiscard]] std::string s3_delete_xml(const std::vector<std::string>& keys);     // a thousand at most

}  // namespace runseal::transfer
