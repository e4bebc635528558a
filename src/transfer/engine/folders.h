// Descriptors of the folders below one root, kept open, so that a file costs one openat and not a walk.
// One thread at a time.
#pragma once

#include <map>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace runseal::transfer {

struct Place {
  int folder = -1;   // the parent, valid until the next at()
  std::string name;  // the last part
};

class Folders {
 public:
  explicit Folders(int root) : root_(root) {}

  // Where `path` (checked, relative) lies. Errors: not_found, denied (a link on the way), io.
  [[nodiscard]] Result<Place> at(std::string_view path);
  void forget() { open_.clear(); }

 private:
  int root_;
  std::map<std::string, base::Fd, std::less<>> open_;
};

}  // namespace runseal::transfer
