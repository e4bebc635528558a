// The packets of ESP between two hosts, and whether they can be read.
#pragma once

#include <map>

#include "capture/dissector.h"

namespace runseal::capture {

class EspSeen {
 public:
  void packet(ByteView bytes, std::uint64_t missing, Moment at);
  [[nodiscard]] bool any() const { return packets_ > 0; }
  [[nodiscard]] bool readable() const;
  // Sets axes and facts.
  void judge(FlowReport& into) const;
  [[nodiscard]] std::size_t footprint() const { return 96 * tunnels_.size(); }

 private:
  struct Tunnel {
    unsigned codes_if_clear = ~0U;  // that fit all packets so far
    unsigned looked_at = 0;
  };

  std::map<std::uint32_t, Tunnel> tunnels_;  // by SPI
  std::uint64_t tunnels_not_kept_ = 0;
  std::uint64_t packets_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t first_packet_ = 0;
};

}  // namespace runseal::capture
