// Where the entries to send come from: a folder as it stands, or one that is still being written.
#pragma once

#include <chrono>
#include <vector>

#include "transfer/seal/manifest.h"

namespace runseal::transfer {

// Used by one thread.
class Feed {
 public:
  virtual ~Feed() = default;
  // Entries not given before, folders before what lies in them; waits at most `limit`, may be none. Errors end the
  // transfer.
  virtual Result<> next(std::chrono::milliseconds limit, const TakeEntry& take) = 0;
  [[nodiscard]] virtual bool ended() const = 0;  // no more will come
  [[nodiscard]] virtual bool whole() const = 0;  // the first next() gives everything: the total is known
  // The source as it stands now, sorted by path: what was sent is held against it before it is sealed.
  virtual Result<> look(const TakeEntry& take) = 0;
};

// Everything that is in a folder. Errors of next() and look() name what cannot be read or sent.
class WholeTree : public Feed {
 public:
  WholeTree(int folder, Classify classify = {}) : folder_(folder), classify_(std::move(classify)) {}
  Result<> next(std::chrono::milliseconds limit, const TakeEntry& take) override;
  [[nodiscard]] bool ended() const override { return given_; }
  [[nodiscard]] bool whole() const override { return true; }
  Result<> look(const TakeEntry& take) override;

 private:
  int folder_;
  Classify classify_;
  bool given_ = false;
};

// walk(), where a file that cannot be read or sent is an error, at the end.
[[nodiscard]] Result<> sendable_entries(int folder, const Classify& classify, const TakeEntry& take);

}  // namespace runseal::transfer
