// How far a notice is: its case in a few numbers, for lists and the overview.
#pragma once

#include "service/case_book.h"

namespace runseal::service {

struct EndingException {
  std::string device;
  std::string until;  // YYYY-MM-DD
};

struct Standing {
  std::uint64_t affected = 0;           // devices
  std::uint64_t near_misses = 0;        // that nobody has settled
  std::uint64_t open = 0;               // actions; a distributor's only once something was said of them
  std::uint64_t done = 0;               // also those that a signed exception stands for
  std::uint64_t replies = 0;            // signed
  std::uint64_t compared = 0;           // devices in all
  std::vector<EndingException> ending;  // exceptions that end within a fortnight, the first few

  // Nothing is left to do but to send the form.
  [[nodiscard]] bool ready() const { return open == 0 && compared > 0; }
};

[[nodiscard]] Standing standing_of(const model::Case& now, Date today);

// Remembers the standing of each notice until something is recorded or ten minutes have passed (measurements and
// exceptions end by themselves), and which devices it concerns. Thread-safe.
class StandingBook {
 public:
  Result<Standing> of(Workspace& workspace, const model::Notice& notice);
  Result<model::Case> case_of(Workspace& workspace, const model::Notice& notice);
  Result<std::shared_ptr<const Concerned>> concerned(Workspace& workspace, const model::Notice& notice) {
    return concerned_.of(workspace, notice);
  }

 private:
  struct Kept {
    std::uint64_t sequence = 0;
    Instant at{};
    std::string notice_sha256;
    Standing standing;
  };
  ConcernedBook concerned_;
  std::mutex lock_;
  std::map<std::string, Kept> kept_;
};

}  // namespace runseal::service
