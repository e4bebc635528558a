// Where a run arrives: a hidden tree beside its destination, on the same file system, until all of it is verified and
// durable; then it gets its name at once. Survives being killed: what was confirmed is in the journal.
//
//   <into>/.runseal-incoming/<id>/{tree/, journal}
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/files.h"
#include "transfer/engine/folders.h"
#include "transfer/engine/journal.h"
#include "transfer/engine/landing_file.h"
#include "transfer/engine/number_set.h"
#include "transfer/seal/seal.h"
#include "transfer/seal/tree.h"

namespace runseal::transfer {

struct Landed {
  std::uint64_t bytes = 0;  // in the hidden tree
  bool confirmed = false;   // by the journal: verified and durable
  base::Digest sha256{};    // if confirmed
};

class Landing {
 public:
  // `name`: where the run will stand below `into`; `owner`: whose it is, so that two senders never share a tree.
  // Errors: exists (a run of that name stands there), conflict (another session writes it), limit (less free space
  // than `promised`), invalid, io.
  [[nodiscard]] static Result<Landing> open(const base::Path& into, const std::string& name, const std::string& owner,
                                            std::uint64_t promised);
  Landing(Landing&&) noexcept = default;
  Landing& operator=(Landing&&) noexcept = default;

  [[nodiscard]] bool resumed() const { return resumed_; }

  // One thread: names an entry. Makes folders and links; for a file tells what is there of it.
  // Errors: exists (named twice, or differing only by case where the file system is blind to it), limit (no space), io.
  [[nodiscard]] Result<Landed> add(const Entry& entry);

  // Several threads, each with its own `folders` over tree().
  [[nodiscard]] int tree() const { return tree_.get(); }
  [[nodiscard]] Result<LandingFile> open_file(Folders& folders, const Entry& entry, BlockWriter& writer) const;
  [[nodiscard]] Result<> close_file(LandingFile file, const Entry& entry) const;  // after its last byte: time, mode

  void drop_from_memory(const Entry& entry);  // so that the next read comes from the disk, where the system allows it
  void discard(const Entry& entry);           // a file that is not what was written: it has to come again

  // One thread: makes all that was closed so far durable, then remembers these as confirmed. When that fails, whatever
  // is not confirmed is gone, and has to come again.
  [[nodiscard]] Result<> commit(std::span<const Entry* const> verified);

  // One thread, last: nothing but the entries may stand in the tree; writes the seal, sets the folders' times, makes
  // all durable, and renames. The run stands under its name, or nothing does. Errors: exists, corrupt, io.
  [[nodiscard]] Result<> finish(const EntryRefs& entries, const SealFiles& seal);
  // Files, folders and links that the file system did not give their time or their executable bit.
  [[nodiscard]] std::uint64_t not_as_sent() const { return *not_as_sent_; }

 private:
  Landing() = default;
  [[nodiscard]] Result<> probe_file_system();
  [[nodiscard]] Result<> take_name(const Entry& entry);
  [[nodiscard]] Result<Landed> add_file(const Place& place, const Entry& entry);
  [[nodiscard]] Result<> clear_foreign(const EntryRefs& entries);
  [[nodiscard]] Result<> set_folder_times(const EntryRefs& entries);
  [[nodiscard]] Result<> publish();
  [[nodiscard]] Result<> sync() const;
  [[nodiscard]] Result<> sync_or_throw_away() const;
  [[nodiscard]] Result<> throw_away_unconfirmed() const;
  [[nodiscard]] Result<> throw_away_all() const;

  base::Path into_;
  std::string name_;
  base::Path home_;  // <into>/.runseal-incoming/<id>
  base::Fd tree_;
  base::Fd journal_;
  bool resumed_ = false;
  bool case_blind_ = false;
  bool sync_each_ = false;  // syncfs(2) is not known to reach this file system's disk
  bool direct_ = false;     // large files may pass by the page cache
  std::unique_ptr<Folders> folders_;
  JournalIndex remembered_;  // what an earlier session confirmed
  NumberSet names_;          // hashes of paths, case-folded where the file system is blind to case
  bool promised_ = false;
  std::unique_ptr<std::atomic<std::uint64_t>> not_as_sent_ = std::make_unique<std::atomic<std::uint64_t>>(0);
};

inline constexpr const char* incoming_folder = ".runseal-incoming";
inline constexpr const char* doubtful = "doubtful";  // a tree that a disk may have lost bytes of, on its way out

}  // namespace runseal::transfer
