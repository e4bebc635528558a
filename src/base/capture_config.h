// What runseal.toml says of captures that the service reads. Apart from Config: few need it.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"

namespace runseal::base {

struct CaptureConfig {
  std::vector<std::string> folders;          // absolute; captures in them may be read from the console
  std::uint64_t most_bytes = 8'000'000'000;  // of an upload
};

// The file, or the defaults when there is none. Errors: as load_config.
[[nodiscard]] Result<CaptureConfig> load_capture_config(Files& files, const Path& path);

}  // namespace runseal::base
