// Folders, links and times of the hidden tree.
#pragma once

#include <array>
#include <cerrno>
#include <ctime>
#include <string>

#include "transfer/engine/folders.h"
#include "transfer/seal/tree.h"

namespace runseal::transfer {

// What the disk says: limit when it is full, else as base::system_error.
[[nodiscard]] Error disk_trouble(const char* doing, const std::string& path, int reason = errno);

[[nodiscard]] std::array<timespec, 2> times_of(std::int64_t mtime_ns);   // for utimensat: the modification time only
[[nodiscard]] bool set_time(const Place& place, std::int64_t mtime_ns);  // no reason to fail a run
[[nodiscard]] Result<> clear_place(const Place& place);                  // a file, a link or an empty folder goes
[[nodiscard]] Result<> make_folder(const Place& place);                  // no error when it is there
[[nodiscard]] Result<> make_link(const Place& place, const Entry& entry);

}  // namespace runseal::transfer
