// Tells people by mail what they should know. What there is to tell is found in the records and put into the outbox
// (store/mail.h) in one transaction with how far was looked: nothing is lost when the process ends, and nobody is told
// the same twice. A mail that could not be handed over is tried again, later and later. Nothing else waits for any of
// it.
#pragma once

#include <atomic>
#include <functional>
#include <set>

#include "base/mail_config.h"
#include "model/mail.h"
#include "service/alerts.h"
#include "service/directory.h"
#include "service/hub.h"
#include "service/look_often.h"
#include "service/smtp.h"

namespace runseal::service {

inline constexpr std::chrono::minutes first_mail_retry{1};  // doubled each time
inline constexpr std::chrono::minutes longest_mail_retry{60};
inline constexpr std::chrono::hours mail_given_up_after{48};

class Mailer {
 public:
  // Gives the server a mail; tests bring their own.
  using Hand = std::function<Handed(const MailServer&, const std::string& from, const std::string& to,
                                    const std::string& message, const std::atomic<bool>& stop)>;
  // `hub` tells that a job has ended; without one, jobs are looked at each time.
  explicit Mailer(Directory& directory, Hub* hub = nullptr, Hand hand = hand_over, WatchedDisks disks = {});
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;

  void start(std::chrono::milliseconds look_every = std::chrono::seconds(5));
  void stop() { looking_.stop(); }
  // Once: what happened goes into the outbox, what is due goes out. What the thread does each time.
  Result<> look();

 private:
  Result<> gather(const base::MailConfig& config);
  Result<> take_in(const base::MailConfig& config, const std::vector<model::MailAlert>& lasting, bool jobs);
  Result<> make_mails(const base::MailConfig& config);
  Result<> send_due(const base::MailConfig& config);

  [[nodiscard]] bool a_job_has_ended();

  Directory& directory_;
  std::shared_ptr<Listener> jobs_;
  Hand hand_;
  WatchedDisks disks_;
  Instant looked_at_all_{};
  std::set<std::string> taken_;  // keys of what is in the outbox and is found again at each look
  LookOften looking_;            // last: it ends before what it looks at
};

// A test mail, at once; it stands among the others afterwards. Errors: usage (no address), as mail_server().
Result<model::Mail> send_test_mail(Directory& directory, const std::string& address,
                                   const Mailer::Hand& hand = hand_over);

// Addresses whose newest mail could not be handed over, within the last days.
Result<std::vector<model::Mail>> failing_mails(store::Database& database, Instant now);

}  // namespace runseal::service
