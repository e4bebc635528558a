#include "runs/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "base/confined.h"
#include "runs/path_parts.h"

namespace runseal::runs {
namespace {

// The names on the disk that could be meant, the best first.
Result<std::vector<std::string>> candidates(const base::Path& folder, const std::vector<std::string>& names) {
  RUNSEAL_TRY(const auto there, base::real_files().list(folder));
  std::vector<std::string> found;
  for (const auto& name : names)
    if (std::binary_search(there.begin(), there.end(), name)) found.push_back(name);
  for (const auto& name : names)
    for (const auto& entry : there)
      if (lower_ascii(entry) == lower_ascii(name) && std::find(found.begin(), found.end(), entry) == found.end())
        found.push_back(entry);
  return found;
}

Result<Bytes> read_all(int fd, const base::Path& path, std::size_t max_bytes) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) return fail(base::system_error("cannot look at", path, errno));
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::invalid, "not a regular file", path.string());
  Bytes content;
  Bytes block(64U << 10U);
  for (;;) {
    const auto got = ::read(fd, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(base::system_error("cannot read", path, errno));
    if (got == 0) return content;
    if (content.size() + static_cast<std::size_t>(got) > max_bytes)
      return fail(ErrorCode::limit, fmt::format("larger than {} bytes", max_bytes), path.string());
    content.insert(content.end(), block.begin(), block.begin() + got);
  }
}

}  // namespace

Result<FileOfRun> read_file_of_run(const base::Path& run_folder, const std::vector<std::string>& names,
                                   std::size_t max_bytes) {
  RUNSEAL_TRY(const auto found, candidates(run_folder, names));
  if (found.empty()) return fail(ErrorCode::not_found, "there is no " + names.front(), run_folder.string());
  RUNSEAL_TRY(const auto folder, base::open_folder(run_folder));
  // O_NONBLOCK: opening a pipe that somebody left there must not wait for its other end
  RUNSEAL_TRY(const auto file, base::open_beneath(folder.get(), found.front(), O_RDONLY | O_NONBLOCK));
  RUNSEAL_TRY(auto content, read_all(file.get(), run_folder / found.front(), max_bytes));
  return FileOfRun{found.front(), std::move(content)};
}

}  // namespace runseal::runs
