// What people add to a case: that an action was done, and exceptions that they sign.
#include <fmt/format.h>

#include "base/sshsig.h"
#include "base/text.h"
#include "notice/match.h"
#include "service/case_words.h"
#include "service/reason.h"
#include "store/records.h"

namespace runseal::service {
namespace {

using model::CaseAction;

bool concerns_whole_notice(CaseAction action) {
  return std::ranges::find(of_whole_notice, action) != std::end(of_whole_notice);
}

Result<model::Match> match_of(Workspace& workspace, const model::Notice& notice, const std::string& device_id) {
  RUNSEAL_TRY(const auto device, store::find_device(workspace.database(), device_id));
  if (!device)
    return fail(ErrorCode::not_found, "no device \"" + base::printable(device_id, 60) + "\"", {},
                "`runseal device list` shows the inventory");
  return notice::match_device(notice, device->record);
}

Result<> must_be_affected(Workspace& workspace, const model::Notice& notice, const std::string& device_id) {
  RUNSEAL_TRY(const auto match, match_of(workspace, notice, device_id));
  if (match.verdict != model::MatchVerdict::affected)
    return fail(ErrorCode::invalid, fmt::format("{} is not affected by {}: {}", device_id, notice.id, match.reason));
  return {};
}

Result<std::string> near_miss_to_settle(Workspace& workspace, const model::Notice& notice, const Statement& statement) {
  if (base::trim(statement.note).empty())
    return fail(ErrorCode::usage, "say what the device's label says", {},
                "add --note, for example \"REF 20014053, research use only\"");
  RUNSEAL_TRY(const auto match, match_of(workspace, notice, statement.device_id));
  if (match.verdict != model::MatchVerdict::near_miss)
    return fail(ErrorCode::invalid,
                fmt::format("{} is no near miss of {}: {}", statement.device_id, notice.id, match.reason));
  return compared_in(match);
}

// Nobody has read a letter, or told others of it, before it was written.
Result<> must_follow_the_letter(const model::Notice& notice, CaseAction action, Date on) {
  const bool follows = action == CaseAction::notice_read || action == CaseAction::users_informed ||
                       action == CaseAction::customers_informed;
  if (!follows || !notice.date) return {};
  RUNSEAL_TRY(const auto written, base::parse_date(notice.date->value));
  if (on >= written) return {};
  return fail(ErrorCode::invalid,
              fmt::format("{} on a day before the letter's own date, {}", base::name_of(action), notice.date->value),
              base::format_date(on), "give the day it was done with --on, or leave it out for today");
}

Result<model::Attachment> attached(Workspace& workspace, const std::string& name, ByteView content) {
  if (content.empty()) return fail(ErrorCode::invalid, "the attached file is empty", name);
  return workspace.attach(name, content);
}

}  // namespace

Result<std::uint64_t> state_action(Workspace& workspace, const model::Notice& notice, const Statement& statement) {
  const auto name = std::string(base::name_of(statement.action));
  if (statement.action == CaseAction::measured_secure)
    return fail(ErrorCode::usage, "\"measured-secure\" cannot be stated, only measured", {},
                "`runseal audit DEVICE`, or a signed exception: `runseal case except`");
  if (concerns_whole_notice(statement.action) != statement.device_id.empty())
    return fail(
        ErrorCode::usage,
        statement.device_id.empty() ? name + " is stated for one device" : name + " is stated for the whole notice", {},
        statement.device_id.empty() ? "add --device ID" : "leave out --device");
  if (statement.action == CaseAction::guidance_read && !statement.file && !statement.content)
    return fail(ErrorCode::usage, "attach the guidance that was read", {},
                "download it, then add --file FILE: its SHA-256 is kept");
  if (statement.action == CaseAction::protocol_settled && base::trim(statement.note).empty())
    return fail(ErrorCode::usage, "say which protocol was settled on", {},
                "add --note, for example \"SMB 3.1.1, signed and encrypted\"");
  if (base::trim(statement.by).empty()) return fail(ErrorCode::usage, "say who did it", {}, "add --by NAME");
  auto about = statement.device_id.empty() ? notice.source.sha256 : std::string();
  if (statement.action == CaseAction::near_miss_settled) {
    RUNSEAL_TRY(about, near_miss_to_settle(workspace, notice, statement));
  } else if (!statement.device_id.empty()) {
    RUNSEAL_CHECK(must_be_affected(workspace, notice, statement.device_id));
  }

  const auto today = base::date_of(workspace.now());
  RUNSEAL_TRY(const auto on, statement.on.empty() ? Result<Date>(today) : base::parse_date(statement.on));
  if (on > today) return fail(ErrorCode::invalid, "the date lies in the future", base::format_date(on));
  RUNSEAL_CHECK(must_follow_the_letter(notice, statement.action, on));
  model::ActionRecord record{notice.id,
                             statement.device_id,
                             statement.action,
                             statement.by,
                             base::format_instant(workspace.now()),
                             base::format_date(on),
                             statement.note,
                             std::nullopt,
                             about};
  RUNSEAL_TRY(const auto before, stated_before(workspace, notice, record));
  if (before) RUNSEAL_CHECK(must_say_why(workspace));
  if (statement.file) {
    RUNSEAL_TRY(const auto content, workspace.files().read(*statement.file, 256U << 20U));
    RUNSEAL_TRY(record.attachment, attached(workspace, statement.file->filename().string(), content));
  } else if (statement.content) {
    RUNSEAL_TRY(record.attachment, attached(workspace, statement.content->name, statement.content->bytes));
  }
  return workspace.record(Change{"action", notice.id, record,
                                 [record](store::Database& database, const std::string& entry) {
                                   return store::save_action(database, record, entry);
                                 },
                                 before ? Json(*before) : Json()});
}

Result<std::uint64_t> sign_exception(Workspace& workspace, const model::Notice& notice, const std::string& device_id,
                                     const std::string& reason, Date expires, const Signer& signer) {
  RUNSEAL_CHECK(must_be_affected(workspace, notice, device_id));
  if (base::trim(reason).size() < 10)
    return fail(ErrorCode::invalid, "an exception needs a reason that another person can follow");
  const auto now = workspace.now();
  const auto longest = base::date_of(now + std::chrono::days(workspace.config().max_exception_days));
  if (expires < base::date_of(now) || expires > longest)
    return fail(ErrorCode::invalid, "an exception must end between today and " + base::format_date(longest),
                base::format_date(expires));
  model::CaseException exception{notice.id,
                                 device_id,
                                 reason,
                                 signer.person.name,
                                 base::format_instant(now),
                                 base::format_date(expires),
                                 signer.person.public_key,
                                 {}};
  RUNSEAL_TRY(const auto text, signed_text(exception));
  exception.signature = base::sshsig_sign(signer.key, exception_namespace, base::as_bytes(text));
  return workspace.record(
      Change{"exception", notice.id, exception, [exception](store::Database& database, const std::string& entry) {
               return store::save_exception(database, exception, entry);
             }});
}

}  // namespace runseal::service
