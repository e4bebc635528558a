// Records what goes over loopback, by dumpcap, while a test lets real programs speak.
#pragma once

#include <filesystem>

#include "base/process.h"
#include "support/packet_file.h"

namespace runseal::test {

class Recording {
 public:
  // Of the calling thread's network; from its return on nothing is missed. Errors: unavailable, where packets cannot be
  // captured (no dumpcap, or no right to).
  [[nodiscard]] static Result<Recording> start(const std::filesystem::path& folder);
  // All TCP packets since start(), once everything sent before has been written. Once. Errors: io.
  [[nodiscard]] Result<Packets> finish();

 private:
  Recording(std::filesystem::path file, base::Child dumpcap) : file_(std::move(file)), dumpcap_(std::move(dumpcap)) {}
  std::filesystem::path file_;
  base::Child dumpcap_;
};

}  // namespace runseal::test
