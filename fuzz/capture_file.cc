// The readers of capture files: pcap, pcapng, gzip.
#include <cstdlib>

#include "capture/capture_reader.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  auto progress = std::make_shared<capture::InputProgress>();
  auto input = capture::ByteInput::over(Bytes(data, data + size));
  if (size > 1 && data[0] == 0x1f && data[1] == 0x8b) {
    input = capture::ByteInput(capture::gunzip(std::move(input), progress));
  }
  auto source = capture::read_capture(std::move(input), progress);
  if (!source) return 0;
  capture::Packet packet;
  std::uint64_t sum = 0;
  std::uint64_t packets = 0;
  constexpr std::uint64_t most = 100'000;  // gzip of nothing but zeros would go on for long
  for (auto found = (*source)->next(packet); found && *found && packets < most; found = (*source)->next(packet)) {
    if (packet.at.packet != ++packets || packet.size < packet.bytes.size()) std::abort();
    for (const auto byte : packet.bytes) sum += byte;
  }
  if ((*source)->status().packets != packets) std::abort();
  return static_cast<int>(sum & 0);
}
