#include "proto/portmap.h"

#include "proto/xdr.h"

namespace runseal::proto {
namespace {
constexpr std::size_t most_mappings = 1024;
}

Bytes portmap_getport_arguments(std::uint32_t program, std::uint32_t version, Transport transport) {
  base::Writer out;
  out.be32(program).be32(version).be32(static_cast<std::uint32_t>(transport)).be32(0);
  return std::move(out).take();
}

Result<std::uint16_t> parse_portmap_port(ByteView results) {
  XdrReader in(results);
  const auto port = in.u32();
  if (in.failed() || in.left() != 0 || port > 0xffff) return fail(ErrorCode::invalid, "port mapper: no port");
  return static_cast<std::uint16_t>(port);
}

Result<std::vector<PortMapping>> parse_portmap_dump(ByteView results) {
  XdrReader in(results);
  std::vector<PortMapping> mappings;
  for (std::size_t count = 0; in.boolean(); ++count) {
    if (count >= most_mappings) return fail(ErrorCode::limit, "port mapper: a list of more than 1024 programs");
    PortMapping one{in.u32(), in.u32(), static_cast<Transport>(in.u32()), 0};
    const auto port = in.u32();
    if (in.failed() || port > 0xffff) return fail(ErrorCode::invalid, "port mapper: its list is malformed");
    one.port = static_cast<std::uint16_t>(port);
    if (one.transport == Transport::tcp || one.transport == Transport::udp) mappings.push_back(one);
  }
  if (in.failed() || in.left() != 0) return fail(ErrorCode::invalid, "port mapper: its list is malformed");
  return mappings;
}

}  // namespace runseal::proto
