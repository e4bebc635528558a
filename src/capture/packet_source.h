// Where packets come from: a capture file, standard input, an interface. They are counted from 1 in each source.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "capture/datagram.h"

namespace runseal::capture {

// How a packet begins: the LINKTYPE_ values of pcap and pcapng files (https://www.tcpdump.org/linktypes.html).
struct Packet {
  Moment at;
  std::uint32_t link = 0;
  ByteView bytes;          // what the capture kept; lives until the next packet is read
  std::uint64_t size = 0;  // on the wire
};

struct SourceStatus {
  std::uint64_t packets = 0;
  std::uint64_t bytes_read = 0;         // of the file as it lies there, compressed or not
  std::uint64_t bytes_whole = 0;        // of the whole file; 0: nobody knows (standard input, an interface)
  std::uint64_t dropped = 0;            // not captured though they were there, as far as the capturing side counted:
  std::uint64_t dropped_interface = 0;  // of these, by the interface or its driver
  bool cut = false;                     // it ends within a packet, or its compressed data early
  std::vector<std::string> notes;  // what is not as it should be, a sentence each: "the file ends within packet 12"
};

class PacketSource {
 public:
  virtual ~PacketSource() = default;
  // False at the end. Errors: invalid (no packet can be found from here on; says which one and where), io. After an
  // error there is nothing more to read; what came before stands.
  [[nodiscard]] virtual Result<bool> next(Packet& packet) = 0;
  [[nodiscard]] virtual SourceStatus status() const = 0;
};

// pcap or pcapng, either byte order, any resolution of time, also compressed with gzip. "-" is standard input. `stop`,
// once set, ends a pipe that nothing comes from. Errors: not_found, denied, io, invalid (no capture).
[[nodiscard]] Result<std::unique_ptr<PacketSource>> open_capture(const std::string& path,
                                                                 const std::atomic<bool>* stop = nullptr);

}  // namespace runseal::capture
