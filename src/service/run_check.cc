#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/one_line.h"
#include "base/random.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "service/run_paths.h"
#include "service/run_rules.h"
#include "service/run_story.h"
#include "service/runs.h"
#include "store/records.h"
#include "transfer/seal/manifest.h"
#include "transfer/seal/receipt.h"

namespace runseal::service {
namespace {

using model::FileState;

constexpr std::size_t most_of_a_verification = 40U << 10U;  // an evidence entry has 64 KiB

bool is_wrong(FileState state) {
  return state != FileState::intact && state != FileState::late && state != FileState::unreadable;
}

struct Trust {
  std::string name;
  std::string refused;
};
Trust trust_in(const std::vector<KnownSigner>& signers, const base::PublicKey& key) {
  const auto line = base::ssh_public_key(key);
  Trust found{"", "it was signed by a key that is not known here: " + line};
  for (const auto& signer : signers) {
    if (signer.key != line) continue;
    found = {signer.name,
             signer.refused.empty() ? "" : fmt::format("its signer is {}, and {}", signer.name, signer.refused)};
    if (found.refused.empty()) return found;
  }
  return found;
}

Result<transfer::SealFiles> seal_files(const VerifyRequest& request, const RunFolder& run) {
  auto& files = base::real_files();
  if (request.seal.empty()) return transfer::read_seal_in_run(files, run.fd.get(), run.path);
  const bool folder = std::filesystem::is_directory(request.seal);
  if (!folder && request.seal.filename() != "seal.json")
    return fail(ErrorCode::usage, "a seal is named by its folder or its seal.json", request.seal.string());
  return transfer::read_seal(files, folder ? request.seal : request.seal.parent_path());
}

RunCheck refused(RunCheck check, std::string why, std::string next) {
  check.refused = std::move(why);
  check.next = std::move(next);
  return check;
}

// A run without a seal cannot be checked; a run whose seal was taken away is wrong.
Result<RunCheck> without_seal(RunCheck check, const RunKnowledge& known, const RunFolder& run, Error error) {
  const auto* latest = latest_known(known.events, run.name, run.path);
  if (error.code != ErrorCode::not_found || latest == nullptr) {
    if (error.code == ErrorCode::not_found && error.next.empty())
      error.next = "seal it with `runseal seal`, or name the folder of its seal with --seal";
    return fail(std::move(error));
  }
  return refused(
      std::move(check),
      fmt::format("there is no seal in the run, but one is known ({} {}): it was removed", latest->kind, latest->at),
      latest->to.empty() ? "" : "check against the one that was kept: --seal " + latest->to);
}

// Everything that must hold before a file is looked at. An empty `refused` says that it does.
RunCheck judge_seal(RunCheck check, const RunKnowledge& known, const VerifyRequest& request, const RunFolder& run,
                    const std::vector<KnownSigner>& signers, const Result<transfer::CheckedSeal>& seal) {
  if (!seal) return refused(std::move(check), "this is not a seal: " + base::one_line(seal.error()), "");
  const auto trust = trust_in(signers, seal->signer);
  check.verification.signer = trust.name;
  check.verification.seal_sha256 = seal->sha256;
  if (!trust.refused.empty())
    return refused(std::move(check), trust.refused, "pair with that node, or name its key in a file: --signers FILE");
  check.seal = seal->seal;
  if (seal->seal.run != run.name && request.seal.empty())
    return refused(std::move(check), "this is the seal of another run: " + base::printable(seal->seal.run, 300),
                   fmt::format("if the folder was renamed, name the seal: --seal {}/.runseal",
                               base::printable(run.path.string())));
  if (!is_older(known.events, *seal, run.path)) return check;
  const auto* latest = latest_known(known.events, seal->seal.run, run.path);
  const auto why = fmt::format("this is an older seal of the run, of {}; a later one is known, of {}",
                               seal->seal.hashed_to, hashed_to(*latest));
  if (request.seal.empty())
    return refused(std::move(check), why, "look at its story: runseal run show " + seal->seal.run);
  check.notes.push_back(why);
  return check;
}

// A receipt that does not hold makes nothing of the seal wrong, but somebody put it there: it is refused.
RunCheck judge_receipt(RunCheck check, const std::vector<KnownSigner>& signers, const transfer::SealFiles& files,
                       const transfer::CheckedSeal& seal) {
  const auto checked = transfer::check_receipt(files, seal);
  if (!checked && checked.error().code == ErrorCode::not_found) return check;
  if (!checked)
    return refused(std::move(check), "the receipt beside the seal is none: " + base::one_line(checked.error()), "");
  const auto trust = trust_in(signers, checked->receiver);
  const auto& receipt = checked->receipt;
  check.notes.push_back(trust.refused.empty()
                            ? fmt::format("received by {} ({}) on {}{}", trust.name, base::printable(receipt.host, 100),
                                          receipt.received_to,
                                          receipt.read_back ? ", read again from its disk before it signed" : "")
                            : "there is a receipt, but it proves nothing here: " + trust.refused);
  return check;
}

void add_notes(RunCheck& check) {
  if (check.seal.reused > 0)
    check.notes.push_back(fmt::format(
        "{} of {} files were not read when this seal was made; their hashes were taken over from the seal before",
        check.seal.reused, check.seal.files));
  if (check.seal.files == 0) check.notes.emplace_back("the seal lists no file: there was nothing to check");
  if (check.seal.complete.empty()) check.notes.emplace_back("the run was not known to be complete when it was sealed");
  if (check.seal.hashed_at == model::HashedAt::storage)
    check.notes.emplace_back("hashed on the storage: this proves nothing about the way there");
}

// The verdicts as far as they fit into an evidence entry.
Json bounded_verdicts(const model::RunVerification& verification) {
  Json list = Json::array();
  std::size_t size = 0;
  for (const auto& verdict : verification.verdicts) {
    Json one = verdict;
    size += one.dump().size();
    if (size > most_of_a_verification) break;
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace

bool RunCheck::wrong() const {
  return !refused.empty() ||
         std::ranges::any_of(verification.verdicts, [](const auto& one) { return is_wrong(one.state); });
}

std::string RunCheck::summary() const {
  if (!refused.empty()) return refused;
  std::map<FileState, std::uint64_t> counts;
  for (const auto& verdict : verification.verdicts)
    if (verdict.state != FileState::late) ++counts[verdict.state];
  std::vector<std::string> parts;
  for (const auto& [state, count] : counts) parts.push_back(fmt::format("{} {}", count, base::name_of(state)));
  const auto found = parts.empty() ? "ok" : base::join(parts, ", ");
  if (!verification.partial) return found;
  return fmt::format("only a part: {} of {} files: {}", verification.files, seal.files, found);
}

Result<RunKnowledge> run_knowledge(Workspace& workspace) {
  RunKnowledge known;
  RUNSEAL_TRY(known.signers, known_signers(workspace));
  RUNSEAL_TRY(auto events, store::run_events(workspace.database()));
  for (auto& event : events) known.events.push_back(std::move(event.record));
  return known;
}

Result<RunCheck> verify_run(const RunKnowledge& known, const VerifyRequest& request, const VerifyOptions& options) {
  RUNSEAL_TRY(const auto run, open_run(request.run));
  const auto& signers = request.signers ? *request.signers : known.signers;
  if (signers.empty())
    return fail(ErrorCode::unavailable, "it cannot be checked: no signers are known", run.path.string(),
                "name a file of keys that you trust: --signers FILE (OpenSSH allowed_signers)");
  RunCheck check;
  check.verification.run = run.name;
  check.verification.at = base::format_instant(base::system_clock().now());
  const auto files = seal_files(request, run);
  if (!files) return without_seal(std::move(check), known, run, files.error());
  const auto seal = transfer::check_seal(*files);
  if (!seal && seal.error().code == ErrorCode::io) return fail(seal.error());  // no fault of the seal
  check = judge_seal(std::move(check), known, request, run, signers, seal);
  if (check.refused.empty()) check = judge_receipt(std::move(check), signers, *files, *seal);
  if (!check.refused.empty()) return check;

  if (options.on_begin) {
    const auto sum = transfer::to_read(*seal, request.only);
    options.on_begin(sum.files, sum.bytes);
  }
  auto kept = std::move(check.verification);
  RUNSEAL_TRY(check.verification, transfer::verify_run(run.fd.get(), *seal, request.only, options.hash,
                                                       classes_by(seal->seal.rules), options.files_done));
  check.verification.signer = kept.signer;
  check.verification.at = base::format_instant(base::system_clock().now());
  add_notes(check);
  return check;
}

Result<std::uint64_t> record_verification(Workspace& workspace, const base::Path& run, const RunCheck& check) {
  const auto& verification = check.verification;
  RUNSEAL_TRY(const auto folder, open_run(run));
  Json details = verification;
  details["verdicts"] = bounded_verdicts(verification);
  details["verdicts_in_all"] = verification.verdicts.size();
  details["refused"] = check.refused;
  details["hashed_to"] = check.seal.hashed_to;
  const auto name = verification.run.empty() ? folder.name : verification.run;
  const model::RunEvent event{base::random_id(),
                              name,
                              "verified",
                              base::format_instant(workspace.now()),
                              transfer::shown_path(folder.path.string()),
                              "",
                              verification.seal_sha256,
                              check.summary(),
                              details};
  return workspace.record(Change{"verification", name,
                                 Json{{"folder", event.from}, {"outcome", event.outcome}, {"verification", details}},
                                 [event](store::Database& database, const std::string& entry) {
                                   return store::save_run_event(database, event, entry);
                                 }});
}

}  // namespace runseal::service
