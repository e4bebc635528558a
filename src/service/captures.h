// What a capture shows, held against the inventory: whose connections these were, and what that says of them.
#pragma once

#include "capture/report.h"
#include "service/measure.h"

namespace runseal::service {

// The records then hold what a page shows of a capture: files that crossed readable among it.
struct KeepCapture {
  std::string id;
  std::string file_name;
  std::uint64_t file_bytes = 0;
  const capture::Report* report = nullptr;  // as it is to be kept: perhaps with pseudonyms
  bool pseudonymised = false;
  bool with_file = false;  // the capture itself was kept too
};

struct CaptureOptions {
  std::optional<std::string> connection;  // all that fits its protocol belongs to this connection, whatever the address
  std::map<std::string, std::string> names;  // addresses of host names, beside those that the system knows
  audit::LookUp look_up = audit::system_look_up;
  std::optional<base::Path> policy_file;
  std::optional<KeepCapture> keep;
};

// A conversation of the report, and who it was, as far as the inventory says.
struct Talk {
  std::size_t conversation = 0;  // in Report::conversations
  std::string device;            // the client's id; empty: nobody known
  std::vector<std::string> connections;
};

struct Captured {
  std::vector<Talk> talks;             // in the report's order
  std::vector<Measured> measured;      // one for each connection that was seen, recorded
  std::vector<std::string> not_seen;   // connections of which the capture holds nothing
  std::vector<std::size_t> strangers;  // conversations with known storage that nobody declared
  std::vector<std::string> not_found;  // host names of connections that have no address here
  std::uint64_t evidence = 0;          // of the capture itself
};

// Records an observation for each connection that it shows something of, and then the capture. The evidence holds no
// payload and no names of files, people or clients. Errors: not_found (no such connection), those of recording.
Result<Captured> take_in_capture(Workspace& workspace, const capture::Report& report, const CaptureOptions& options);

}  // namespace runseal::service
