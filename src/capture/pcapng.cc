#include "capture/pcapng.h"

namespace runseal::capture::pcapng {
namespace {

// One 8-byte count or other value behind the other, until they end or do not fit.
template <class Each>
void each_option(ByteView options, const FileOrder& order, Each&& each) {
  while (options.size() >= 4) {
    const auto code = order.u16(options, 0);
    const std::size_t length = order.u16(options, 2);
    const auto padded = (length + 3) / 4 * 4;
    if (code == 0 || options.size() - 4 < length) return;
    each(code, options.subspan(4, length));
    options = options.subspan(std::min(options.size(), 4 + padded));
  }
}

__extension__ using Wide = __int128;

Wide power(unsigned base, unsigned exponent) {
  Wide result = 1;
  while (exponent-- > 0) result *= base;
  return result;
}

}  // namespace

std::int64_t Interface::time_ns(std::uint64_t count) const {
  Wide ns = count;
  if (binary)
    ns = (ns * 1'000'000'000) >> exponent;
  else if (exponent <= 9)
    ns *= power(10, 9U - exponent);
  else
    ns /= power(10, exponent - 9U);
  return static_cast<std::int64_t>(ns + Wide{offset_s} * 1'000'000'000);
}

Interface read_interface(ByteView body, const FileOrder& order) {
  constexpr std::uint16_t time_resolution = 9;
  constexpr std::uint16_t time_offset = 14;
  Interface interface;
  interface.link = order.u16(body, 0);
  interface.snap = order.u32(body, 4);
  each_option(body.subspan(8), order, [&](std::uint16_t code, ByteView value) {
    if (code == time_resolution && value.size() == 1) {
      const auto exponent = static_cast<std::uint8_t>(value[0] & 0x7fU);
      interface.binary = (value[0] & 0x80U) != 0;
      interface.exponent = std::min<std::uint8_t>(exponent, interface.binary ? 63 : 27);
    }
    if (code == time_offset && value.size() == 8) interface.offset_s = static_cast<std::int64_t>(order.u64(value, 0));
  });
  return interface;
}

std::uint64_t dropped_of(ByteView options, const FileOrder& order) {
  constexpr std::uint16_t by_interface = 5;
  constexpr std::uint16_t by_system = 7;
  std::uint64_t dropped = 0;
  each_option(options, order, [&](std::uint16_t code, ByteView value) {
    if ((code == by_interface || code == by_system) && value.size() == 8) dropped += order.u64(value, 0);
  });
  return dropped;
}

}  // namespace runseal::capture::pcapng
