// What stands in a folder, held against entries as it is walked: neither has to be held twice.
#pragma once

#include "transfer/seal/tree.h"

namespace runseal::transfer {

class Against : public Visitor {
 public:
  explicit Against(const EntryRefs& expected) : at_(expected.begin()), end_(expected.end()) {}

  // Walks, and then tells of the rest. Errors: those of walk(), and the first of came(), gone() and both().
  [[nodiscard]] Result<> hold(int folder, const Classify& classify = {}) {
    RUNSEAL_CHECK(walk(folder, classify, *this));
    return finish();
  }

  // The same in two steps, for entries that come in walk()'s order from elsewhere.
  [[nodiscard]] Result<> finish() {
    while (at_ != end_) RUNSEAL_CHECK(gone(**at_++));
    return {};
  }

  [[nodiscard]] Result<> entry(Entry now) final {
    while (at_ != end_ && (*at_)->path < now.path) RUNSEAL_CHECK(gone(**at_++));
    if (at_ == end_ || (*at_)->path != now.path) return came(std::move(now));
    return both(**at_++, std::move(now));
  }

 protected:
  [[nodiscard]] virtual Result<> came(Entry now) = 0;                         // was not expected
  [[nodiscard]] virtual Result<> gone(const Entry& expected) = 0;             // and is not there
  [[nodiscard]] virtual Result<> both(const Entry& expected, Entry now) = 0;  // of one path

 private:
  EntryRefs::const_iterator at_;
  EntryRefs::const_iterator end_;
};

}  // namespace runseal::transfer
