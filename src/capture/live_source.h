// Packets from an interface of this machine, as they come, through libpcap.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "capture/packet_source.h"

namespace runseal::capture {

struct LiveOptions {
  std::string interface;  // "eth0"; "any" is all of them
  std::string filter;     // for the kernel, as pcap-filter(7) says; empty: everything
  std::uint32_t snap_bytes = 262144;
  std::uint32_t buffer_bytes = 16U << 20U;        // where the kernel puts packets until they are read
  bool promiscuous = true;                        // what is for others too: a mirror port needs it
  std::optional<std::chrono::milliseconds> time;  // then it ends; else when it is stopped
  const std::atomic<bool>* stop = nullptr;        // set by somebody else; noticed within a tenth of a second
};

// Needs the right to capture (root, or CAP_NET_RAW) only while it is opened: see privileges.h.
// Errors: not_found (no such interface), denied, unavailable (it is down), usage (the filter).
[[nodiscard]] Result<std::unique_ptr<PacketSource>> open_live(const LiveOptions& options);

}  // namespace runseal::capture
