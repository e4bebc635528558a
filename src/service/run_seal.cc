#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "base/confined.h"
#include "base/one_line.h"
#include "base/random.h"
#include "service/identities.h"
#include "service/node.h"
#include "service/run_paths.h"
#include "service/run_rules.h"
#include "service/runs.h"
#include "service/seal_before.h"
#include "store/records.h"
#include "transfer/seal/manifest.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_differing = 100;

struct Plan {
  RunFolder run;
  RunRules rules;
  base::Path second_root;
  std::optional<base::PrivateKey> key;
  SealBefore before;
  TrustedDigests trusted;
};

Result<> check_writable(const SealRequest& request, const RunFolder& run) {
  if (request.seal_store_only || ::faccessat(run.fd.get(), ".", W_OK, AT_EACCESS) == 0) return {};
  auto error = base::system_error("the run cannot be written to", run.path, errno);
  error.next = "--seal-store-only keeps the seal outside the run only";
  return fail(std::move(error));
}

Result<RunRules> check_rules(const SealRequest& request, const RunFolder& run, Instant now) {
  RUNSEAL_TRY(auto rules, rules_of_run(run, request.rules, now));
  if (!rules.incomplete.empty() && !request.incomplete)
    return fail(ErrorCode::conflict, "the run is not complete: " + rules.incomplete, run.path.string(),
                "seal it when it is, or with --incomplete as it stands");
  if (rules.incomplete.empty() && !request.complete.empty()) rules.complete = request.complete;
  return rules;
}

// Only a seal that this node itself made, whole and signed, and that stands in the run may stand in for reading.
Result<> trust_earlier(Workspace& workspace, const SealRequest& request, Plan& plan) {
  if (!request.trust_stat || plan.before.signer != plan.key->public_key()) return {};
  RUNSEAL_TRY(const auto checked, transfer::check_seal(*plan.before.files));
  RUNSEAL_TRY(plan.trusted, TrustedDigests::load(workspace, checked));
  return {};
}

Result<Plan> plan_seal(Workspace& workspace, const SealRequest& request) {
  Plan plan;
  RUNSEAL_TRY(plan.run, open_run(request.run));
  RUNSEAL_CHECK(check_writable(request, plan.run));
  RUNSEAL_TRY(plan.rules, check_rules(request, plan.run, workspace.now()));
  plan.second_root = second_root(workspace, request);
  RUNSEAL_CHECK(check_outside(plan.second_root, plan.run, "the second place of a seal must lie outside the run",
                              "--seal-store DIR names another, best on another disk"));
  RUNSEAL_TRY(plan.key, node_key(workspace));
  RUNSEAL_TRY(plan.before, seal_before(workspace, request, plan.run, plan.rules.warnings));
  RUNSEAL_CHECK(trust_earlier(workspace, request, plan));
  return plan;
}

// How many files of the seal before are not the same now: a new seal must not quietly take the place of one that
// would not hold any more.
Result<> compare_with_earlier(const Plan& plan, const transfer::Entries& now, Sealed& sealed) {
  if (!plan.before.files) return {};
  sealed.compared = true;
  auto at = now.begin();
  const auto& before = *plan.before.files;
  return transfer::read_lists(before.manifest, before.tree, [&](const transfer::Entry& entry) -> Result<> {
    if (entry.kind != transfer::EntryKind::file) return {};
    while (at != now.end() && at->path < entry.path) ++at;
    const bool there = at != now.end() && at->path == entry.path && at->kind == entry.kind;
    const bool may_move = entry.file_class == model::FileClass::growing || entry.file_class == model::FileClass::late;
    if (there && (at->sha256 == entry.sha256 || may_move)) return {};
    ++sealed.differs;
    if (sealed.differing.size() < most_differing) sealed.differing.push_back(transfer::shown_path(entry.path));
    return {};
  });
}

