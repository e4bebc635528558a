#include "transfer/engine/landing_place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"

namespace runseal::transfer {

Error disk_trouble(const char* doing, const std::string& path, int reason) {
  auto error = base::system_error(doing, base::printable(path, 200), reason);
  if (reason == ENOSPC || reason == EDQUOT) error.code = ErrorCode::limit;
  return error;
}

std::array<timespec, 2> times_of(std::int64_t mtime_ns) {
  constexpr std::int64_t second = 1'000'000'000;
  const auto nanoseconds = (mtime_ns % second + second) % second;
  return {timespec{0, UTIME_OMIT}, timespec{(mtime_ns - nanoseconds) / second, nanoseconds}};
}

bool set_time(const Place& place, std::int64_t mtime_ns) {
  const auto times = times_of(mtime_ns);
  return ::utimensat(place.folder, place.name.c_str(), times.data(), AT_SYMLINK_NOFOLLOW) == 0;
}

Result<> clear_place(const Place& place) {
  if (::unlinkat(place.folder, place.name.c_str(), 0) == 0 || errno == ENOENT) return {};
  if (::unlinkat(place.folder, place.name.c_str(), AT_REMOVEDIR) == 0) return {};
  return fail(disk_trouble("cannot clear", place.name));
}

Result<> make_folder(const Place& place) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (::mkdirat(place.folder, place.name.c_str(), 0755) == 0) return {};
    if (errno != EEXIST) return fail(disk_trouble("cannot make the folder", place.name));
    struct stat state{};
    if (::fstatat(place.folder, place.name.c_str(), &state, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(state.st_mode))
      return {};
    RUNSEAL_CHECK(clear_place(place));
  }
  return fail(disk_trouble("cannot make the folder", place.name));
}

Result<> make_link(const Place& place, const Entry& entry) {
  RUNSEAL_CHECK(clear_place(place));
  if (::symlinkat(entry.target.c_str(), place.folder, place.name.c_str()) != 0)
    return fail(disk_trouble("cannot make the link", entry.path));
  return {};
}

}  // namespace runseal::transfer
