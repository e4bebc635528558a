#include "capture/pcapng_writer.h"

#include <algorithm>

#include "capture/pcapng.h"

namespace runseal::capture {
namespace {

void le16(Bytes& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value));
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
}

void le32(Bytes& out, std::uint32_t value) {
  le16(out, static_cast<std::uint16_t>(value));
  le16(out, static_cast<std::uint16_t>(value >> 16U));
}

std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }

void padding(Bytes& out, std::size_t size) { out.insert(out.end(), padded(size) - size, 0); }

void option(Bytes& out, std::uint16_t code, ByteView value) {
  le16(out, code);
  le16(out, static_cast<std::uint16_t>(value.size()));
  out.insert(out.end(), value.begin(), value.end());
  padding(out, value.size());
}

}  // namespace

void PcapngWriter::begin(Bytes& out) {
  static constexpr std::string_view program = "runseal " RUNSEAL_VERSION;
  constexpr std::uint16_t user_application = 4;
  const auto length = static_cast<std::uint32_t>(28 + 4 + padded(program.size()) + 4);
  interfaces_.clear();
  le32(out, pcapng::section_header);
  le32(out, length);
  le32(out, pcapng::byte_order);
  le16(out, 1);
  le16(out, 0);
  out.insert(out.end(), 8, 0xff);  // how long the section is, nobody knows yet
  option(out, user_application, base::as_bytes(program));
  le32(out, 0);
  le32(out, length);
}

void PcapngWriter::packet(Bytes& out, const Packet& packet, std::size_t kept) {
  const auto [interface, is_new] = interfaces_.emplace(packet.link, static_cast<std::uint32_t>(interfaces_.size()));
  if (is_new) {
    static constexpr std::array<std::uint8_t, 1> nanoseconds = {9};
    constexpr std::uint16_t time_resolution = 9;
    constexpr std::uint32_t length = 20 + 8 + 4;
    le32(out, pcapng::interface_description);
    le32(out, length);
    le16(out, static_cast<std::uint16_t>(packet.link));
    le16(out, 0);
    le32(out, 0);  // no snap length
    option(out, time_resolution, nanoseconds);
    le32(out, 0);
    le32(out, length);
  }
  kept = std::min(kept, packet.bytes.size());
  const auto time = static_cast<std::uint64_t>(packet.at.time_ns);
  const auto length = static_cast<std::uint32_t>(32 + padded(kept));
  le32(out, pcapng::enhanced_packet);
  le32(out, length);
  le32(out, interface->second);
  le32(out, static_cast<std::uint32_t>(time >> 32U));
  le32(out, static_cast<std::uint32_t>(time));
  le32(out, static_cast<std::uint32_t>(kept));
  le32(out, static_cast<std::uint32_t>(packet.size));
  out.insert(out.end(), packet.bytes.begin(), packet.bytes.begin() + static_cast<std::ptrdiff_t>(kept));
  padding(out, kept);
  le32(out, length);
}

}  // namespace runseal::capture
