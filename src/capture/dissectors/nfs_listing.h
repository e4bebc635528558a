// The answer to READDIRPLUS under way: what is in a folder, and by which handle it may be asked for next.
#pragma once

#include "capture/dissectors/nfs_files.h"
#include "proto/nfs3_listing.h"

namespace runseal::capture {

class NfsListing {
 public:
  NfsListing(NfsPath folder, const std::string& reason) : folder_(std::move(folder)), reason_(&reason) {}

  void feed(ByteView bytes, NfsFiles& files, Moment at) {
    listing_.feed(bytes, [&](const proto::Nfs3Entry& entry) {
      if (entry.handle.empty() || entry.name == "." || entry.name == "..") return;
      files.listed(entry.handle, NfsFiles::below(folder_, entry.name), entry.folder, *reason_, at);
    });
  }
  [[nodiscard]] std::size_t footprint() const { return folder_.path.capacity() + listing_.footprint(); }

 private:
  NfsPath folder_;
  const std::string* reason_;
  proto::Nfs3Listing listing_;
};

}  // namespace runseal::capture
