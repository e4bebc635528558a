// What READDIRPLUS of NFS 3 answers (RFC 1813 section 3.3.17), read as it comes: what is in a folder, and by which
// handle.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace runseal::proto {

struct Nfs3Entry {
  std::string_view name;
  ByteView handle;      // empty where it was not told
  bool folder = false;  // as its attributes say, where they were told
};

class Nfs3Listing {
 public:
  // The next bytes of the results: calls each(entry) for each that is whole. One that is not is held.
  template <class Each>
  void feed(ByteView bytes, Each&& each) {
    if (over_) return;
    held_.insert(held_.end(), bytes.begin(), bytes.end());
    std::size_t read = 0;
    while (const auto entry = next(ByteView(held_).subspan(read), read))
      if (!entry->name.empty()) each(*entry);
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(read));
    if (over_) held_ = {};
  }

  [[nodiscard]] bool over() const { return over_; }  // its end was read, or something that is no listing
  [[nodiscard]] std::size_t footprint() const { return held_.capacity(); }

 private:
  std::optional<Nfs3Entry> next(ByteView bytes, std::size_t& read);

  Bytes held_;
  bool begun_ = false;
  bool over_ = false;
};

}  // namespace runseal::proto
