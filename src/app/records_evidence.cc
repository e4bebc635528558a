#include <algorithm>

#include "app/records.h"
#include "app/records_answer.h"
#include "evidence/note.h"
#include "evidence/prover.h"
#include "service/notices.h"

namespace runseal::app::records {

Result<CheckedLog> check_log(const Context& context) {
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_TRY(const auto job, service->run_job("/evidence/checks", Json::object()));
  RUNSEAL_TRY(const auto told, part<Json>(job, "result"));
  CheckedLog out;
  auto& [verification, known, without_store] = out;
  RUNSEAL_TRY(verification.entries, part<std::uint64_t>(told, "entries"));
  RUNSEAL_TRY(verification.checkpoint.origin, part<std::string>(told, "origin"));
  RUNSEAL_TRY(verification.checkpoint.size, part<std::uint64_t>(told, "size"));
  RUNSEAL_TRY(const auto root, part<std::string>(told, "root"));
  verification.checkpoint.root = evidence::digest_from_base64(root).value_or(base::Digest{});
  RUNSEAL_TRY(known, part<std::size_t>(told, "known_checkpoints"));
  RUNSEAL_TRY(const auto problems, part<std::vector<Json>>(told, "problems"));
  for (const auto& problem : problems)
    verification.problems.push_back({problem.value("what", ""), problem.value("where", "")});
  RUNSEAL_TRY(const bool holds, part<bool>(told, "holds"));
  if (holds != verification.holds()) return fail(ErrorCode::invalid, "the service contradicts itself about its log");
  return out;
}

Result<Entries> entries(const Context& context, std::optional<std::uint64_t> wanted, std::uint64_t most) {
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  if (wanted) {
    RUNSEAL_TRY(const auto answer, service->get("/evidence/" + std::to_string(*wanted)));
    RUNSEAL_TRY(auto entry, part<Json>(answer, "entry"));
    return Entries{{*wanted, std::move(entry)}};
  }
  RUNSEAL_TRY(const auto answer, service->get("/evidence", {{"limit", std::to_string(most)}}));
  RUNSEAL_TRY(const auto items, part<std::vector<Json>>(answer, "items"));
  Entries out;
  for (const auto& item : items) {
    RUNSEAL_TRY(const auto index, part<std::uint64_t>(item, "index"));
    RUNSEAL_TRY(auto entry, part<Json>(item, "entry"));
    out.emplace_back(index, std::move(entry));
  }
  std::ranges::reverse(out);
  return out;
}

// Put together from its parts, and checked here before it is handed on.
Result<std::string> proof(const Context& context, std::uint64_t index) {
  RUNSEAL_TRY(const Service service, Remote::open(context.server));
  RUNSEAL_TRY(const auto answer, service->get("/evidence/" + std::to_string(index) + "/proof"));
  RUNSEAL_TRY(const auto key, part<std::string>(answer, "key"));
  RUNSEAL_TRY(const auto verifier, evidence::parse_vkey(key));
  RUNSEAL_TRY(const auto note, part<std::string>(answer, "checkpoint"));
  RUNSEAL_TRY(const auto checkpoint, evidence::parse_checkpoint(note, verifier));
  evidence::EntryProof proof{index, {}, {}};
  RUNSEAL_TRY(const auto leaf, part<std::string>(answer, "leaf"));
  RUNSEAL_TRY(proof.entry, base::from_base64(leaf));
  RUNSEAL_TRY(const auto path, part<std::vector<std::string>>(answer, "path"));
  for (const auto& text : path) {
    const auto hash = evidence::digest_from_base64(text);
    if (!hash) return fail(ErrorCode::invalid, "the service's proof holds what is no hash");
    proof.path.push_back(*hash);
  }
  auto text = evidence::format_proof(proof, checkpoint);
  RUNSEAL_CHECK(evidence::verify_proof(text, verifier));
  return text;
}

Result<std::string> log_key(const Context& context) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->get("/evidence/key"));
    return part<std::string>(answer, "key");
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  return evidence::format_vkey(workspace.verifier().name, workspace.verifier().key);
}

Result<service::NoticeBundle> bundle(const Context& context, const std::string& notice_id) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(auto content, service->download("/evidence/bundle", {{"notice", notice_id}}));
    const auto slash = content.find('/');  // the archive's folder is called as the archive
    if (slash > 99) return fail(ErrorCode::invalid, "the service sent no bundle");
    return service::NoticeBundle{content.substr(0, slash) + ".tar", std::move(content), 0};
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  RUNSEAL_TRY(const auto notice, service::notice_named(workspace, notice_id));
  return service::notice_bundle(workspace, notice);
}

}  // namespace runseal::app::records