Result<Sealed> write_both(base::Files& files, const SealRequest& request, const Plan& plan,
                          const transfer::SealFiles& written) {
  Sealed sealed;
  sealed.sha256 = base::sha256_hex(base::as_bytes(written.seal));
  sealed.second = second_place(plan.second_root, plan.run.folder_name, sealed.sha256);
  RUNSEAL_CHECK(transfer::write_seal(files, sealed.second, written));
  if (!request.seal_store_only) {
    RUNSEAL_CHECK(transfer::write_seal_in_run(files, plan.run.fd.get(), plan.run.path, written));
    sealed.folder = plan.run.path / transfer::seal_folder;
  }
  return sealed;
}

model::RunEvent sealed_event(const Plan& plan, const Sealed& sealed) {
  const auto& seal = sealed.seal;
  return {base::random_id(),
          seal.run,
          "sealed",
          seal.hashed_to,
          transfer::shown_path(plan.run.path.string()),
          transfer::shown_path(sealed.second.string()),
          sealed.sha256,
          "ok",
          Json{{"host", seal.host},
               {"signer", seal.signer},
               {"hashed_at", seal.hashed_at},
               {"hashed_from", seal.hashed_from},
               {"hashed_to", seal.hashed_to},
               {"files", seal.files},
               {"bytes", seal.bytes},
               {"reused", seal.reused},
               {"rules", seal.rules},
               {"complete", seal.complete},
               {"previous", seal.previous},
               {"differs", sealed.differs}}};
}

Result<Sealed> keep_seal(Workspace& workspace, const SealRequest& request, const Plan& plan,
                         const transfer::Taken& taken, Instant began) {
  model::Seal seal;
  seal.run = plan.run.name;
  seal.hashed_at = request.hashed_at;
  seal.host = host_name();
  seal.version = RUNSEAL_VERSION;
  seal.hashed_from = base::format_instant(began);
  seal.hashed_to = base::format_instant(std::max(began, workspace.now()));
  seal.reused = taken.reused;
  seal.rules = plan.rules.label;
  seal.complete = plan.rules.complete;
  seal.previous = plan.before.sha256;
  RUNSEAL_TRY(const auto files, transfer::make_seal(std::move(seal), transfer::refs_to(taken.entries), *plan.key));
  RUNSEAL_TRY(auto sealed, write_both(workspace.files(), request, plan, files));
  RUNSEAL_TRY(const auto json, base::parse_json(files.seal));
  RUNSEAL_TRY(sealed.seal, base::from_json<model::Seal>(json));
  sealed.first = plan.before.sha256.empty();
  sealed.warnings = plan.rules.warnings;
  if (sealed.seal.files == 0)
    sealed.warnings.emplace_back("there was nothing to seal: the folder holds no file. Is it the run's folder?");
  RUNSEAL_CHECK(compare_with_earlier(plan, taken.entries, sealed));
  const auto began_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(began.time_since_epoch()).count();
  RUNSEAL_CHECK(keep_identities(workspace, sealed.sha256, taken.entries, began_ns));
  const auto event = sealed_event(plan, sealed);
  RUNSEAL_TRY(sealed.evidence, workspace.record(Change{"seal", sealed.seal.run,
                                                       Json{{"seal", json},
                                                            {"seal_sha256", sealed.sha256},
                                                            {"folder", event.from},
                                                            {"kept", event.to},
                                                            {"differs", sealed.differs}},
                                                       [event](store::Database& database, const std::string& entry) {
                                                         return store::save_run_event(database, event, entry);
                                                       }}));
  return sealed;
}

}  // namespace

Result<Sealed> seal_run(const OpenWorkspace& open, const SealRequest& request, transfer::TakeOptions options) {
  std::optional<Plan> plan;
  Instant began;
  {
    RUNSEAL_TRY(auto workspace, open());
    RUNSEAL_TRY(plan, plan_seal(workspace, request));
    began = workspace.now();
  }
  options.classify = plan->rules.classify;
  options.reuse = [&](const transfer::Entry& entry) { return plan->trusted.digest_of(entry); };
  RUNSEAL_TRY(const auto taken, transfer::take_run(plan->run.fd.get(), options));
  RUNSEAL_TRY(auto workspace, open());
  return keep_seal(workspace, request, *plan, taken, began);
}

}  // namespace runseal::service
