// The port mapper (RFC 1833 section 3), program 100000 version 2 on port 111: which program is served at which port.
#pragma once

#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

constexpr std::uint16_t portmap_port = 111;
constexpr std::uint32_t portmap_program = 100000;
constexpr std::uint32_t portmap_version = 2;
constexpr std::uint32_t portmap_getport = 3;
constexpr std::uint32_t portmap_dump = 4;

enum class Transport : std::uint32_t { tcp = 6, udp = 17 };

struct PortMapping {
  std::uint32_t program = 0;
  std::uint32_t version = 0;
  Transport transport = Transport::tcp;
  std::uint16_t port = 0;
};

[[nodiscard]] Bytes portmap_getport_arguments(std::uint32_t program, std::uint32_t version, Transport transport);
// 0: not served. Errors: invalid.
[[nodiscard]] Result<std::uint16_t> parse_portmap_port(ByteView results);
// Mappings of other transports are left out. Errors: invalid, limit (more than 1024).
[[nodiscard]] Result<std::vector<PortMapping>> parse_portmap_dump(ByteView results);

}  // namespace runseal::proto
