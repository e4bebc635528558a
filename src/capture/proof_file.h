// The packets that findings rest on, as a capture file of their own for whoever wants to look for himself.
#pragma once

#include <set>
#include <string>

#include "base/files.h"

namespace runseal::capture {

struct Packet;

// How many bytes of a packet are headers, up to TCP's or UDP's, through tags and tunnels. Of ARP and of what answers
// for neighbours in IPv6, all; where nothing is understood, nothing.
[[nodiscard]] std::size_t headers_of(const Packet& packet);

// Reads `capture` once more and writes the packets with these numbers to `out` (pcapng, nanoseconds), durably. Unless
// `with_payload`, what is behind the headers is cut off; the packets say how long they were. Returns how many were
// written. Errors: those of open_capture and of writing; not_found where a packet is missing.
[[nodiscard]] Result<std::uint64_t> write_proof(base::Files& files, const std::string& capture,
                                                const std::set<std::uint64_t>& packets, const base::Path& out,
                                                bool with_payload = false);

}  // namespace runseal::capture
