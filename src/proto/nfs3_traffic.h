// NFS version 3 (RFC 1813 section 3) as others exchange it: of which file a call speaks, and what went over. Calls and
// answers may be cut behind their front.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace runseal::proto {

namespace nfs3 {
constexpr std::uint32_t lookup = 3, read = 6, write = 7, create = 8, mkdir = 9, symlink = 10, mknod = 11, remove = 12,
                        rmdir = 13, rename = 14, link = 15, readdir = 16, readdirplus = 17, last_procedure = 21;
}

struct Nfs3Call {
  ByteView handle;           // of the file, or of the folder that `name` is in
  std::string_view name;     // LOOKUP, CREATE, MKDIR, SYMLINK, MKNOD, REMOVE, RMDIR, RENAME, LINK
  ByteView to_handle;        // RENAME
  std::string_view to_name;  // RENAME
  std::uint64_t written = 0;
  std::optional<std::uint64_t> offset;  // WRITE; READ, where it was not cut off
};
// Views into `arguments`. Errors: invalid.
[[nodiscard]] Result<Nfs3Call> parse_nfs3_call(std::uint32_t procedure, ByteView arguments);

struct Nfs3Answer {
  std::uint32_t status = 0;
  ByteView handle;  // LOOKUP, CREATE, MKDIR, SYMLINK, MKNOD
  bool folder = false;
  std::uint64_t read = 0;
};
[[nodiscard]] Result<Nfs3Answer> parse_nfs3_answer(std::uint32_t procedure, ByteView results);  // Errors: invalid

}  // namespace runseal::proto
