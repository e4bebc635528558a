#include "service/run_paths.h"

#include <algorithm>

#include "base/confined.h"
#include "transfer/seal/manifest.h"

namespace runseal::service {

Result<RunFolder> open_run(const base::Path& run) {
  RunFolder out;
  RUNSEAL_TRY(out.fd, base::open_folder(run));
  std::error_code error;
  out.path = std::filesystem::canonical(run, error);
  if (error) return fail(base::system_error("cannot open the folder", run, error.value()));
  out.folder_name = out.path.filename().string();
  if (out.folder_name.empty() || out.folder_name == transfer::seal_folder)
    return fail(ErrorCode::usage, "this is no run folder", out.path.string(), "name the folder of one run");
  out.name = transfer::shown_path(out.folder_name);
  return out;
}

Result<> check_outside(const base::Path& folder, const RunFolder& run, const char* what, const char* next) {
  std::error_code error;
  const auto real = std::filesystem::weakly_canonical(std::filesystem::absolute(folder), error);
  if (error) return fail(base::system_error("cannot look at", folder, error.value()));
  const auto [in_run, in_folder] = std::ranges::mismatch(run.path, real);
  return in_run == run.path.end() ? fail(ErrorCode::usage, what, folder.string(), next) : Result<>{};
}

}  // namespace runseal::service
