#include "service/case_book.h"

#include <functional>
#include <map>
#include <ranges>
#include <set>

#include <fmt/format.h>

#include "base/sshsig.h"
#include "base/text.h"
#include "service/case_words.h"
#include "store/lists.h"

namespace runseal::service {
namespace {

using model::CaseAction;
using model::CaseItem;
using model::ItemState;

// What people stated of one notice, by action and device, oldest first.
using Actions = std::map<std::pair<CaseAction, std::string>, std::vector<store::Kept<model::ActionRecord>>>;
using Exceptions = std::map<std::string, std::vector<store::Kept<model::CaseException>>>;  // by device

constexpr std::chrono::minutes clock_tolerance{10};  // a measurement from the future proves nothing

std::string how_to_state(CaseAction action, const std::string& notice_id, const std::string& device_id) {
  std::string command = fmt::format("runseal case done {} {} --by NAME", notice_id, base::name_of(action));
  if (action == CaseAction::protocol_settled) command += " --device " + device_id + " --note \"which protocol\"";
  if (action == CaseAction::near_miss_settled)
    command += " --device " + device_id + " --note \"what its label says\" (if it is affected: correct the inventory)";
  if (action == CaseAction::guidance_read) command += " --file GUIDANCE.pdf";
  return command;
}

using HoldsFor = std::function<bool(const std::string& about)>;

HoldsFor exactly(const std::string& what) {
  return [what](const std::string& about) { return about == what; };
}

// What was said before any text was taken in (the built-in notice names the letter, it is not the letter) was about the
// letter that came in the post, which is the first text taken in.
HoldsFor this_text(const model::Source& source) {
  return [&source](const std::string& about) {
    return about == source.sha256 || (about.empty() && source.earlier.empty());
  };
}

// Something a person says was done: the latest such statement counts.
CaseItem stated_item(CaseAction action, const std::string& notice_id, const std::string& device_id,
                     const Actions& actions, const HoldsFor& holds) {
  CaseItem item{action, device_id, ItemState::open, how_to_state(action, notice_id, device_id), {}, {}, {}};
  const auto stated = actions.find({action, device_id});
  if (stated == actions.end()) return item;
  for (const auto& kept : stated->second) {
    const auto& record = kept.record;
    if (!holds(record.about)) continue;
    item.state = ItemState::done;
    item.by = record.by;
    item.on = record.on;
    item.evidence = kept.evidence;
    item.detail = record.note;
    if (record.attachment)
      item.detail += fmt::format("{}{} (SHA-256 {})", item.detail.empty() ? "" : "; ", record.attachment->file_name,
                                 record.attachment->sha256);
  }
  return item;
}

// Where the letter's text has changed since, what was said is shown and counts as open.
CaseItem letter_item(CaseAction action, const model::Notice& notice, const Actions& actions) {
  auto item = stated_item(action, notice.id, "", actions, this_text(notice.source));
  if (item.state == ItemState::done) return item;
  if (const auto said = actions.find({action, ""}); said != actions.end()) {
    const auto& last = said->second.back().record;
    item.detail =
        fmt::format("{} said so of another text of the letter, on {}; of this one: {}", last.by, last.on, item.detail);
  }
  return item;
}

Result<Actions> actions_of(Workspace& workspace, const std::string& notice_id) {
  RUNSEAL_TRY(auto all, store::actions_of(workspace.database(), notice_id));
  Actions out;
  for (auto& kept : all) {
    std::pair key{kept.record.action, kept.record.device_id};
    out[std::move(key)].push_back(std::move(kept));
  }
  return out;
}

Result<Exceptions> exceptions_of(Workspace& workspace, const std::string& notice_id) {
  RUNSEAL_TRY(auto all, store::exceptions_of(workspace.database(), notice_id));
  Exceptions out;
  for (auto& kept : all) {
    auto device = kept.record.device_id;
    out[std::move(device)].push_back(std::move(kept));
  }
  return out;
}

struct Latest {
  model::MeasuredConnection shown;
  bool secure = false;
  std::optional<std::uint64_t> evidence;
};
using Measured = std::map<std::string, store::ConnectionRow>;  // by endpoint

Result<Latest> latest(const Workspace& workspace, const Measured& measured, const std::string& endpoint) {
  Latest out;
  out.shown.endpoint = endpoint;
  const auto found = measured.find(endpoint);
  if (found == measured.end() || found->second.at.empty()) return out;
  const auto& row = found->second;
  RUNSEAL_TRY(const auto at, base::parse_instant(row.at));
  out.shown.at = row.at;
  out.shown.integrity = row.integrity;
  out.shown.confidentiality = row.confidentiality;
  out.shown.peer_authenticity = row.peer_authenticity;
  const auto age = workspace.now() - at;
  out.shown.stale = age > std::chrono::days(workspace.config().measurement_valid_days) || age < -clock_tolerance;
  out.secure = row.secure() && !out.shown.stale;
  out.evidence = row.evidence;
  return out;
}

std::string not_secure_because(const Latest& latest) {
  const auto& shown = latest.shown;
  if (shown.at.empty()) return shown.endpoint + " was never measured";
  if (shown.stale) return shown.endpoint + " was last measured on " + shown.at.substr(0, 10) + "; measure it again";
  return fmt::format("{}: integrity {}, confidentiality {}, peer authenticity {}", shown.endpoint,
                     base::name_of(shown.integrity), base::name_of(shown.confidentiality),
                     base::name_of(shown.peer_authenticity));
}

// The exception in force, if any: the latest that has not ended, stands in the evidence, and is signed by the person it
// names.
Result<std::optional<store::Kept<model::CaseException>>> exception_in_force(Workspace& workspace, const Exceptions& all,
                                                                            const std::string& device_id) {
  const auto today = base::format_date(base::date_of(workspace.now()));
  std::optional<store::Kept<model::CaseException>> found;
  const auto signed_ones = all.find(device_id);
  if (signed_ones == all.end()) return found;
  for (const auto& kept : signed_ones->second) {
    const auto& exception = kept.record;
    if (exception.expires < today) continue;
    RUNSEAL_TRY(const auto text, signed_text(exception));
    const auto signer = base::sshsig_verify(exception.signature, exception_namespace, base::as_bytes(text));
    RUNSEAL_TRY(const auto person, store::find_person(workspace.database(), exception.by));
    if (signer && person && kept.evidence && base::ssh_public_key(*signer) == person->record.public_key) found = kept;
  }
  return found;
}

// "Measured secure": only by measurement, or by an exception.
Result<CaseItem> measured_item(Workspace& workspace, const Measured& measured, const Exceptions& exceptions,
                               const model::Device& device, model::CaseDevice& shown) {
  CaseItem item{CaseAction::measured_secure, device.id, ItemState::open, {}, {}, {}, {}};
  std::vector<std::string> reasons;
  bool all_secure = !device.connections.empty();
  if (device.connections.empty())
    reasons.push_back("no connection is declared; add it with `runseal device connect " + device.id + " URL`");
  for (const auto& endpoint : device.connections) {
    RUNSEAL_TRY(const auto one, latest(workspace, measured, endpoint));
    shown.connections.push_back(one.shown);
    if (!one.secure) reasons.push_back(not_secure_because(one));
    all_secure = all_secure && one.secure;
    item.on = std::max(item.on, one.shown.at.substr(0, 10));
    item.evidence = one.evidence;
  }
  shown.secure = all_secure;
  if (all_secure) {
    item.state = ItemState::done;
    item.detail =
        fmt::format("{} connection{} measured", device.connections.size(), device.connections.size() == 1 ? "" : "s");
    return item;
  }
  item.detail = base::join(reasons, "; ");
  if (!device.connections.empty())
    item.detail += fmt::format(". `runseal audit {} --credentials FILE` says what to change", device.id);
  RUNSEAL_TRY(const auto exception, exception_in_force(workspace, exceptions, device.id));
  if (exception) {
    const auto& record = exception->record;
    shown.exception = {record.expires, record.by, record.reason};
    item = {CaseAction::measured_secure,
            device.id,
            ItemState::excepted,
            fmt::format("until {}, signed by {}: {}", record.expires, record.by, record.reason),
            record.by,
            record.at.substr(0, 10),
            exception->evidence};
  }
  return item;
}

CaseItem near_miss_item(const std::string& notice_id, const model::Device& device, const model::Match& match,
                        const Actions& actions, model::Case& out) {
  auto item = stated_item(CaseAction::near_miss_settled, notice_id, device.id, actions, exactly(compared_in(match)));
  model::NearMiss shown{device.id, device.name, device.catalogue_number, device.serial, device.site, {}, {}, {}};
  if (item.state == ItemState::done) {
    shown.settled_by = item.by;
    shown.settled_on = item.on;
    shown.note = item.detail;
  }
  out.near_misses.push_back(std::move(shown));
  return item;
}

std::vector<std::string> connections_of(const Concerned& concerned) {
  std::set<std::string> all;
  for (const auto& [id, one] : concerned.devices)
    if (one.match.verdict == model::MatchVerdict::affected)
      all.insert(one.device.connections.begin(), one.device.connections.end());
  return {all.begin(), all.end()};
}

}  // namespace

Result<std::optional<model::ActionRecord>> stated_before(Workspace& workspace, const model::Notice& notice,
                                                         const model::ActionRecord& now) {
  RUNSEAL_TRY(const auto actions, actions_of(workspace, notice.id));
  const auto stated = actions.find({now.action, now.device_id});
  if (stated == actions.end()) return std::nullopt;
  const auto holds = now.device_id.empty() ? this_text(notice.source) : exactly(now.about);
  for (const auto& kept : stated->second | std::views::reverse)
    if (holds(kept.record.about)) return kept.record;
  return std::nullopt;
}

std::string compared_in(const model::Match& match) {
  std::vector<std::string> parts;
  for (const auto& one : match.compared)
    if (const auto part = fmt::format("{} {}", base::name_of(one.what), one.device_value);
        std::ranges::find(parts, part) == parts.end())
      parts.push_back(part);
  return base::join(parts, "; ");
}

Result<std::string> signed_text(const model::CaseException& exception) {
  Json json = exception;
  json.erase("signature");
  return base::canonical_json(json);
}

Result<model::Case> case_of(Workspace& workspace, const model::Notice& notice) {
  RUNSEAL_TRY(const auto concerned, concerned_by(workspace, notice));
  return case_of(workspace, notice, concerned);
}

Result<model::Case> case_of(Workspace& workspace, const model::Notice& notice, const Concerned& concerned) {
  RUNSEAL_TRY(const auto actions, actions_of(workspace, notice.id));
  RUNSEAL_TRY(const auto exceptions, exceptions_of(workspace, notice.id));
  RUNSEAL_TRY(const auto measured, store::connections_named(workspace.database(), connections_of(concerned)));
  model::Case out;
  out.notice_id = notice.id;
  out.not_affected = concerned.not_affected;
  for (const auto action : of_whole_notice) out.items.push_back(letter_item(action, notice, actions));
  for (const auto& [id, one] : concerned.devices) {
    const auto& device = one.device;
    if (one.match.verdict == model::MatchVerdict::near_miss)
      out.items.push_back(near_miss_item(notice.id, device, one.match, actions, out));
    if (one.match.verdict != model::MatchVerdict::affected) continue;
    model::CaseDevice shown{
        id, device.name, device.catalogue_number, device.serial, device.site, one.match.product, false, {}, {}};
    out.items.push_back(stated_item(CaseAction::protocol_settled, notice.id, id, actions, exactly("")));
    RUNSEAL_TRY(auto item, measured_item(workspace, measured, exceptions, device, shown));
    out.items.push_back(std::move(item));
    out.devices.push_back(std::move(shown));
  }
  return out;
}

}  // namespace runseal::service
