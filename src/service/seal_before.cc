#include "service/seal_before.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/one_line.h"
#include "base/sshsig.h"
#include "service/run_story.h"
#include "service/signers.h"
#include "store/records.h"

namespace runseal::service {
namespace {

using Warnings = std::vector<std::string>;

Result<bool> is_known(Workspace& workspace, const base::PublicKey& key) {
  RUNSEAL_TRY(const auto signers, known_signers(workspace));
  const auto line = base::ssh_public_key(key);
  return std::ranges::any_of(signers, [&](const auto& one) { return one.key == line && one.refused.empty(); });
}

Result<RunEvents> events_of(Workspace& workspace, const std::string& run) {
  RUNSEAL_TRY(auto kept, store::run_events(workspace.database(), run));
  RunEvents events;
  for (auto& event : kept) events.push_back(std::move(event.record));
  return events;
}

Result<> no_entries(const transfer::Entry&) { return {}; }

// A copy of the last known seal, of which only the bytes that were recorded are good enough.
std::optional<transfer::SealFiles> kept_copy(const model::RunEvent& of, const std::vector<base::Path>& places) {
  for (const auto& place : places) {
    auto files = transfer::read_seal(base::real_files(), place);
    if (files && base::sha256_hex(base::as_bytes(files->seal)) == of.seal_sha256 &&
        transfer::check_seal(*files, no_entries))
      return *std::move(files);
  }
  return std::nullopt;
}

// What becomes of the seal that stands in the run. False: the run is not to be held against it.
Result<bool> stands_for_itself(Workspace& workspace, const RunEvents& events, const RunFolder& run,
                               const transfer::ReadSeal& seal, Warnings& warnings) {
  const auto* latest = latest_known(events, run.name, run.path);
  if (latest == nullptr || latest->seal_sha256 == seal.sha256) return true;
  warnings.push_back("the seal that stood in the run is not the last one that is known, which is " +
                     latest->seal_sha256);
  if (is_older(events, seal, run.path)) return false;
  return is_known(workspace, seal.signer);
}

}  // namespace

base::Path second_root(const Workspace& workspace, const SealRequest& request) {
  return request.seal_store.empty() ? workspace.folder() / "seals" : std::filesystem::absolute(request.seal_store);
}

base::Path second_place(const base::Path& root, const std::string& run_folder, const std::string& sha256) {
  return root / (run_folder.substr(0, 200) + "-" + sha256.substr(0, 16));
}

Result<SealBefore> seal_before(Workspace& workspace, const SealRequest& request, const RunFolder& run,
                               Warnings& warnings) {
  RUNSEAL_TRY(const auto events, events_of(workspace, run.name));
  auto standing = transfer::read_seal_in_run(workspace.files(), run.fd.get(), run.path);
  if (!standing && standing.error().code != ErrorCode::not_found) return fail(standing.error());
  SealBefore before;
  if (standing) {
    before.sha256 = base::sha256_hex(base::as_bytes(standing->seal));
    const auto checked = transfer::check_seal(*standing, no_entries);
    if (!checked && checked.error().code == ErrorCode::io) return fail(checked.error());  // no fault of the seal
    if (!checked) warnings.push_back("the seal that stood in the run was none: " + base::one_line(checked.error()));
    RUNSEAL_TRY(const bool good,
                checked ? stands_for_itself(workspace, events, run, *checked, warnings) : Result<bool>(false));
    if (good) return SealBefore{before.sha256, *std::move(standing), checked->signer};
  }
  const auto* latest = latest_known(events, run.name, run.path);
  if (latest == nullptr) return before;
  before.sha256 = latest->seal_sha256;
  before.files = kept_copy(*latest, {second_place(second_root(workspace, request), run.folder_name, before.sha256),
                                     second_place(workspace.folder() / "seals", run.folder_name, before.sha256),
                                     base::Path(latest->kind == "sealed" ? latest->to : "")});
  if (!standing && before.files && request.seal_store_only) return before;
  warnings.push_back(fmt::format("{}the last one that is known was {} on {}; {}",
                                 standing ? "" : "no seal stood in the run; ", latest->kind, latest->at,
                                 before.files ? "the run was held against the copy that was kept of it"
                                              : "no copy of it can be read: what changed since is not known"));
  return before;
}

}  // namespace runseal::service
