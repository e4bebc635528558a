// A file on an SFTP server being written or read, with many requests on their way at once.
#pragma once

#include "transfer/sinks/sftp_client.h"
#include "transfer/sinks/sink.h"

namespace runseal::transfer {

// Opens `path` there, at `from`. The client must outlive what is returned.
[[nodiscard]] Result<std::unique_ptr<Upload>> sftp_upload(SftpClient& client, const std::string& path,
                                                          const Entry& file, std::uint64_t from);
[[nodiscard]] Result<std::unique_ptr<Download>> sftp_download(SftpClient& client, const std::string& path);

// Seconds since 1970, as version 3 has them; nothing when they do not fit.
[[nodiscard]] std::optional<std::uint32_t> sftp_time(std::int64_t mtime_ns);

}  // namespace runseal::transfer
