// Writes pcapng with times in nanoseconds: whole blocks, one behind the other, for whoever puts them to a file.
#pragma once

#include <map>

#include "base/bytes.h"
#include "capture/packet_source.h"

namespace runseal::capture {

class PcapngWriter {
 public:
  // Appends what a file begins with. Once for each file; descriptions of interfaces begin anew.
  void begin(Bytes& out);
  // Appends the packet with `kept` bytes of it, and before it, where its link type is new, what describes the
  // interface.
  void packet(Bytes& out, const Packet& packet, std::size_t kept);

 private:
  std::map<std::uint32_t, std::uint32_t> interfaces_;  // link type to number
};

}  // namespace runseal::capture
