#include "capture/dissectors/rpc_records.h"

#include <cstring>

#include "proto/rpc_message.h"

namespace runseal::capture {
namespace {

constexpr std::size_t front = 1024;
constexpr std::uint64_t longest_fragment = 64U << 20U;

Result<std::optional<std::uint64_t>> fragment_size(ByteView bytes) {
  base::Reader in(bytes);
  const auto header = in.be32();
  if (in.failed()) return std::nullopt;
  const std::uint64_t length = header & 0x7fffffffU;
  if (length > longest_fragment) return fail(ErrorCode::limit, "no fragment of RPC is so long");
  return 4 + length;
}

// After a loss: the head of a record of one fragment.
std::optional<std::size_t> find_record(ByteView bytes) {
  for (std::size_t at = 0; at + 28 <= bytes.size(); ++at) {
    const auto* next = static_cast<const std::uint8_t*>(std::memchr(&bytes[at], 0x80, bytes.size() - at));
    if (next == nullptr) return std::nullopt;
    at = static_cast<std::size_t>(next - bytes.data());
    if (looks_like_rpc_record(bytes.subspan(at))) return at;
  }
  return std::nullopt;
}

}  // namespace

RpcRecords::RpcRecords(bool from_start) : fragments_(fragment_size, find_record, front) {
  if (from_start) return;
  fragments_.gap(1);
  before_ = fragments_.losses();
}

bool looks_like_rpc_record(ByteView bytes) {
  if (bytes.size() < 28 || bytes[0] != 0x80 || bytes[1] > 3) return false;
  if (bytes[8] != 0 || bytes[9] != 0 || bytes[10] != 0 || bytes[11] > 1) return false;  // call or reply
  const auto message = proto::parse_rpc_message(bytes.subspan(4).first(std::min(bytes.size() - 4, front)));
  if (!message) return false;
  return !message->call || message->procedure < 256;
}

}  // namespace runseal::capture
