// What a session does in a bucket with small objects and lists of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "transfer/sinks/s3_client.h"
#include "transfer/sinks/s3_xml.h"

namespace runseal::transfer {

[[nodiscard]] Result<std::vector<S3Object>> s3_list(S3Client& client, const std::string& prefix);
[[nodiscard]] Result<bool> s3_any_below(S3Client& client, const std::string& prefix);
[[nodiscard]] Result<bool> s3_is_there(S3Client& client, const std::string& key);

enum class S3Overwrite { yes, no };
// With `no`: errors exists. Only for a server that keeps to If-None-Match.
[[nodiscard]] Result<> s3_write(S3Client& client, const std::string& key, std::string_view text, S3Overwrite overwrite);
[[nodiscard]] Result<std::optional<std::string>> s3_read(S3Client& client,
                                                         const std::string& key);  // nothing: not there

[[nodiscard]] Result<> s3_remove(S3Client& client, const std::string& key);  // no error when it is not there
[[nodiscard]] Result<> s3_remove(S3Client& client, const std::vector<std::string>& keys);
// Parts that an interrupted sender left: nobody sees them, but they take room.
[[nodiscard]] Result<> s3_abort_uploads(S3Client& client, const std::string& prefix);

// Writes an object twice that must not be replaced, below `prefix`: is the second one refused?
[[nodiscard]] Result<bool> s3_keeps_what_is_there(S3Client& client, const std::string& prefix);

}  // namespace runseal::transfer
