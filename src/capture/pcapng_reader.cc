// The pcapng format: draft-ietf-opsawg-pcapng.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "capture/capture_reader.h"
#include "capture/pcapng.h"

namespace runseal::capture {
namespace {

constexpr std::size_t block_front = 8;  // type and length
constexpr std::size_t most_interfaces = 65536;
constexpr std::uint32_t most_block_bytes = 2 * most_packet_bytes;  // of blocks that are looked into

class PcapngReader final : public PacketSource {
 public:
  PcapngReader(ByteInput input, std::shared_ptr<InputProgress> progress)
      : input_(std::move(input)), progress_(std::move(progress)) {}

  Result<bool> next(Packet& packet) override {
    bool found = false;
    while (!over_ && !found) {
      over_ = true;  // unless all goes well
      RUNSEAL_TRY(found, block(packet));
    }
    return found;
  }

  [[nodiscard]] SourceStatus status() const override {
    SourceStatus status;
    status.packets = packets_;
    status.bytes_read = progress_->read;
    status.bytes_whole = progress_->whole;
    status.dropped = dropped_;
    for (const auto& interface : interfaces_) status.dropped += interface.dropped;
    status.cut = !note_.empty();
    if (status.cut) status.notes.push_back(note_);
    return status;
  }

 private:
  // Reads one block. True: it held a packet.
  Result<bool> block(Packet& packet) {
    RUNSEAL_TRY(const auto front, input_.peek(block_front + 4));
    if (front.size() < block_front + 4) return ended(!front.empty());
    const auto type = front[0] == 0x0a ? std::uint32_t{pcapng::section_header} : order_.u32(front, 0);
    if (type == pcapng::section_header) RUNSEAL_CHECK(begin_section(front));
    const auto length = order_.u32(front, 4);
    if (length < block_front + 4 || length % 4 != 0) return nonsense(fmt::format("{} bytes long", length));
    if (!looked_into(type)) return pass_over(length);
    if (length > most_block_bytes) return nonsense(fmt::format("{} bytes long", length));
    RUNSEAL_TRY(const auto whole, input_.peek(length));
    if (whole.size() < length) return ended(true);
    if (order_.u32(whole, length - 4) != length) return nonsense("of two lengths");
    RUNSEAL_TRY(const bool found, take(type, whole.subspan(block_front, length - block_front - 4), packet));
    input_.take(length);
    over_ = false;
    return found;
  }

  static bool looked_into(std::uint32_t type) {
    switch (type) {
      case pcapng::section_header:
      case pcapng::interface_description:
      case pcapng::enhanced_packet:
      case pcapng::simple_packet:
      case pcapng::obsolete_packet:
      case pcapng::interface_statistics: return true;
      default: return false;
    }
  }

  Result<bool> pass_over(std::uint32_t length) {
    RUNSEAL_TRY(const bool there, input_.skip(length - 4));
    if (!there) return ended(true);
    RUNSEAL_TRY(const auto end, input_.peek(4));
    if (end.size() < 4) return ended(true);
    if (order_.u32(end, 0) != length) return nonsense("of two lengths");
    input_.take(4);
    over_ = false;
    return false;
  }

  Result<bool> take(std::uint32_t type, ByteView body, Packet& packet) {
    switch (type) {
      case pcapng::section_header: return section(body);
      case pcapng::interface_description: return interface(body);
      case pcapng::interface_statistics: return statistics(body);
      case pcapng::simple_packet: return simple(body, packet);
      default: return enhanced(type, body, packet);
    }
  }

  Result<> begin_section(ByteView front) {
    order_ = FileOrder(front[8] == 0x1a);
    if (order_.u32(front, 8) == pcapng::byte_order) return {};
    return fail(
        ErrorCode::invalid,
        fmt::format("the section at byte {} says no byte order: no pcapng file, or a damaged one", input_.offset()),
        input_.name());
  }

