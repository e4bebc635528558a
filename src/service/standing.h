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

// A part of a case, and how far the whole of it is.
struct CasePart {
  model::Case part;  // with what is owed for the whole notice, and `not_affected` of all
  Standing standing;
  std::uint64_t near_misses = 0;  // settled or not
};

// Remembers the standing of each notice until something is recorded or ten minutes have passed (measurements and
// exceptions end by themselves), and which devices it concerns. Thread-safe.
class StandingBook {
 public:
  Result<Standing> of(Workspace& workspace, const model::Notice& notice);
  Result<model::Case> case_of(Workspace& workspace, const model::Notice& notice);
  // `limit` devices from `offset` on, those with something open before the others; and as many near misses from the
  // first on, those that nobody has settled before the others.
  Result<CasePart> part_of(Workspace& workspace, const model::Notice& notice, std::size_t offset, std::size_t limit);
  // The settled ones among these devices, by id.
  Result<std::map<std::string, model::NearMiss>> settled_of(Workspace& workspace, const model::Notice& notice,
                                                            const std::vector<std::string>& ids);
  Result<std::shared_ptr<const Concerned>> concerned(Workspace& workspace, const model::Notice& notice) {
    return concerned_.of(workspace, notice);
  }
  // All of it for every notice, so that nobody who asks has to wait for the comparison of a large inventory.
  Result<> prepare(Workspace& workspace);

 private:
  struct Kept {
    std::uint64_t sequence = 0;
    Instant at{};
    std::string notice_sha256;
    Standing standing;
    std::vector<std::string> devices;  // ids, in the order of part_of()
    std::vector<std::string> near_misses;
  };
  Result<std::shared_ptr<const Kept>> kept_of(Workspace& workspace, const model::Notice& notice);

  ConcernedBook concerned_;
  std::mutex lock_;
  std::map<std::string, std::shared_ptr<const Kept>> kept_;
};

}  // namespace runseal::service
