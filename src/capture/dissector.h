// How one protocol is read from a flow. Each protocol has one DissectorKind; all_dissectors() is the explicit list.
// A dissector keeps no payload: it cuts the stream into messages, looks at their heads, and counts the rest. It must
// stay linear in time and bounded in memory whatever the bytes say, and find its way again after a gap or say that it
// could not. What it did not see it does not know: unknown is never safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "capture/byte_range.h"
#include "capture/flow_key.h"
#include "model/audit.h"

namespace runseal::capture {

// A value and the packet that shows it. Values of several flows are brought together by their kind: numbers are added,
// texts and lists become one list of different ones, true wins over false.
struct SeenFact {
  Json value;
  std::uint64_t packet = 0;
};

// Messages about files of one share that crossed unencrypted, how many of these were not signed either, and, where each
// says who sends it, how many did not prove that (NFS).
struct PlaceSeen {
  std::uint64_t readable = 0;
  std::uint64_t changeable = 0;
  std::uint64_t unproven = 0;

  void add(const PlaceSeen& more) {
    readable += more.readable;
    changeable += more.changeable;
    unproven += more.unproven;
  }
};
// By share, or by path (export_paths.h); those of which it is not known what they were about: under the empty name. At
// most most_places beside that.
using Places = std::map<std::string, PlaceSeen>;
inline constexpr std::size_t most_places = 64;
[[nodiscard]] inline PlaceSeen& place_in(Places& places, const std::string& name) {
  return places[places.size() < most_places || places.contains(name) ? name : std::string()];
}

// What one flow was, as far as it was seen. The default says nothing, and is unknown on all axes.
struct FlowReport {
  std::string protocol;  // "smb"; empty: not recognised
  std::string version;   // "3.1.1"; empty: not seen
  model::Axis integrity;
  model::Axis confidentiality;
  model::Axis peer_authenticity;
  // Seen whole, and nothing of a file or a login crossed (a connection made and closed, a question for the dialect):
  // its axes do not count beside those of other flows.
  bool idle = false;
  // All messages that crossed unencrypted, where the protocol says whose files they are about (SMB, NFS).
  Places places;
  std::map<std::string, SeenFact> facts;  // by stable id: "smb.data-messages-signed"
};

// A file of which something crossed the network readable: its bytes, or only its name (then both counts are 0).
struct Exposure {
  std::string place;  // share, export, module or host, as the protocol names it: "runs"
  std::string path;   // with '/', as UTF-8; what is not UTF-8 is escaped
  std::uint64_t read = 0;
  std::uint64_t written = 0;
  Moment first;
  Moment last;
  std::string reason;    // "SMB 3.1.1 without encryption"
  ByteRange range = {};  // of what was read and written

  void was_read(const FilePart& part) {
    read += part.bytes;
    range.add(part);
  }
  void was_written(const FilePart& part) {
    written += part.bytes;
    range.add(part);
  }
};

// A sign that somebody may have interfered: a fact with its packets, never an accusation.
struct Sign {
  std::string id;    // stable: "tcp.retransmission-differs"
  std::string what;  // one sentence, with addresses
  std::vector<Moment> packets;
  std::vector<Address> about = {};  // whose connections it concerns; none: not known
};

// What the rest of the reading offers to dissectors.
class Recorder {
 public:
  virtual ~Recorder() = default;
  // Of the same place and path again: added to what is there.
  virtual void exposed(const FlowKey& flow, const Exposure& exposure) = 0;
  virtual void saw(const Sign& sign) = 0;
  // How a server proved who it is; another one for the same server and kind later is a sign.
  virtual void identity(const FlowKey& flow, std::string_view kind, std::string_view fingerprint, Moment at) = 0;
  // A flow that is to come, as FTP announces its data: it will be read by what `make` makes, not by its first bytes.
  // Held for two minutes of the capture.
  using Make = std::function<std::unique_ptr<class Dissector>(const class FlowContext&)>;
  virtual void expect(const Address& server, std::uint16_t port, Make make) = 0;
};

// The flow that a dissector is made for. Outlives it.
class FlowContext {
 public:
  FlowKey key;
  bool from_start = false;  // the connection was seen to be opened; else it was under way, or its start was forgotten
  Recorder* recorder = nullptr;
  // What all flows of one kind share (sessions that go over several connections): one place for each kind and reading,
  // empty until the first dissector makes something of it, to be bounded by itself.
  std::shared_ptr<void>* shared = nullptr;
};

class Dissector {
 public:
  virtual ~Dissector() = default;
  // TCP: the next bytes in order, however they were cut. UDP and others: one datagram's payload. `missing` more bytes
  // belong behind `bytes` that the capture did not keep (snap length). Never both empty.
  virtual void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) = 0;
  // So many bytes were lost: what was being put together is not whole.
  virtual void gap(Side from, std::uint64_t bytes, Moment at) = 0;
  // A write is under way, as far as is known: a reset now loses data.
  [[nodiscard]] virtual bool writing() const { return false; }
  // The flow ended, was forgotten, or the capture did. Called once, last; exposures that were kept are recorded now.
  [[nodiscard]] virtual FlowReport finish() = 0;
  // About how many bytes of memory it holds, itself included; kept by the dissector, cheap to ask.
  [[nodiscard]] virtual std::size_t footprint() const = 0;
};

// The first bytes of a flow: what each side said so far (at most 512 bytes each).
struct Opening {
  ByteView client;
  ByteView server;
  FlowKey key;
  bool from_start = false;
};
enum class Match { no, more, yes };

struct DissectorKind {
  const char* name;                    // as in FlowReport::protocol
  std::uint8_t transport;              // 6, 17, or another IP protocol
  std::vector<std::uint16_t> ports;    // its own; used to tell who is the server, and where a flow began unseen
  Match (*recognise)(const Opening&);  // by its bytes, whatever the port
  std::unique_ptr<Dissector> (*make)(const FlowContext&);
};
[[nodiscard]] const std::vector<DissectorKind>& all_dissectors();

}  // namespace runseal::capture
