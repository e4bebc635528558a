#include "service/allowed_folders.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/confined.h"
#include "base/text.h"

namespace runseal::service {
namespace {

using base::Path;

// What leads from `folder` to `path`; nothing where it lies elsewhere.
std::optional<Path> way_from(const Path& folder, const Path& path) {
  const auto [in_folder, in_path] = std::ranges::mismatch(folder, path);
  if (in_folder != folder.end()) return std::nullopt;
  Path way;
  for (auto part = in_path; part != path.end(); ++part) way /= *part;
  return way;
}

// Why there is nothing to open.
enum class Refusal { not_named, missing, elsewhere };

struct Found {
  Path allowed;
  Path way;
};
std::expected<Found, Refusal> find_in(const std::vector<std::string>& folders, const std::string& named, Which which) {
  if (named.empty() || named.contains('\0')) return std::unexpected(Refusal::not_named);
  const bool absolute = named.starts_with('/');
  bool missing = false;
  for (const auto& one : folders) {
    std::error_code error;
    const auto allowed = std::filesystem::canonical(one, error);
    if (error) continue;
    const auto wanted = absolute ? Path(named) : allowed / named;
    const auto real = std::filesystem::canonical(wanted, error);
    if (error) {
      const bool lies_here = way_from(allowed, wanted.lexically_normal()) || way_from(one, wanted.lexically_normal());
      missing = missing || lies_here;
      continue;
    }
    const auto way = way_from(allowed, real);
    if (way && (which == Which::one_or_below || !way->empty())) return Found{allowed, *way};
  }
  return std::unexpected(missing ? Refusal::missing : Refusal::elsewhere);
}

std::unexpected<Error> no_run(Refusal why, const std::vector<std::string>& folders, const std::string& named) {
  if (why == Refusal::not_named) return fail(ErrorCode::usage, "name the run's folder");
  if (why == Refusal::missing)
    return fail(ErrorCode::not_found, "there is no such folder", base::printable(named, 300));
  return fail(ErrorCode::denied, "the console may not work with this folder", {},
              folders.empty() ? "the administrator names the folders of runs in runseal.toml: console.run_folders"
                              : "name a run in one of these: " + base::join(folders, ", "));
}

std::unexpected<Error> no_capture(Refusal why, const std::vector<std::string>& folders, const std::string& named) {
  if (why == Refusal::not_named) return fail(ErrorCode::usage, "name the capture");
  if (why == Refusal::missing)
    return fail(ErrorCode::not_found, "there is no such capture", base::printable(named, 300));
  return fail(ErrorCode::denied, "the console may not read this file", {},
              folders.empty()
                  ? "the administrator names the folders of captures in runseal.toml: console.capture_folders"
                  : "name a capture in one of these: " + base::join(folders, ", "));
}

// Links on the way to an allowed folder are the administrator's own.
Result<AllowedFolder> open_in(const Path& allowed, const Path& way) {
  RUNSEAL_TRY(auto folder, base::open_folder(allowed));
  if (way.empty()) return AllowedFolder{std::move(folder), allowed};
  RUNSEAL_TRY(auto fd, base::open_beneath(folder.get(), way.string(), O_RDONLY | O_DIRECTORY));
  return AllowedFolder{std::move(fd), allowed / way};
}

// Of each folder what `is` says, the newest first.
template <class Is>
Json newest_in(const std::vector<std::string>& all, const char* called, Is is) {
  constexpr std::size_t most = 200;
  Json folders = Json::array();
  for (const auto& one : all) {
    std::vector<std::pair<std::filesystem::file_time_type, std::string>> found;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(one, error), end; !error && entry != end; entry.increment(error)) {
      std::error_code unknown;
      const auto name = entry->path().filename().string();
      if (name.starts_with('.') || !is(*entry, unknown) || entry->is_symlink(unknown)) continue;
      found.emplace_back(entry->last_write_time(unknown), base::printable(name, 300));
    }
    std::ranges::sort(found, std::greater<>());
    if (found.size() > most) found.resize(most);
    Json names = Json::array();
    for (auto& [at, name] : found) names.push_back(std::move(name));
    folders.push_back({{"folder", one}, {called, std::move(names)}});
  }
  return folders;
}

}  // namespace

Json run_folders(const base::Config& config) {
  return newest_in(config.console_run_folders, "runs",
                   [](const auto& entry, auto& error) { return entry.is_directory(error); });
}

Json capture_files(const std::vector<std::string>& folders) {
  return newest_in(folders, "files", [](const auto& entry, auto& error) { return entry.is_regular_file(error); });
}

Path AllowedFolder::handle() const { return "/proc/self/fd/" + std::to_string(fd.get()); }

Result<AllowedFolder> allowed_folder(const base::Config& config, const std::string& named, Which which) {
  const auto& folders = config.console_run_folders;
  const auto found = find_in(folders, named, which);
  if (!found) return no_run(found.error(), folders, named);
  return open_in(found->allowed, found->way);
}

Result<AllowedFolder> allowed_file(const std::vector<std::string>& folders, const std::string& named) {
  const auto found = find_in(folders, named, Which::below_one);
  if (!found) return no_capture(found.error(), folders, named);
  RUNSEAL_TRY(const auto folder, base::open_folder(found->allowed));
  RUNSEAL_TRY(auto fd, base::open_beneath(folder.get(), found->way.string(), O_RDONLY | O_NONBLOCK));
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return fail(ErrorCode::invalid, "this is no file", base::printable(named, 300));
  return AllowedFolder{std::move(fd), found->allowed / found->way};
}

}  // namespace runseal::service
