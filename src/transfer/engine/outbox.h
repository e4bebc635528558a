// What is to be sent and how far it is, over all attempts; and the queue from which the streams of one attempt take.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "transfer/engine/feed.h"
#include "transfer/engine/file_queue.h"
#include "transfer/engine/progress.h"
#include "transfer/wire/frames.h"

namespace runseal::transfer {

// A file on its way. Between take() and done() it belongs to one stream.
struct Outgoing {
  [[no_unique_address]] Entry entry;  // the next members lie in its padding
  bool hashed = false;                // entry.sha256 is of this entry as we read it
  bool confirmed = false;             // by the receiver
  bool theirs = false;        // entry.sha256 is of a file that the receiver confirmed earlier, until we have read it
  std::uint8_t changes = 0;   // times the source changed while it was read
  std::uint64_t have = 0;     // bytes the receiver had when the attempt began
  std::uint64_t sent_to = 0;  // the furthest byte ever sent: what is sent again below it is counted
};

class Outbox {
 public:
  explicit Outbox(Progress& progress) : progress_(progress) {}

  // The thread that talks to the receiver:
  void add(Entry entry);
  [[nodiscard]] EntryRefs entries_from(std::size_t first) const;  // to be named, in order
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::uint64_t version() const;  // moves when an entry is added or changes
  void begin_attempt(bool all_there);
  // As often as the receiver tells of files, of those from `first` on, which were not offered yet.
  void they_have(const std::vector<Have>& have, std::size_t first);
  void count_what_is_left();             // once it told of all with which the attempt begins
  void offer(std::size_t first);         // the files from there on may be taken
  void end_attempt(const Error& error);  // the streams stop; the first error counts
  [[nodiscard]] std::optional<Error> attempt_error() const;
  [[nodiscard]] bool all_confirmed() const;
  [[nodiscard]] Result<> confirm(const std::vector<Confirmed>& ranges);
  [[nodiscard]] Result<> again(std::uint32_t entry);
  void wait(std::chrono::milliseconds limit);      // until all is confirmed, or the attempt has ended
  void wait_end(std::chrono::milliseconds limit);  // until the attempt has ended
  // All entries sorted by path, each file hashed. Good until one changes.
  [[nodiscard]] EntryRefs sorted() const;

  // Holds what was sent against the source as it stands. New entries are given back, to be sent too; what changed is
  // taken up anew and ends the attempt. Errors: conflict (something went away), those of look().
  [[nodiscard]] Result<std::vector<Entry>> settle(Feed& source);

  // The streams:
  // A file not taken yet, the large ones before the others; waits at most `limit` while there is none. Nothing: none
  // now, or the attempt ended.
  [[nodiscard]] Outgoing* take(std::chrono::milliseconds limit, std::uint32_t& index);
  [[nodiscard]] bool attempt_goes_on() const;
  void done(Outgoing& file);  // read, hashed and sent
  // The file is now `fresh`: it changed while it was read. Ends the attempt.
  void changed(Outgoing& file, const Entry& fresh);

 private:
  class Settling;
  [[nodiscard]] bool all_confirmed_locked() const { return unconfirmed_ == 0 && unhashed_ == 0; }
  void set_hashed(Outgoing& file, bool hashed);
  void changed_locked(Outgoing& file, const Entry& fresh);

  Progress& progress_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  base::FarList<Outgoing> all_;
  FileQueue queue_;
  std::size_t unconfirmed_ = 0;
  std::size_t unhashed_ = 0;
  std::uint64_t version_ = 0;
  bool attempt_ = false;
  bool all_there_ = false;  // the receiver has the run: nothing is sent
  std::optional<Error> error_;
};

}  // namespace runseal::transfer
