// SFTP version 3 as bytes: draft-ietf-secsh-filexfer-02, and the extensions that OpenSSH describes in its file
// PROTOCOL, section 4. Pure. A packet is a length (not part of what is parsed here), a type and a body.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::proto {

inline constexpr std::size_t max_sftp_packet = 256U << 10U;  // what OpenSSH sends and takes at most
inline constexpr std::uint32_t sftp_version = 3;

enum class SftpType : std::uint8_t {
  init = 1,
  version = 2,
  open = 3,
  close = 4,
  read = 5,
  write = 6,
  lstat = 7,
  fstat = 8,
  setstat = 9,
  fsetstat = 10,
  opendir = 11,
  readdir = 12,
  remove = 13,
  mkdir = 14,
  rmdir = 15,
  stat = 17,
  rename = 18,
  readlink = 19,
  symlink = 20,
  status = 101,
  handle = 102,
  data = 103,
  name = 104,
  attributes = 105,
  extended = 200,
  extended_reply = 201,
};

// Section 7.
enum class SftpStatus : std::uint32_t {
  ok,
  end_of_file,
  no_such_file,
  permission_denied,
  failure,
  bad_message,
  no_connection,
  connection_lost,
  unsupported,
};

// Section 6.3.
enum class SftpOpen : std::uint32_t {
  read = 0x01,
  write = 0x02,
  create_empty = 0x02 | 0x08 | 0x10,
  create = 0x02 | 0x08
};

struct SftpAttributes {
  std::optional<std::uint64_t> size;
  std::optional<std::uint32_t> permissions;  // with the file's type, as st_mode
  std::optional<std::uint32_t> mtime;        // seconds since 1970
  [[nodiscard]] bool is_file() const;
  [[nodiscard]] bool is_folder() const;
  [[nodiscard]] bool is_link() const;
};

// Requests, ready to be sent: with their length. `handle` as it came, names are bytes.
[[nodiscard]] Bytes sftp_init();
[[nodiscard]] Bytes sftp_open(std::uint32_t id, std::string_view path, SftpOpen how, std::uint32_t permissions);
[[nodiscard]] Bytes sftp_on_handle(SftpType type, std::uint32_t id, ByteView handle);      // close, fstat, readdir
[[nodiscard]] Bytes sftp_on_path(SftpType type, std::uint32_t id, std::string_view path);  // lstat, stat, opendir…
[[nodiscard]] Bytes sftp_read(std::uint32_t id, ByteView handle, std::uint64_t offset, std::uint32_t length);
[[nodiscard]] Bytes sftp_write(std::uint32_t id, ByteView handle, std::uint64_t offset, ByteView data);
[[nodiscard]] Bytes sftp_mkdir(std::uint32_t id, std::string_view path, std::uint32_t permissions);
[[nodiscard]] Bytes sftp_set_path(std::uint32_t id, std::string_view path, const SftpAttributes& attributes);
[[nodiscard]] Bytes sftp_set_handle(std::uint32_t id, ByteView handle, const SftpAttributes& attributes);
[[nodiscard]] Bytes sftp_rename(std::uint32_t id, std::string_view from, std::string_view to);
// The draft says link, then target; OpenSSH has always read target, then link (its PROTOCOL, 4.1).
[[nodiscard]] Bytes sftp_symlink(std::uint32_t id, std::string_view target, std::string_view link, bool openssh_order);
[[nodiscard]] Bytes sftp_fsync(std::uint32_t id, ByteView handle);          // fsync@openssh.com
[[nodiscard]] Bytes sftp_statvfs(std::uint32_t id, std::string_view path);  // statvfs@openssh.com

// Answers. Every parser refuses with `invalid` what is too short, too long or of another form.
struct SftpReply {
  SftpType type{};
  std::uint32_t id = 0;
  ByteView body;
};
[[nodiscard]] Result<std::uint32_t> sftp_length(ByteView four_bytes);  // of the packet that follows
[[nodiscard]] Result<SftpReply> parse_sftp_reply(ByteView packet);
[[nodiscard]] Result<std::map<std::string, std::string>> parse_sftp_version(ByteView packet);  // extensions

struct SftpSaid {
  SftpStatus status{};
  std::string message;  // of the server's; may be empty
};
[[nodiscard]] Result<SftpSaid> parse_sftp_status(ByteView body);
[[nodiscard]] Result<Bytes> parse_sftp_handle(ByteView body);  // at most 256 bytes
[[nodiscard]] Result<ByteView> parse_sftp_data(ByteView body);
[[nodiscard]] Result<SftpAttributes> parse_sftp_attributes(ByteView body);

struct SftpName {
  std::string name;
  SftpAttributes attributes;
};
[[nodiscard]] Result<std::vector<SftpName>> parse_sftp_names(ByteView body);
[[nodiscard]] Result<std::uint64_t> parse_sftp_free_bytes(ByteView body);  // of a statvfs: for this account

}  // namespace runseal::proto
