// SMB in captures. Each step: two bytes that choose the side, a loss, a cut, and how many bytes follow.
#include "capture/dissectors/smb.h"
#include "capture_feed.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  fuzz::Ears nobody;
  std::shared_ptr<void> shared;
  capture::FlowContext context;
  context.from_start = (data[0] & 1U) != 0;
  context.recorder = &nobody;
  context.shared = &shared;
  const auto kind = capture::smb_kind();
  (void)kind.recognise({ByteView(data, size), {}, context.key, context.from_start});
  const auto dissector = kind.make(context);
  base::Reader in({data + 1, size - 1});
  for (std::uint64_t packet = 1; in.left() >= 2; ++packet) {
    const auto how = in.u8();
    const std::size_t count = in.u8() * (how & 0x80U ? 16U : 1U);
    const auto side = (how & 1U) != 0 ? capture::Side::server : capture::Side::client;
    const capture::Moment at{0, packet};
    if ((how & 6U) == 6U) dissector->gap(side, count + 1, at);
    const auto bytes = in.take(std::min(count, in.left()));
    const std::uint64_t missing = (how & 0x18U) == 0x18U ? count : 0;
    if (!bytes.empty() || missing > 0) dissector->data(side, bytes, missing, at);
    if (dissector->footprint() > 8U << 20U) __builtin_trap();
  }
  (void)dissector->writing();
  fuzz::check(dissector->finish());
  return 0;
}
