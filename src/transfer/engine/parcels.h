// The files of a run on their way to a sink, over all attempts; and the queue from which the streams of one attempt
// take: files to send first, the largest before the others, then files to read back, the longest sent first.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "transfer/engine/progress.h"
#include "transfer/sinks/sink.h"

namespace runseal::transfer {

enum class ParcelState { to_send, sending, to_read, reading, verified, corrupt, unread };

// Between take() and the call that ends it, a parcel belongs to one stream.
struct Parcel {
  std::size_t index = 0;
  Entry entry;
  ParcelState state = ParcelState::to_send;
  bool hashed = false;              // entry.sha256 is of this entry as we read it
  std::uint64_t have = 0;           // bytes that are there already
  bool resumed = false;             // some of what is there was not written in one go: it may have holes
  std::optional<Found> in_the_way;  // something else than a file has its name
  std::uint64_t sent_to = 0;        // the furthest byte ever sent: what is sent again below it is counted
  int changes = 0;                  // times the source changed while it was read
  std::string why;                  // when corrupt or unread
};

class Parcels {
 public:
  explicit Parcels(Progress& progress) : progress_(progress) {}

  // One thread:
  // Errors: invalid (a path or a link that may not be sent).
  [[nodiscard]] Result<> add(Entry entry);
  void no_more();
  // `found`: what stands there. `can_append`: a partial file can be gone on with.
  void begin_attempt(std::vector<Found> found, bool can_append);
  // These files are to be read back, nothing is sent. All must be hashed.
  void begin_reading(const std::function<bool(const Entry&)>& which);
  void end_attempt(const Error& error);  // the streams stop; the first error counts
  [[nodiscard]] std::optional<Error> attempt_error() const;
  [[nodiscard]] bool settled() const;  // all are verified, corrupt or unread, and no more will come
  void wait(std::chrono::milliseconds limit) const;
  [[nodiscard]] std::size_t files() const;
  [[nodiscard]] std::uint64_t bytes_missing() const;  // there
  [[nodiscard]] EntryRefs sorted() const;             // all entries by path, good until one is added
  // The streams' threads must have ended:
  [[nodiscard]] const std::deque<Parcel>& all() const { return files_; }
  void hashed(std::size_t file, const Entry& as_read);

  // The streams:
  enum class Turn { send, read_back, none, over };  // none: nothing came within the limit
  struct Work {
    Turn turn = Turn::over;
    Parcel* parcel = nullptr;
  };
  [[nodiscard]] Work take(std::chrono::milliseconds limit);
  void sent(Parcel& parcel, const base::Digest& digest);
  // The file is now `fresh`: it changed while it was read, and is sent again. Errors: conflict (a fourth time).
  [[nodiscard]] Result<> changed(Parcel& parcel, const Entry& fresh);
  void verified(Parcel& parcel);
  // Other bytes came back. What was written in one go is corrupt; what was resumed is sent once more, from its start.
  void differs(Parcel& parcel, const std::string& why);
  void unread(Parcel& parcel, const std::string& why);
  // The folders above `path` that are not known to be there.
  [[nodiscard]] std::vector<std::string> missing_folders(const std::string& path) const;
  void folder_is_there(const std::string& path);

 private:
  void place(std::size_t file);  // into the queue it belongs to, by what stands there
  void settle(Parcel& parcel, ParcelState state, const std::string& why);

  Progress& progress_;
  mutable std::mutex mutex_;
  mutable std::condition_variable wake_;
  std::deque<Parcel> files_;
  std::vector<Entry> others_;  // folders and links
  std::unordered_map<std::string, Found> there_;
  std::set<std::string> folders_there_;
  std::set<std::pair<std::uint64_t, std::size_t>> to_send_;  // size and index
  std::deque<std::size_t> to_read_;
  std::size_t unsettled_ = 0;
  bool no_more_ = false;
  bool can_append_ = false;
  bool attempt_ = false;
  std::optional<Error> error_;
};

}  // namespace runseal::transfer
