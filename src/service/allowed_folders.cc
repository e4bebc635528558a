#include "service/allowed_folders.h"

#include <fcntl.h>

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

std::unexpected<Error> not_allowed(const base::Config& config) {
  return fail(ErrorCode::denied, "the console may not work with this folder", {},
              config.console_run_folders.empty()
                  ? "the administrator names the folders of runs in runseal.toml: console.run_folders"
                  : "name a run in one of these: " + base::join(config.console_run_folders, ", "));
}

// Links on the way to an allowed folder are the administrator's own.
Result<AllowedFolder> open_in(const Path& allowed, const Path& way) {
  RUNSEAL_TRY(auto folder, base::open_folder(allowed));
  if (way.empty()) return AllowedFolder{std::move(folder), allowed};
  RUNSEAL_TRY(auto fd, base::open_beneath(folder.get(), way.string(), O_RDONLY | O_DIRECTORY));
  return AllowedFolder{std::move(fd), allowed / way};
}

}  // namespace

Json run_folders(const base::Config& config) {
  constexpr std::size_t most = 200;
  Json folders = Json::array();
  for (const auto& one : config.console_run_folders) {
    std::vector<std::pair<std::filesystem::file_time_type, std::string>> runs;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(one, error), end; !error && entry != end; entry.increment(error)) {
      std::error_code unknown;
      const auto name = entry->path().filename().string();
      if (name.starts_with('.') || !entry->is_directory(unknown) || entry->is_symlink(unknown)) continue;
      runs.emplace_back(entry->last_write_time(unknown), base::printable(name, 300));
    }
    std::ranges::sort(runs, std::greater<>());
    if (runs.size() > most) runs.resize(most);
    Json names = Json::array();
    for (auto& [at, name] : runs) names.push_back(std::move(name));
    folders.push_back({{"folder", one}, {"runs", std::move(names)}});
  }
  return folders;
}

Path AllowedFolder::handle() const { return "/proc/self/fd/" + std::to_string(fd.get()); }

Result<AllowedFolder> allowed_folder(const base::Config& config, const std::string& named, Which which) {
  if (named.empty() || named.contains('\0')) return fail(ErrorCode::usage, "name the run's folder");
  const bool absolute = named.starts_with('/');
  bool missing = false;
  for (const auto& one : config.console_run_folders) {
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
    if (way && (which == Which::one_or_below || !way->empty())) return open_in(allowed, *way);
  }
  if (missing) return fail(ErrorCode::not_found, "there is no such folder", base::printable(named, 300));
  return not_allowed(config);
}

}  // namespace runseal::service
