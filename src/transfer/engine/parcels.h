// The files of a run on their way to a sink, over all attempts; and the queue from which the streams of one attempt
// take: files to send first, the largest before the others, then files to read back, the longest sent first.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "transfer/engine/file_queue.h"
#include "transfer/engine/found_index.h"
#include "transfer/engine/progress.h"
#include "transfer/sinks/sink.h"

namespace runseal::transfer {

enum class ParcelState : std::uint8_t { to_send, sending, to_read, reading, verified, corrupt, unread };

// Between take() and the call that ends it, a parcel belongs to one stream.
struct Parcel {
  [[no_unique_address]] Entry entry;  // the next members lie in its padding
  ParcelState state = ParcelState::to_send;
  bool hashed = false;       // entry.sha256 is of this entry as we read it
  bool resumed = false;      // some of what is there was not written in one go: it may have holes
  std::uint8_t changes = 0;  // times the source changed while it was read
  std::uint32_t index = 0;
  std::uint64_t have = 0;     // bytes that are there already
  std::uint64_t sent_to = 0;  // the furthest byte ever sent: what is sent again below it is counted
};

class Parcels {
 public:
  explicit Parcels(Progress& progress) : progress_(progress) {}

  // One thread:
  // Errors: invalid (a path or a link that may not be sent).
  [[nodiscard]] Result<> add(Entry entry);
  void no_more();
  // `found`: what stands there. `can_append`: a partial file can be gone on with.
  void begin_attempt(FoundList found, bool can_append);
  // These files are to be read back, nothing is sent. All must be hashed.
  void begin_reading(const std::function<bool(const Entry&)>& which);
  void end_attempt(const Error& error);  // the streams stop; the first error counts
  [[nodiscard]] std::optional<Error> attempt_error() const;
  [[nodiscard]] bool settled() const;  // all are verified, corrupt or unread, and no more will come
  void wait(std::chrono::milliseconds limit) const;
  [[nodiscard]] std::size_t files() const;
  // Files read back, where they arrived and then the copies: the most ever.
  [[nodiscard]] std::uint64_t furthest() const;
  [[nodiscard]] std::uint64_t bytes_missing() const;  // there
  [[nodiscard]] EntryRefs sorted() const;             // all entries by path, good until one is added
  // The streams' threads must have ended:
  [[nodiscard]] const base::FarList<Parcel>& all() const { return files_; }
  [[nodiscard]] std::string why(const Parcel& parcel) const;  // it is corrupt or unread
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
  // What has to go before it is sent: something else than a file, or a file that cannot be gone on with, has its name.
  [[nodiscard]] std::optional<Found> in_the_way_of(const Parcel& parcel) const;
  void way_is_clear(const Parcel& parcel);
  // The folders above `path` that are not known to be there.
  [[nodiscard]] std::vector<std::string> missing_folders(const std::string& path) const;
  void folder_is_there(const std::string& path);

 private:
  void place(std::uint32_t file);  // into the queue it belongs to, by what stands there
  void settle(Parcel& parcel, ParcelState state, const std::string& why);

  Progress& progress_;
  mutable std::mutex mutex_;
  mutable std::condition_variable wake_;
  base::FarList<Parcel> files_;
  Entries others_;  // folders and links
  FoundList found_;
  FoundIndex there_;  // of found_
  std::map<std::uint32_t, Found> in_the_way_;
  std::map<std::uint32_t, std::string> why_;
  std::set<std::string> folders_there_;
  FileQueue to_send_;
  std::deque<std::uint32_t> to_read_;
  std::size_t unsettled_ = 0;
  std::size_t readings_ = 0;  // begun in this attempt
  std::uint64_t furthest_ = 0;
  bool no_more_ = false;
  bool can_append_ = false;
  bool attempt_ = false;
  std::optional<Error> error_;
};

}  // namespace runseal::transfer
