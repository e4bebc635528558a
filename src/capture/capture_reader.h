// The two formats of capture files. Own readers rather than libpcap's: that one refuses a pcapng file whose interfaces
// differ in link type or resolution, and takes longer for a packet than all of the reading may.
#pragma once

#include "capture/byte_input.h"
#include "capture/packet_source.h"

namespace runseal::capture {

// More than any link carries in one piece, with all offloading (IPv6 jumbograms of 512 KiB); a larger length is
// nonsense.
constexpr std::uint32_t most_packet_bytes = 1U << 20U;

// Both take an input that stands at the front of the file. Errors: as open_capture.
[[nodiscard]] Result<std::unique_ptr<PacketSource>> read_pcap(ByteInput input, std::shared_ptr<InputProgress> progress);
[[nodiscard]] Result<std::unique_ptr<PacketSource>> read_pcapng(ByteInput input,
                                                                std::shared_ptr<InputProgress> progress);
[[nodiscard]] Result<std::unique_ptr<PacketSource>> read_capture(ByteInput input,
                                                                 std::shared_ptr<InputProgress> progress);

// Integers of a file in either byte order.
class FileOrder {
 public:
  explicit FileOrder(bool swapped = false) : swapped_(swapped) {}
  [[nodiscard]] std::uint16_t u16(ByteView bytes, std::size_t at) const {
    return static_cast<std::uint16_t>(swapped_ ? bytes[at] << 8U | bytes[at + 1] : bytes[at + 1] << 8U | bytes[at]);
  }
  [[nodiscard]] std::uint32_t u32(ByteView bytes, std::size_t at) const {
    const auto front = static_cast<std::uint32_t>(u16(bytes, at));
    const auto back = static_cast<std::uint32_t>(u16(bytes, at + 2));
    return swapped_ ? front << 16U | back : back << 16U | front;
  }
  [[nodiscard]] std::uint64_t u64(ByteView bytes, std::size_t at) const {
    const auto front = static_cast<std::uint64_t>(u32(bytes, at));
    const auto back = static_cast<std::uint64_t>(u32(bytes, at + 4));
    return swapped_ ? front << 32U | back : back << 32U | front;
  }

 private:
  bool swapped_;  // the most significant byte first
};

}  // namespace runseal::capture
