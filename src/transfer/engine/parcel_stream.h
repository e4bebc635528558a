// One connection of a deposit: takes parcels, writes them to the sink while hashing, reads them back and compares.
#pragma once

#include <atomic>

#include "transfer/engine/folders.h"
#include "transfer/engine/parcels.h"
#include "transfer/engine/source_file.h"
#include "transfer/engine/stream.h"

namespace runseal::transfer {

// What the streams of one attempt share.
struct Carrying {
  int folder = -1;
  Parcels& parcels;
  Throttle& throttle;
  Progress& progress;
  const std::atomic<bool>* stop = nullptr;
  bool can_append = false;
  Area area = Area::arriving;  // where files are read back from
  bool copying = false;        // each is copied to its final place before
  [[nodiscard]] bool stopping() const { return stop != nullptr && *stop; }
};

class ParcelStream {
 public:
  ParcelStream(const Carrying& with, SinkSession& session);

  // Until the attempt ends. Errors: of the connection, of the sink, or of a file that cannot be read at the source.
  [[nodiscard]] Result<> run();

 private:
  [[nodiscard]] Result<> send(Parcel& parcel);
  [[nodiscard]] Result<> clear_way(Parcel& parcel);
  // False when the source ended early.
  [[nodiscard]] Result<bool> pass_over(SourceFile& file, Parcel& parcel, base::Sha256Stream& hash);
  [[nodiscard]] Result<bool> copy(SourceFile& file, Parcel& parcel, Upload& upload, base::Sha256Stream& hash);
  void count(Parcel& parcel, std::uint64_t from, std::size_t bytes);
  [[nodiscard]] Result<> read_back(Parcel& parcel);
  struct CameBack {
    base::Digest sha256{};
    std::uint64_t bytes = 0;
  };
  [[nodiscard]] static bool is_what_was_sent(const CameBack& back, const Entry& sent);
  [[nodiscard]] Result<CameBack> hash_there(const Parcel& parcel);

  const Carrying& with_;
  SinkSession& session_;
  Folders folders_;
  Bytes block_;
};

}  // namespace runseal::transfer
