// What must be true of every recording of real programs, whatever they spoke. Content and names of the files that they
// exchange hold a marker, which is the oracle: it can be found in the raw bytes of a connection, or it cannot.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "capture/report.h"
#include "support/packet_file.h"

namespace runseal::test {

inline constexpr const char* marker = "MARKERofThePatient";
// A file of 64 KiB full of markers, with the marker in its name. Readable by everybody.
std::filesystem::path marked_file(const std::filesystem::path& folder);

struct Recorded {
  std::string skipped;  // why it could not be recorded here; then nothing else
  Packets packets;
};
// Lets servers start and clients speak in a network of their own. `start` starts the servers and gives what speaks with
// them; only that is recorded. Both say what keeps them from it: "" for nothing, "skip: …" where this machine cannot.
using Speak = std::function<std::string()>;
Recorded recorded(const std::filesystem::path& folder,
                  const std::function<std::string(const std::filesystem::path&, Speak&)>& start);

capture::Report report_of(const Packets& packets, bool as_pcapng = false);

// The marker can be read if and only if the conversation is said not to be confidential.
void expect_marker_agrees(const Packets& packets, const capture::Report& report);
// The recording cut, thinned, shuffled, begun late, in a VLAN, as pcapng: right or unknown, never safer.
void expect_never_safer(const Packets& packets, const capture::Report& whole);

}  // namespace runseal::test
