// The outbox of mail: what is to be told to whom, and the mails that tell it. No evidence entries: what they tell of
// has. Every function may fail with io or corrupt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/mail.h"
#include "store/database.h"

namespace runseal::store {

// How far what happened has been taken into the outbox.
struct AlertsTaken {
  std::uint64_t sequence = 0;  // of evidence entries
  std::string at;              // when that was
};
Result<std::optional<AlertsTaken>> alerts_taken(Database&);  // nothing: nobody has looked yet
Result<> set_alerts_taken(Database&, const AlertsTaken&);

// Nothing happens when this address has an alert of this key already.
Result<> add_alert(Database&, const model::MailAlert&, const std::string& address);
// That no mail tells yet, oldest first.
Result<std::vector<model::MailAlert>> untold_alerts(Database&, const std::string& address);
// Addresses with untold ones and neither a mail that waits nor one that was made after `quiet_since`.
Result<std::vector<std::string>> addresses_to_tell(Database&, const std::string& quiet_since);
// The mail, and that it tells every alert that this address has until now.
Result<> save_new_mail(Database&, const model::Mail&);
Result<> save_mail(Database&, const model::Mail&);  // the same one again

Result<std::vector<model::Mail>> mails_due(Database&, const std::string& now);            // the longest due first
Result<std::vector<model::Mail>> recent_mails(Database&, std::size_t most);               // newest first
Result<std::vector<model::Mail>> last_mail_of_each(Database&, const std::string& since);  // address, by address
// But the newest `mails` that have ended, and alerts that were told before `told_before`.
Result<> forget_mails(Database&, std::size_t mails, const std::string& told_before);

}  // namespace runseal::store
