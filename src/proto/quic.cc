#include "proto/quic.h"

#include <algorithm>

#include <fmt/format.h>

namespace runseal::proto {
namespace {

constexpr std::uint8_t long_form = 0x80;
constexpr std::uint8_t fixed_bit = 0x40;
constexpr std::size_t longest_id = 20;
constexpr std::size_t least_sealed =
    1 + 16;  // the shortest packet number and a tag; a sample needs as much (RFC 9001 5.4.2)

}  // namespace

Result<QuicLongHeader> parse_quic_long_header(ByteView datagram) {
  base::Reader in(datagram);
  QuicLongHeader header;
  const auto first = in.u8();
  header.version = in.be32();
  header.to = in.take(in.u8());
  header.from = in.take(in.u8());
  const bool negotiates = header.version == 0;
  const bool ids_fit = negotiates || (header.to.size() <= longest_id && header.from.size() <= longest_id);
  header.fixed = (first & fixed_bit) != 0;
  if (in.failed() || (first & long_form) == 0 || !ids_fit) return fail(ErrorCode::invalid, "no long header of QUIC");
  if (negotiates && in.left() < 4) return fail(ErrorCode::invalid, "a version negotiation without versions");
  return header;
}

std::optional<std::string> quic_version_name(std::uint32_t version) {
  if (version == 1) return "1";
  if (version == 0x6b3343cf) return "2";                                                                // RFC 9369
  if (version >= 0xff00001b && version <= 0xff000022) return fmt::format("draft-{}", version & 0xffU);  // 27 to 34
  return std::nullopt;
}

bool is_quic_short(ByteView datagram) {
  return datagram.size() > least_sealed && (datagram[0] & (long_form | fixed_bit)) == fixed_bit;
}

bool is_quic_short_to(ByteView datagram, ByteView connection_id) {
  return datagram.size() > 1 + connection_id.size() + least_sealed && (datagram[0] & long_form) == 0 &&
         std::ranges::equal(datagram.subspan(1, connection_id.size()), connection_id);
}

}  // namespace runseal::proto
