// Which conversations of a capture belong to which connection of the inventory.
#pragma once

#include "service/captures.h"

namespace runseal::service {

struct CapturedConnection {
  Target target;
  std::vector<std::size_t> conversations;  // in the report's order
  bool perhaps_more = false;               // there are conversations in its protocol that may have been its

  [[nodiscard]] std::string share() const;  // of SMB and NFS; empty: the server as a whole, or another protocol
};

struct Matched {
  std::vector<CapturedConnection> connections;  // all of the inventory's, or the one that was named
  std::vector<Talk> talks;
  std::vector<std::size_t> strangers;
  std::vector<std::string> not_found;
};

// A conversation belongs to a connection when it is of its protocol and port, with one of the addresses of its host,
// its client is not known to be another device, and it may be about its share; all of its protocol do where one was
// named. Beside FTP inside TLS, what is not read between the two ends does too, since it may have carried the files.
// Strangers: whoever speaks with the host of a connection, in any protocol that is read, and is no device, or one that
// has no connection declared there in that protocol. Of hosts of connections and devices, names are looked up once
// each.
Result<Matched> match_capture(Workspace& workspace, const capture::Report& report, const CaptureOptions& options);

}  // namespace runseal::service
