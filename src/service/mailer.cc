#include "service/mailer.h"

#include <algorithm>

#include "base/random.h"
#include "base/text.h"
#include "service/mail_message.h"
#include "service/mail_text.h"
#include "store/lists.h"
#include "store/mail.h"

namespace runseal::service {
namespace {

using model::Mail;
using model::MailAlert;
using model::MailState;

constexpr std::chrono::minutes between_looks_at_all{5};
constexpr std::chrono::minutes jobs_end_late_by{10};  // the end of one may be saved late: a full disk
constexpr std::size_t most_ended = 500;               // mails that are kept
constexpr std::chrono::days alerts_kept_for{400};     // longer than anything could be told again
constexpr std::chrono::days failure_told_for{7};

Result<base::MailConfig> config_of(const Directory& directory) {
  return base::load_mail_config(base::real_files(), directory.folder() / "runseal.toml");
}

Result<std::string> site_of(Directory& directory) {
  return directory.read<std::string>([](Workspace& workspace) -> Result<std::string> {
    return workspace.config().site.empty() ? workspace.config().organisation : workspace.config().site;
  });
}

Mail new_mail(const std::string& to, const MailText& words, Instant now) {
  Mail mail;
  mail.id = base::random_id();
  mail.to = to;
  mail.subject = words.subject;
  mail.text = words.text;
  mail.created = base::format_instant(now);
  mail.next = mail.created;
  return mail;
}

Result<> put_into_outbox(store::Database& database, const std::vector<MailAlert>& alerts,
                         const base::MailConfig& config) {
  for (const auto& alert : alerts) {
    const auto to = config.to.find(std::string(base::name_of(alert.kind)));
    if (to == config.to.end()) continue;
    for (const auto& address : to->second) RUNSEAL_CHECK(store::add_alert(database, alert, address));
  }
  return {};
}

std::chrono::milliseconds pause_after(std::uint64_t attempts) {
  const auto doublings = std::min<std::uint64_t>(attempts - 1, 6);
  return std::min<std::chrono::milliseconds>(first_mail_retry * (1 << doublings), longest_mail_retry);
}

void judge(Mail& mail, const Handed& handed, Instant now) {
  ++mail.attempts;
  mail.answer = handed.answer;
  const bool too_old = now - base::parse_instant(mail.created).value_or(now) >= mail_given_up_after;
  if (handed.outcome == Handed::Outcome::later && !too_old) {
    mail.next = base::format_instant(now + pause_after(mail.attempts));
    return;
  }
  mail.state = handed.outcome == Handed::Outcome::taken ? MailState::sent : MailState::failed;
  mail.ended = base::format_instant(now);
  mail.next.clear();
}

std::string message_of(const Mail& mail, const std::string& from) {
  return written(
      {from, mail.to, mail.subject, mail.text, mail.id, base::parse_instant(mail.created).value_or(Instant{})});
}

}  // namespace

Mailer::Mailer(Directory& directory, Hub* hub, Hand hand, WatchedDisks disks)
    : directory_(directory),
      jobs_(hub != nullptr ? hub->listen() : nullptr),
      hand_(std::move(hand)),
      disks_(std::move(disks)) {}

// what cannot be read now can be the next time
void Mailer::start(std::chrono::milliseconds look_every) {
  looking_.start(look_every, [this] { (void)look(); });
}

Result<> Mailer::look() {
  RUNSEAL_TRY(const auto config, config_of(directory_));
  RUNSEAL_CHECK(gather(config));
  if (config.server.empty()) return {};
  RUNSEAL_CHECK(make_mails(config));
  return send_due(config);
}

bool Mailer::a_job_has_ended() {
  if (!jobs_) return true;
  bool ended = false;
  while (const auto event = jobs_->next())
    if (event->name == "job" && !event->data->contains(R"("ended":"")")) ended = true;
  return ended;
}

Result<> Mailer::gather(const base::MailConfig& config) {
  std::vector<MailAlert> lasting;
  const auto now = directory_.now();
  const bool all = now - looked_at_all_ >= between_looks_at_all;
  const bool jobs = a_job_has_ended() || all;
  if (all && !config.server.empty()) {
    RUNSEAL_TRY(lasting, directory_.read<std::vector<MailAlert>>(
                             [&](Workspace& workspace) { return alerts_of_ends(workspace, config.ends_within); }));
    std::ranges::move(alerts_of_disks(directory_.folder(), disks_, now), std::back_inserter(lasting));
  }
  RUNSEAL_CHECK(take_in(config, lasting, jobs));
  if (all && !config.server.empty()) looked_at_all_ = now;
  return {};
}

// Where no mail is sent, what happens is passed over: whoever configures it later is not told of old things.
Result<> Mailer::take_in(const base::MailConfig& config, const std::vector<MailAlert>& lasting, bool jobs) {
  const auto now = directory_.now();
  return directory_.touch<void>([&](store::Database& database) -> Result<> {
    RUNSEAL_TRY(const auto newest, store::last_sequence(database));
    RUNSEAL_TRY(const auto found, store::alerts_taken(database));
    const auto taken = found.value_or(store::AlertsTaken{newest, base::format_instant(now)});
    const auto taken_at = base::parse_instant(taken.at).value_or(now);
    std::vector<MailAlert> alerts;
    if (!config.server.empty()) {
      if (jobs) {
        RUNSEAL_TRY(alerts, alerts_of_jobs(database, taken_at - jobs_end_late_by));
      }
      std::ranges::copy(lasting, std::back_inserter(alerts));
      std::erase_if(alerts, [&](const auto& alert) { return taken_.contains(alert.key); });
    }
    const bool passed_over = config.server.empty() && now - taken_at >= jobs_end_late_by;
    if (found && taken.sequence == newest && alerts.empty() && !passed_over) return {};
    RUNSEAL_CHECK(database.transaction([&]() -> Result<> {
      RUNSEAL_CHECK(store::set_alerts_taken(database, {newest, base::format_instant(now)}));
      if (config.server.empty()) return {};
      RUNSEAL_TRY(const auto recorded, alerts_recorded(database, taken.sequence, newest));
      RUNSEAL_CHECK(put_into_outbox(database, recorded, config));
      RUNSEAL_CHECK(put_into_outbox(database, alerts, config));
      return store::forget_mails(database, most_ended, base::format_instant(now - alerts_kept_for));
    }));
    for (const auto& alert : alerts) taken_.insert(alert.key);
    return {};
  });
}

// An address that was told something a short while ago waits, and is told all the rest at once.
Result<> Mailer::make_mails(const base::MailConfig& config) {
  RUNSEAL_TRY(const auto site, site_of(directory_));
  const auto now = directory_.now();
  return directory_.touch<void>([&](store::Database& database) -> Result<> {
    RUNSEAL_TRY(const auto addresses, store::addresses_to_tell(database, base::format_instant(now - config.gather)));
    for (const auto& address : addresses) {
      RUNSEAL_TRY(const auto alerts, store::untold_alerts(database, address));
      RUNSEAL_TRY(const auto words, text_of(alerts, config, site));
      RUNSEAL_CHECK(database.transaction(
          [&]() -> Result<> { return store::save_new_mail(database, new_mail(address, words, now)); }));
    }
    return {};
  });
}

Result<> Mailer::send_due(const base::MailConfig& config) {
  RUNSEAL_TRY(auto due, directory_.touch<std::vector<Mail>>([&](store::Database& database) {
    return store::mails_due(database, base::format_instant(directory_.now()));
  }));
  if (due.empty()) return {};
  const auto server = mail_server(base::real_files(), config);
  for (auto& mail : due) {
    const auto handed = server
                            ? hand_(*server, config.from, mail.to, message_of(mail, config.from), looking_.stopping())
                            : Handed{Handed::Outcome::later, server.error().describe()};
    if (looking_.stopping() && handed.outcome == Handed::Outcome::later) return {};  // it was cut short
    judge(mail, handed, directory_.now());
    RUNSEAL_CHECK(directory_.touch<void>([&](store::Database& database) { return store::save_mail(database, mail); }));
  }
  return {};
}

Result<Mail> send_test_mail(Directory& directory, const std::string& address, const Mailer::Hand& hand) {
  if (!base::is_mail_address(address))
    return fail(ErrorCode::usage, "this is no mail address: " + base::printable(address, 80), {},
                "such as it@lab.example, without a name");
  RUNSEAL_TRY(const auto config, config_of(directory));
  RUNSEAL_TRY(const auto server, mail_server(base::real_files(), config));
  RUNSEAL_TRY(const auto site, site_of(directory));
  RUNSEAL_TRY(const auto words, text_of_test(config, site));
  auto mail = new_mail(address, words, directory.now());
  const std::atomic<bool> stop = false;
  auto handed = hand(server, config.from, address, message_of(mail, config.from), stop);
  if (handed.outcome == Handed::Outcome::later) handed.outcome = Handed::Outcome::refused;  // whoever tests sees it now
  judge(mail, handed, directory.now());
  RUNSEAL_CHECK(directory.touch<void>([&](store::Database& database) { return store::save_mail(database, mail); }));
  return mail;
}

Result<std::vector<Mail>> failing_mails(store::Database& database, Instant now) {
  RUNSEAL_TRY(auto last, store::last_mail_of_each(database, base::format_instant(now - failure_told_for)));
  std::erase_if(last, [](const auto& mail) {
    return mail.state == MailState::sent || (mail.state == MailState::waiting && mail.attempts == 0);
  });
  return last;
}

}  // namespace runseal::service
