// The pcap format: draft-ietf-opsawg-pcap.
#include <fmt/format.h>

#include "capture/capture_reader.h"

namespace runseal::capture {
namespace {

constexpr std::size_t file_header = 24;

class PcapReader final : public PacketSource {
 public:
  struct Form {
    FileOrder order;
    std::uint32_t link = 0;
    std::int64_t fraction_ns = 1000;  // what the second half of a time counts
    std::size_t packet_header = 16;
  };

  PcapReader(ByteInput input, std::shared_ptr<InputProgress> progress, const Form& form)
      : input_(std::move(input)), progress_(std::move(progress)), form_(form) {}

  Result<bool> next(Packet& packet) override {
    if (over_) return false;
    over_ = true;  // unless all goes well
    RUNSEAL_TRY(const auto header, input_.peek(form_.packet_header));
    if (header.size() < form_.packet_header) return ended(!header.empty());
    const auto& order = form_.order;
    const auto kept = order.u32(header, 8);
    const auto size = order.u32(header, 12);
    if (kept > most_packet_bytes || size > 16 * most_packet_bytes) return nonsense(kept, size);
    const auto time_ns = order.u32(header, 0) * std::int64_t{1'000'000'000} + order.u32(header, 4) * form_.fraction_ns;
    RUNSEAL_TRY(const auto record, input_.peek(form_.packet_header + kept));
    if (record.size() < form_.packet_header + kept) return ended(true);
    packet.at = {time_ns, ++packets_};
    packet.bytes = record.subspan(form_.packet_header);
    packet.link = form_.link;
    packet.size = std::max(kept, size);
    input_.take(record.size());
    over_ = false;
    return true;
  }

  [[nodiscard]] SourceStatus status() const override {
    SourceStatus status;
    status.packets = packets_;
    status.bytes_read = progress_->read;
    status.bytes_whole = progress_->whole;
    status.cut = !note_.empty();
    if (status.cut) status.notes.push_back(note_);
    return status;
  }

 private:
  Result<bool> ended(bool inside) {
    if (inside)
      note_ = fmt::format("the file ends within packet {}, which was left out", packets_ + 1);
    else if (progress_->cut)
      note_ = fmt::format("the gzip data ends early, behind packet {}", packets_);
    return false;
  }

  Result<bool> nonsense(std::uint32_t kept, std::uint32_t size) const {
    return fail(ErrorCode::invalid,
                fmt::format("packet {} (at byte {}) says that it has {} bytes and {} on the wire: the file is damaged",
                            packets_ + 1, input_.offset(), kept, size),
                input_.name(), "what came before stands; copy or capture the file again for the rest");
  }

  ByteInput input_;
  std::shared_ptr<InputProgress> progress_;
  Form form_;
  std::uint64_t packets_ = 0;
  std::string note_;
  bool over_ = false;
};

}  // namespace

Result<std::unique_ptr<PacketSource>> read_pcap(ByteInput input, std::shared_ptr<InputProgress> progress) {
  RUNSEAL_TRY(const auto header, input.peek(file_header));
  if (header.size() < file_header) return fail(ErrorCode::invalid, "too short for a capture", input.name());
  PcapReader::Form form;
  form.order = FileOrder(header[0] == 0xa1);
  switch (form.order.u32(header, 0)) {
    case 0xa1b2c3d4: break;
    case 0xa1b23c4d: form.fraction_ns = 1; break;
    case 0xa1b2cd34: form.packet_header = 24; break;  // with interface, protocol and type: Alexey Kuznetzov's libpcap
    default:
      return fail(ErrorCode::invalid, "neither a pcap nor a pcapng file", input.name(),
                  "captures of other kinds: editcap -F pcapng OLD NEW");
  }
  if (const auto major = form.order.u16(header, 4); major != 2) {
    return fail(ErrorCode::invalid, fmt::format("pcap version {} is not known", major), input.name());
  }
  form.link = form.order.u32(header, 20) & 0xffffU;  // above: whether frames end in a checksum, which IP's length cuts
  input.take(file_header);
  return std::make_unique<PcapReader>(std::move(input), std::move(progress), form);
}

}  // namespace runseal::capture
