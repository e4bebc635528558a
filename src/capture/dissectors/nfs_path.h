#pragma once

#include <string>

namespace runseal::capture {

// Where a file lies: below "/" (NFS 4), an export that was mounted (NFS 3), or a folder whose own name was not seen.
struct NfsPath {
  std::string path;
  std::string place = {};  // empty: not known
};

}  // namespace runseal::capture
