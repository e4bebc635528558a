// The blocks and options of pcapng files (draft-ietf-opsawg-pcapng) that are read or written here.
#pragma once

#include "capture/capture_reader.h"

namespace runseal::capture::pcapng {

enum Block : std::uint32_t {
  interface_description = 1,
  obsolete_packet = 2,
  simple_packet = 3,
  interface_statistics = 5,
  enhanced_packet = 6,
  section_header = 0x0a0d0d0a,
};
constexpr std::uint32_t byte_order = 0x1a2b3c4d;

struct Interface {
  std::uint32_t link = 0;
  std::uint32_t snap = 0;  // 0: no limit
  bool binary = false;     // time counts 2^-exponent s, else 10^-exponent s
  std::uint8_t exponent = 6;
  std::int64_t offset_s = 0;
  std::uint64_t dropped = 0;  // as its statistics say

  // Since 1970; of years that 64 bits do not hold (before 1678, behind 2261) the lower bits.
  [[nodiscard]] std::int64_t time_ns(std::uint64_t count) const;
};

// `body` of the block, at least 8 bytes. Options that are cut or not understood are passed over: the defaults hold.
[[nodiscard]] Interface read_interface(ByteView body, const FileOrder& order);
// `options` of an interface statistics block: what the interface and what the system dropped.
[[nodiscard]] std::uint64_t dropped_of(ByteView options, const FileOrder& order);

}  // namespace runseal::capture::pcapng
