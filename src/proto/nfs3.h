// NFS version 3 (RFC 1813), as far as it tells who is let in: EXPORT, MNT and UMNT of the MOUNT protocol version 3
// (section 5.2), and ACCESS (section 3.3.4), which asks what may be done and does nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

constexpr std::uint32_t nfs_program = 100003;
constexpr std::uint32_t mount_program = 100005;
constexpr std::uint32_t mount_version = 3;
constexpr std::uint32_t mount_mnt = 1;
constexpr std::uint32_t mount_umnt = 3;
constexpr std::uint32_t mount_export = 5;
constexpr std::uint32_t nfs3_access = 4;

struct MountExport {
  std::string path;
  std::vector<std::string> clients;  // none: everyone
};
// Errors: invalid, limit (more than 4096 exports or 65,536 clients).
[[nodiscard]] Result<std::vector<MountExport>> parse_mount_exports(ByteView results);

[[nodiscard]] Bytes mount_arguments(const std::string& path);  // of MNT and UMNT
struct Mounted {
  std::uint32_t status = 0;             // mountstat3; 0 = OK
  Bytes handle;                         // when OK
  std::vector<std::uint32_t> flavours;  // when OK
};
[[nodiscard]] Result<Mounted> parse_mount_answer(ByteView results);  // Errors: invalid, limit
[[nodiscard]] std::string mount_status_name(std::uint32_t status);

// The rights of ACCESS, the same in NFS 4 (RFC 7530 section 16.1).
constexpr std::uint32_t access_modify = 0x4;
constexpr std::uint32_t access_extend = 0x8;
constexpr std::uint32_t access_all = 0x3f;

[[nodiscard]] Bytes nfs3_access_arguments(ByteView handle);
struct Nfs3Access {
  std::uint32_t status = 0;  // nfsstat3; 0 = OK
  std::uint32_t granted = 0;
  std::optional<std::uint32_t> owner;  // uid
};
[[nodiscard]] Result<Nfs3Access> parse_nfs3_access(ByteView results);  // Errors: invalid

}  // namespace runseal::proto
