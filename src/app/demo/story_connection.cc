// The connection is measured, attacked, mended, measured again and attacked again.
#include <fmt/format.h>

#include "app/demo/attack.h"
#include "app/demo/story_chapters.h"
#include "audit/all_probes.h"

namespace runseal::app {

Result<std::vector<service::Measured>> Story::measure() {
  RUNSEAL_TRY(const auto credentials, audit::read_credentials(workspace_.files(), credentials_));
  RUNSEAL_TRY(const auto targets, service::targets_named(workspace_, {}));
  audit::Options limits;
  limits.stop = &interrupted();
  return service::measure(workspace_, audit::all_probes(), targets, credentials, limits);
}

void Story::show_grades(const std::vector<service::Measured>& measured) {
  const auto& now = measured.front().now.assessment;
  const auto& before = measured.front().before;
  const auto& screen = stage_.screen();
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const std::string& name, const model::Axis& axis, const model::Axis* old) {
    rows.push_back(
        {name, (old && old->grade != axis.grade ? screen.grade(old->grade) + " → " : "") + screen.grade(axis.grade),
         axis.reason});
  };
  add("integrity", now.integrity, before ? &before->integrity : nullptr);
  add("confidentiality", now.confidentiality, before ? &before->confidentiality : nullptr);
  add("peer authenticity", now.peer_authenticity, before ? &before->peer_authenticity : nullptr);
  if (!stage_.quiet()) screen.table(rows, 3);
  stage_.fact("integrity", now.integrity.grade);
  stage_.fact("confidentiality", now.confidentiality.grade);
  stage_.fact("peer_authenticity", now.peer_authenticity.grade);
  stage_.fact("secure", now.secure());
}

Result<> Story::measure_before() {
  RUNSEAL_CHECK(stage_.step("Measure the connection"));
  credentials_ = stage_.scratch() / "credentials";
  RUNSEAL_CHECK(base::write_durably(
      workspace_.files(), credentials_,
      base::as_bytes(fmt::format("username = {}\npassword = {}\n", samba_.user(), samba_.password())), 0600));
  stage_.command("runseal audit --all --credentials credentials");
  RUNSEAL_TRY(measured_, measure());
  show_grades(measured_);
  for (const auto& finding : measured_.front().now.assessment.findings)
    finding.severity == model::Severity::info ? stage_.say(finding.title) : stage_.bad(finding.title);
  return {};
}

Result<> Story::show_the_harm() {
  RUNSEAL_CHECK(stage_.step("What that means: somebody on the network changes one byte"));
  RUNSEAL_TRY(const auto outcome, attack(samba_, stage_.scratch(), "L001_1.cbcl", credentials_));
  stage_.say(fmt::format("sent:   {}…  ({} bytes)", outcome.sent_sha256.substr(0, 32), outcome.bytes));
  stage_.say(
      fmt::format("stored: {}…  ({} byte differs)", outcome.stored_sha256.substr(0, 32), outcome.bytes_that_differ));
  stage_.fact("client_was_content", outcome.client_was_content);
  stage_.fact("bytes_that_differ", outcome.bytes_that_differ);
  if (!outcome.client_was_content || !outcome.relay_struck || outcome.bytes_that_differ != 1)
    return fail(ErrorCode::internal, "the attack did not go as the letter warns", {},
                "please report this with the output above");
  stage_.bad("The client reported success. Nobody noticed.");
  return {};
}

Result<> Story::fix() {
  RUNSEAL_CHECK(stage_.step("The exact change to make"));
  const model::Remedy* remedy = nullptr;
  for (const auto& finding : measured_.front().now.assessment.findings)
    for (const auto& one : finding.remedies)
      if (!remedy && one.language == "smb.conf") remedy = &one;
  if (!remedy) return fail(ErrorCode::internal, "the audit printed no remedy for this server");
  stage_.verbatim(remedy->text);
  RUNSEAL_CHECK(samba_.apply(remedy->text));
  stage_.good("pasted into the server's smb.conf, as it stands above; server restarted");
  stage_.fact("remedy", remedy->text);
  return {};
}

Result<> Story::measure_after() {
  RUNSEAL_CHECK(stage_.step("Measure again"));
  stage_.command("runseal audit --all --credentials credentials");
  RUNSEAL_TRY(measured_, measure());
  show_grades(measured_);
  if (!measured_.front().now.assessment.secure())
    return fail(ErrorCode::internal, "the remedy did not make the connection secure");
  stage_.good("protected on all three axes, measured");
  return {};
}

Result<> Story::attack_again() {
  RUNSEAL_CHECK(stage_.step("The same attack again"));
  RUNSEAL_TRY(const auto outcome, attack(samba_, stage_.scratch(), "L001_2.cbcl", credentials_));
  stage_.fact("client_was_content", outcome.client_was_content);
  stage_.fact("relay_struck", outcome.relay_struck);
  if (outcome.client_was_content || !outcome.relay_struck)
    return fail(ErrorCode::internal, "the attack was not noticed after the remedy");
  stage_.good("The changed byte broke the connection at once, and the client said so. Nothing altered was accepted.");
  return {};
}

}  // namespace runseal::app
