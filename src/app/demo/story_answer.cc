// The case is completed, the form signed, and the evidence checked.
#include <fmt/format.h>

#include "app/demo/story_chapters.h"
#include "base/random.h"
#include "base/text.h"
#include "service/answer.h"

namespace runseal::app {
namespace {

using model::CaseAction;

constexpr const char* title = "Head of laboratory IT";
constexpr const char* organisation = "Sample Genetics Laboratory";

}  // namespace

Result<> Story::state(CaseAction action, const std::string& device, const std::string& note,
                      const std::optional<base::Path>& file) {
  RUNSEAL_CHECK(service::state_action(workspace_, notice_, {action, device, person, "", note, file}));
  return {};
}

Result<> Story::complete_the_case() {
  RUNSEAL_CHECK(stage_.step("The case"));
  const auto guidance = stage_.folder() / "guidance-stand-in.txt";
  RUNSEAL_CHECK(base::write_durably(
      workspace_.files(), guidance,
      base::as_bytes("This file stands in for the manufacturer's guidance, which runseal does not have.\n"), 0644));
  RUNSEAL_CHECK(state(CaseAction::notice_read, "", ""));
  RUNSEAL_CHECK(state(CaseAction::guidance_read, "", "", guidance));
  RUNSEAL_CHECK(state(CaseAction::users_informed, "", "by e-mail to all users of the instruments"));
  RUNSEAL_TRY(const auto before, service::case_of(workspace_, notice_));
  for (const auto& device : before.devices)
    RUNSEAL_CHECK(state(CaseAction::protocol_settled, device.device_id, "SMB 3.1.1, signed and encrypted"));
  for (const auto& device : before.near_misses)
    RUNSEAL_CHECK(
        state(CaseAction::near_miss_settled, device.device_id, "its label says REF " + device.catalogue_number));
  stage_.command("runseal case show " + notice_.id);
  RUNSEAL_TRY(const auto now, service::case_of(workspace_, notice_));
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : now.items) {
    const bool distributors =
        item.action == CaseAction::customers_identified || item.action == CaseAction::customers_informed;
    if (distributors) continue;
    if (item.state == model::ItemState::open) return fail(ErrorCode::internal, "still open: " + item.detail);
    rows.push_back({std::string(base::name_of(item.action)), stage_.screen().good("done"), item.device_id,
                    item.evidence ? fmt::format("evidence {}", *item.evidence) : ""});
  }
  if (!stage_.quiet()) stage_.screen().table(rows, 3);
  stage_.fact("items_done", rows.size());
  return {};
}

Result<> Story::answer() {
  RUNSEAL_CHECK(stage_.step("The signed form"));
  const auto passphrase = base::random_id() + base::random_id();
  RUNSEAL_CHECK(service::add_person(workspace_, person, title, passphrase));
  RUNSEAL_TRY(const auto signer, service::signer_named(workspace_, person, passphrase));
  service::ReplyRequest request;
  request.language = options_.language;
  request.organisation = organisation;
  request.person = person;
  request.title = title;
  stage_.command(fmt::format("runseal reply {} --by \"{}\"", notice_.id, person));
  RUNSEAL_TRY(const auto reply, service::prepare_reply(workspace_, notice_, request));
  RUNSEAL_TRY(const auto done,
              service::sign_reply(workspace_, notice_, reply, false, signer,
                                  "I am responsible for these answers (demonstration)", stage_.folder() / "reply"));
  for (const auto& one : done.reply.answers)
    stage_.good(fmt::format("{}: {}", base::name_of(one.value), base::printable(one.label, 200)));
  stage_.fact("pdf", done.files.pdf.string());
  stage_.fact("evidence", done.evidence);
  return {};
}

Result<> Story::check_the_evidence() {
  RUNSEAL_CHECK(stage_.step("The evidence"));
  stage_.command("runseal evidence verify " + data());
  RUNSEAL_TRY(const auto verification,
              evidence::verify(workspace_.files(), workspace_.evidence_folder(), workspace_.verifier()));
  stage_.fact("entries", verification.entries);
  stage_.fact("holds", verification.holds());
  if (!verification.holds()) return fail(ErrorCode::corrupt, "the evidence does not hold");
  const auto last = verification.checkpoint.size - 1;
  RUNSEAL_TRY(const auto proof,
              evidence::prove(workspace_.files(), workspace_.evidence_folder(), workspace_.verifier(), last));
  RUNSEAL_CHECK(
      base::write_durably(workspace_.files(), stage_.folder() / "reply" / "reply.proof", base::as_bytes(proof), 0644));
  RUNSEAL_CHECK(evidence::verify_proof(proof, workspace_.verifier()));
  stage_.good(fmt::format("{} entries, every byte read again and hashed; the checkpoint's signature is right",
                          verification.entries));
  stage_.good("the form's own entry is proved by reply.proof, with nothing but the public key");
  return {};
}

}  // namespace runseal::app
