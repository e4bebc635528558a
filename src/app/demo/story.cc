#include "app/demo/story.h"

#include <fmt/format.h>

#include "audit/all_probes.h"
#include "app/demo/attack.h"
#include "app/demo/samples.h"
#include "base/random.h"
#include "base/text.h"
#include "demo/samba.h"
#include "service/answer.h"
#include "service/measure.h"

namespace runseal::app {
namespace {

using model::CaseAction;

constexpr const char* person = "Anna Bērziņa";
constexpr const char* title = "Head of laboratory IT";
constexpr const char* organisation = "Sample Genetics Laboratory";

// As many servers still stand: SMB 2 and 3 with whatever the client likes.
const demo::SambaSettings as_the_letter_warns{{{"server min protocol", "SMB2_02"},
                                               {"server signing", "auto"},
                                               {"server smb encrypt", "off"},
                                               {"map to guest", "bad user"}},
                                              {{"guest ok", "yes"}}};

class Story {
 public:
  Story(Stage& stage, StoryOptions options, service::Workspace workspace, demo::Samba samba)
      : stage_(stage), options_(std::move(options)), workspace_(std::move(workspace)), samba_(std::move(samba)) {}

  Result<> play() {
    RUNSEAL_CHECK(take_in_the_notice());
    RUNSEAL_CHECK(know_the_devices());
    RUNSEAL_CHECK(match());
    RUNSEAL_CHECK(measure_before());
    RUNSEAL_CHECK(show_the_harm());
    RUNSEAL_CHECK(fix());
    RUNSEAL_CHECK(measure_after());
    RUNSEAL_CHECK(attack_again());
    RUNSEAL_CHECK(complete_the_case());
    RUNSEAL_CHECK(answer());
    return check_the_evidence();
  }

 private:
  Result<> take_in_the_notice();
  Result<> know_the_devices();
  Result<> match();
  Result<> measure_before();
  Result<> show_the_harm();
  Result<> fix();
  Result<> measure_after();
  Result<> attack_again();
  Result<> complete_the_case();
  Result<> answer();
  Result<> check_the_evidence();

  Result<std::vector<service::Measured>> measure();
  void show_grades(const std::vector<service::Measured>& measured);
  Result<> state(CaseAction action, const std::string& device, const std::string& note,
                 const std::optional<base::Path>& file = {});
  [[nodiscard]] std::string data() const { return "--data " + base::Path(stage_.folder() / "data").string(); }

  Stage& stage_;
  StoryOptions options_;
  service::Workspace workspace_;
  demo::Samba samba_;
  model::Notice notice_;
  std::vector<service::Measured> measured_;
  base::Path credentials_;
};

Result<> Story::take_in_the_notice() {
  RUNSEAL_CHECK(stage_.step("The letter"));
  auto letter = options_.letter;
  if (letter.empty()) {
    letter = stage_.folder() / "letter.md";
    RUNSEAL_CHECK(base::write_durably(workspace_.files(), letter, base::as_bytes(sample_letter()), 0644));
  }
  stage_.command("runseal notice import " + letter.filename().string());
  RUNSEAL_TRY(const auto read, service::read_letter(workspace_.files(), letter));
  RUNSEAL_CHECK(service::take_in_notice(workspace_, read, person));
  notice_ = read.imported.notice;
  stage_.say(fmt::format("{} of {}: \"{}\"", stage_.screen().bold(notice_.id),
                         notice_.date ? notice_.date->value : "unknown date",
                         base::printable(notice_.title ? notice_.title->value : "", 80)));
  std::size_t with_udi = 0;
  for (const auto& product : notice_.products) with_udi += product.udi_di ? 1 : 0;
  stage_.good(fmt::format(
      "{} products, {} with a UDI-DI (check digits right), {} harms, {} required actions, {} form fields; each value "
      "linked to its line",
      notice_.products.size(), with_udi, notice_.harms.size(), notice_.actions.size(), notice_.form.size()));
  stage_.fact("notice", notice_.id);
  stage_.fact("products", notice_.products.size());
  return {};
}

Result<> Story::know_the_devices() {
  RUNSEAL_CHECK(stage_.step("The devices"));
  const auto file = stage_.folder() / "inventory.csv";
  const auto csv = base::replaced(sample_inventory(), "@STORAGE@", samba_.url());
  RUNSEAL_CHECK(base::write_durably(workspace_.files(), file, base::as_bytes(csv), 0644));
  stage_.command("runseal device import inventory.csv");
  RUNSEAL_TRY(const auto inventory, notice::read_inventory(base::as_bytes(csv)));
  if (!inventory.problems.empty()) return fail(ErrorCode::internal, inventory.problems.front().reason, "inventory.csv");
  RUNSEAL_CHECK(service::save_devices(workspace_, inventory.devices, "inventory.csv"));
  stage_.good(fmt::format("{} devices; their storage is a real Samba server on this machine: {}",
                          inventory.devices.size(), samba_.url()));
  stage_.fact("devices", inventory.devices.size());
  return {};
}

Result<> Story::match() {
  RUNSEAL_CHECK(stage_.step("Which of them are affected?"));
  stage_.command("runseal notice match " + notice_.id);
  RUNSEAL_TRY(const auto matches, service::match_inventory(workspace_, notice_));
  RUNSEAL_CHECK(service::record_match(workspace_, notice_, matches));
  std::vector<std::vector<std::string>> rows;
  Json verdicts = Json::object();
  for (const auto& one : matches) {
    const std::string verdict(base::name_of(one.verdict));
    const auto& screen = stage_.screen();
    rows.push_back({one.device_id,
                    one.verdict == model::MatchVerdict::affected    ? screen.bad(verdict)
                    : one.verdict == model::MatchVerdict::near_miss ? screen.warn(verdict)
                                                                    : screen.dim(verdict),
                    one.reason});
    verdicts[one.device_id] = one.verdict;
  }
  if (!stage_.quiet()) stage_.screen().table(rows, 3);
  stage_.fact("verdicts", verdicts);
  return {};
}

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

}  // namespace

Result<> play(Stage& stage, const StoryOptions& options) {
  RUNSEAL_TRY(auto workspace, service::Workspace::open(stage.folder() / "data", service::Access::write));
  RUNSEAL_TRY(auto samba, demo::Samba::start(stage.scratch() / "samba", as_the_letter_warns));
  RUNSEAL_CHECK(Story(stage, options, std::move(workspace), std::move(samba)).play());
  stage.keep();
  return {};
}

}  // namespace runseal::app
