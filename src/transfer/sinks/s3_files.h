// An object on an S3 server being written or read, a part of it at a time; and one that the server copies.
#pragma once

#include "transfer/sinks/s3_client.h"
#include "transfer/sinks/sink.h"

namespace runseal::transfer {

// As small as S3 lets parts be, for each connection has one in memory: only of files that would have too many are they
// larger, up to `most`.
[[nodiscard]] std::size_t s3_part_bytes(std::uint64_t file_size, std::size_t most);

// Nothing stands under `key` before finish(). The client must outlive what is returned.
// Errors: limit (larger than ten thousand parts, a longer name than S3 has), invalid (a name that is not UTF-8).
[[nodiscard]] Result<std::unique_ptr<Upload>> s3_upload(S3Client& client, const std::string& key, const Entry& file);
// Errors: not_found; while it is read, conflict: another object came to stand there.
[[nodiscard]] Result<std::unique_ptr<Download>> s3_download(S3Client& client, const std::string& key);
// Whatever has the name `to` may be replaced, where the server knows no better: look first.
[[nodiscard]] Result<> s3_copy(S3Client& client, const std::string& from, const std::string& to, const Entry& file);

}  // namespace runseal::transfer
