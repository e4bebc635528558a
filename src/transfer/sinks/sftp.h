// Runs on an SFTP server: the hidden tree <folder>/.runseal-incoming/<id>/tree, then <folder>/<run>.
// docs/manual/send-sftp.md.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "transfer/sinks/sink.h"
#include "transfer/sinks/ssh_link.h"

namespace runseal::transfer {

struct SftpOptions {
  SshTarget to;
  std::string folder;  // there, absolute; without a leading slash below the account's home; it must exist
  std::chrono::milliseconds stall{60'000};  // how long any one answer may take: an fsync of a large file is one
};

// sftp://user@host[:port]/folder; "/~/folder" lies below the account's home. Fills in `to.at`, `to.user` and `folder`.
// Errors: usage (no user, a password, a query, another scheme).
[[nodiscard]] Result<SftpOptions> parse_sftp_url(std::string_view url);

[[nodiscard]] const SinkDescription& sftp_description();

// Connects once, so that what is wrong with the address, the host's key or ours is said at once, and finds the folder.
// Errors: as of SshLink::open, and not_found (no such folder).
[[nodiscard]] Result<std::unique_ptr<Sink>> open_sftp(const SftpOptions& options);

[[nodiscard]] SinkKind sftp_kind();

}  // namespace runseal::transfer