  Result<bool> section(ByteView body) {
    if (body.size() < 16) return nonsense("too short");
    if (const auto major = order_.u16(body, 4); major != 1) {
      return nonsense(fmt::format("of pcapng version {}, which is not known", major));
    }
    for (const auto& interface : interfaces_) dropped_ += interface.dropped;
    interfaces_.clear();
    return false;
  }

  Result<bool> interface(ByteView body) {
    if (body.size() < 8) return nonsense("too short");
    if (interfaces_.size() == most_interfaces) return nonsense("of one interface too many");
    interfaces_.push_back(pcapng::read_interface(body, order_));
    return false;
  }

  Result<bool> statistics(ByteView body) {
    if (body.size() < 12) return nonsense("too short");
    const auto which = order_.u32(body, 0);
    if (which >= interfaces_.size()) return nonsense(fmt::format("of interface {}, which was not described", which));
    auto& known = interfaces_[which].dropped;  // counted from the start of the capture
    known = std::max(known, pcapng::dropped_of(body.subspan(12), order_));
    return false;
  }

  Result<bool> enhanced(std::uint32_t type, ByteView body, Packet& packet) {
    if (body.size() < 20) return nonsense("too short");
    const auto which = type == pcapng::obsolete_packet ? order_.u16(body, 0) : order_.u32(body, 0);
    if (which >= interfaces_.size()) return nonsense(fmt::format("of interface {}, which was not described", which));
    const auto& from = interfaces_[which];
    const auto kept = order_.u32(body, 12);
    const auto size = order_.u32(body, 16);
    if (kept > body.size() - 20 || size > 16 * most_packet_bytes) {
      return nonsense(fmt::format("of a packet with {} bytes and {} on the wire", kept, size));
    }
    const auto count = static_cast<std::uint64_t>(order_.u32(body, 4)) << 32U | order_.u32(body, 8);
    time_ns_ = from.time_ns(count);
    return found(packet, from.link, body.subspan(20, kept), size);
  }

  // It has no time of its own: that of the packet before.
  Result<bool> simple(ByteView body, Packet& packet) {
    if (body.size() < 4) return nonsense("too short");
    if (interfaces_.empty()) return nonsense("of interface 0, which was not described");
    const auto& from = interfaces_.front();
    const auto size = order_.u32(body, 0);
    const auto kept = from.snap == 0 ? size : std::min(size, from.snap);
    if (kept > body.size() - 4 || size > 16 * most_packet_bytes) {
      return nonsense(fmt::format("of a packet with {} bytes on the wire", size));
    }
    return found(packet, from.link, body.subspan(4, kept), size);
  }

  Result<bool> found(Packet& packet, std::uint32_t link, ByteView bytes, std::uint64_t size) {
    packet.at = {time_ns_, ++packets_};
    packet.link = link;
    packet.bytes = bytes;
    packet.size = std::max<std::uint64_t>(bytes.size(), size);
    return true;
  }

  Result<bool> ended(bool inside) {
    if (inside)
      note_ = fmt::format("the file ends within the block behind packet {}", packets_);
    else if (progress_->cut)
      note_ = fmt::format("the gzip data ends early, behind packet {}", packets_);
    return false;
  }

  [[nodiscard]] Result<bool> nonsense(const std::string& what) const {
    return fail(ErrorCode::invalid,
                fmt::format("the block behind packet {} (at byte {}) is {}: the file is damaged", packets_,
                            input_.offset(), what),
                input_.name(), "what came before stands; copy or capture the file again for the rest");
  }

  ByteInput input_;
  std::shared_ptr<InputProgress> progress_;
  FileOrder order_;
  std::vector<pcapng::Interface> interfaces_;  // of this section
  std::int64_t time_ns_ = 0;
  std::uint64_t packets_ = 0;
  std::uint64_t dropped_ = 0;  // in earlier sections
  std::string note_;
  bool over_ = false;
};

}  // namespace

Result<std::unique_ptr<PacketSource>> read_pcapng(ByteInput input, std::shared_ptr<InputProgress> progress) {
  return std::make_unique<PcapngReader>(std::move(input), std::move(progress));
}

}  // namespace runseal::capture
