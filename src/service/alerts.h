// What people should be told, found in the records: what was recorded since somebody looked, work that failed, what
// ends soon, a disk that is nearly full.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/mail_config.h"
#include "model/mail.h"
#include "service/workspace.h"

namespace runseal::service {

// Of the evidence entries after `after`, up to `until` (sequence numbers), as far as somebody should be told.
Result<std::vector<model::MailAlert>> alerts_recorded(store::Database& database, std::uint64_t after,
                                                      std::uint64_t until);
// Of jobs that ended since then: scheduled ones and sending that failed, evidence that does not hold.
Result<std::vector<model::MailAlert>> alerts_of_jobs(store::Database& database, Instant since);
// Exceptions, acceptances of the policy and tokens that end within `days`.
Result<std::vector<model::MailAlert>> alerts_of_ends(Workspace& workspace, std::chrono::days within);

struct DiskRoom {
  std::uint64_t free = 0;  // bytes
  std::uint64_t total = 0;
  std::uint64_t disk = 0;  // which one: the same of all its folders
};
// Nothing where that cannot be told.
[[nodiscard]] std::optional<DiskRoom> room_of(const base::Path& folder);

struct WatchedDisks {
  base::Path received_into;  // runs, beside the data directory; empty: none
  std::function<std::optional<DiskRoom>(const base::Path&)> room = room_of;
};
// Of each disk at most one a day.
[[nodiscard]] std::vector<model::MailAlert> alerts_of_disks(const base::Path& data, const WatchedDisks& disks,
                                                            Instant now);

}  // namespace runseal::service
