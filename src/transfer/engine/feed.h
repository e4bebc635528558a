// Where the entries to send come from: a folder as it stands, or one that is still being written.
#pragma once

#include <chrono>
#include <vector>

#include "transfer/seal/tree.h"

namespace runseal::transfer {

// Used by one thread.
class Feed {
 public:
  virtual ~Feed() = default;
  // Entries not given before, folders before what lies in them; waits at most `limit`, may be empty. Errors end the
  // transfer.
  virtual Result<std::vector<Entry>> next(std::chrono::milliseconds limit) = 0;
  [[nodiscard]] virtual bool ended() const = 0;  // no more will come
  [[nodiscard]] virtual bool whole() const = 0;  // the first next() gives everything: the total is known
};

// Errors of making it: a file that cannot be read or sent is an error, naming it.
class WholeTree : public Feed {
 public:
  [[nodiscard]] static Result<WholeTree> of(Tree tree);
  Result<std::vector<Entry>> next(std::chrono::milliseconds) override;
  [[nodiscard]] bool ended() const override { return given_; }
  [[nodiscard]] bool whole() const override { return true; }

 private:
  explicit WholeTree(std::vector<Entry> entries) : entries_(std::move(entries)) {}
  std::vector<Entry> entries_;
  bool given_ = false;
};

}  // namespace runseal::transfer
