// What a capture shows, all of it: who spoke with whom, how, and what was readable. Holds no payload.
#pragma once

#include <set>

#include "capture/dissector.h"

namespace runseal::capture {

// The address of conversations, files and folders of which it is no longer known whose they were: there were too many
// to keep each.
inline constexpr const char* gathered = "::";

// All flows of one client to one port of a server in one protocol. The axes are those of the least protected flow.
struct Conversation {
  std::string client;  // addresses
  std::string server;
  std::uint16_t port = 0;  // 0: of flows that were announced in another one, as FTP's data is
  std::string transport;   // "tcp", "udp", "ip protocol 50"
  std::string protocol;    // "smb"; "unknown" where none was recognised
  std::vector<std::string> versions;
  std::uint64_t flows = 0;
  std::uint64_t begun_before = 0;     // flows whose beginning was not seen
  std::uint64_t ended_early = 0;      // flows that were no longer followed, to keep within the memory allowed
  std::uint64_t bytes_to_server = 0;  // seen, with what the capture cut off
  std::uint64_t bytes_to_client = 0;
  std::uint64_t bytes_not_seen = 0;  // missing in the capture
  std::uint64_t bytes_not_kept = 0;  // cut off by the capture's snap length
  Moment first;
  Moment last;
  model::Axis integrity;
  model::Axis confidentiality;
  model::Axis peer_authenticity;
  std::uint64_t flows_that_count = 0;          // those of which something is said
  std::array<std::uint64_t, 3> least_flows{};  // of these, as little protected as the axis says, in the order above
  std::map<std::string, SeenFact> facts;
  Places places;  // see FlowReport
};

struct ExposedFile {
  std::string client;
  std::string server;
  std::uint16_t port = 0;  // of the conversation it belongs to
  Exposure what;
};

// Files of a folder that were too many to be kept one by one.
struct ExposedFolder {
  std::string client;
  std::string server;
  std::uint16_t port = 0;
  std::string place;
  std::string path;
  std::uint64_t files = 0;  // at least; a file met twice may be counted twice
  std::uint64_t read = 0;
  std::uint64_t written = 0;
  Moment first;
  Moment last;
};

struct SourceRead {
  std::string name;
  std::uint64_t first_packet = 0;  // its first packet's number: they are counted through all sources
  std::uint64_t packets = 0;
  std::uint64_t dropped = 0;  // there, and not captured, as far as the capturing side counted
  std::string sha256;         // of the file; empty where there is none
};

struct Report {
  std::vector<SourceRead> sources;
  bool whole = true;  // false: it could not be read to its end
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;  // of the packets, on the wire
  Moment first;
  Moment last;
  std::uint64_t not_ip = 0;        // packets that are neither IP nor ARP
  std::uint64_t broken = 0;        // packets whose headers are cut or contradict themselves
  std::uint64_t without_flow = 0;  // of TCP, carrying nothing and belonging to no connection that was seen
  std::vector<Conversation> conversations;
  std::uint64_t conversations_not_kept = 0;  // they are in those with the address `gathered`
  std::vector<ExposedFile> files;
  std::vector<ExposedFolder> folders;
  std::vector<Sign> signs;
  std::uint64_t signs_not_kept = 0;
  std::vector<std::string> notes;  // what was wrong with the capture itself
  std::set<std::uint64_t> proof;   // numbers of the packets that facts and signs rest on
};

}  // namespace runseal::capture
