#include "capture/packet_source.h"

#include <algorithm>

#include "capture/capture_reader.h"

namespace runseal::capture {

Result<std::unique_ptr<PacketSource>> read_capture(ByteInput input, std::shared_ptr<InputProgress> progress) {
  static constexpr std::array<std::uint8_t, 4> section = {0x0a, 0x0d, 0x0d, 0x0a};
  RUNSEAL_TRY(const auto magic, input.peek(4));
  if (std::ranges::equal(magic, section)) return read_pcapng(std::move(input), std::move(progress));
  if (magic.empty()) return fail(ErrorCode::invalid, "the file is empty", input.name());
  return read_pcap(std::move(input), std::move(progress));
}

Result<std::unique_ptr<PacketSource>> open_capture(const std::string& path, const std::atomic<bool>* stop) {
  auto progress = std::make_shared<InputProgress>();
  RUNSEAL_TRY(auto input, open_input(path, progress, stop));
  return read_capture(std::move(input), std::move(progress));
}

}  // namespace runseal::capture
