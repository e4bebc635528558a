#include "capture/dissectors/smb_stream.h"

#include <cstring>

#include "proto/smb2_messages.h"

namespace runseal::capture {
namespace {

constexpr std::size_t frame_header = 4;
constexpr std::size_t head = 64;                 // of SMB 2, and enough to know the others by
constexpr std::size_t keep_most = 4096;          // names, tokens and negotiate contexts lie within
constexpr std::size_t keep_data = 64 + 48 + 24;  // READ and WRITE: what comes before the data, and a pipe's call
constexpr std::uint32_t smb1 = 0xff534d42, smb2 = 0xfe534d42, transform = 0xfd534d42, compressed = 0xfc534d42;

std::uint32_t be32(const std::uint8_t* at) {
  return std::uint32_t{at[0]} << 24U | std::uint32_t{at[1]} << 16U | std::uint32_t{at[2]} << 8U | at[3];
}
std::uint32_t le32(const std::uint8_t* at) {
  return std::uint32_t{at[3]} << 24U | std::uint32_t{at[2]} << 16U | std::uint32_t{at[1]} << 8U | at[0];
}

// MS-CIFS 2.2.4: what comes before the data lies in the words.
bool carries_data(std::uint8_t smb1_verb) {
  constexpr std::uint8_t verbs[] = {0x0a, 0x0b, 0x13, 0x14, 0x2c, 0x2e, 0x2f};
  return std::ranges::find(verbs, smb1_verb) != std::end(verbs);
}

std::size_t keep_of(ByteView message, std::uint32_t magic) {
  if (magic == transform) return 52;
  if (magic == compressed) return 512;
  if (magic == smb1) return carries_data(message[4]) ? 32 + 1 + 28 : keep_most;
  return message[12] == 8 || message[12] == 9 ? keep_data : keep_most;
}

bool known(std::uint32_t magic) { return magic >= compressed && magic <= smb1 && (magic & 0xffffffU) == 0x534d42U; }

// Enough to tell a frame's beginning from data that happens to hold these letters.
bool looks_whole(ByteView at) {
  const auto length = be32(at.data());
  const auto* message = at.data() + frame_header;
  switch (be32(message)) {
    case smb2: return length >= head && message[4] == head && message[5] == 0 && message[12] <= 18 && message[13] == 0;
    case transform: return length > 52 && le32(message + 36) == length - 52 && message[40] == 0 && message[41] == 0;
    case compressed: return length > 16 && message[11] == 0;
    case smb1: return length >= 35 && message[22] == 0 && message[23] == 0;
    default: return false;
  }
}

}  // namespace

std::optional<std::size_t> find_smb_frame(ByteView bytes) {
  constexpr std::size_t enough = frame_header + head;
  if (bytes.size() < enough) return std::nullopt;
  const auto* const end = bytes.data() + bytes.size();
  for (const auto* at = bytes.data() + frame_header + 1; at < end;) {
    const auto* const found =
        static_cast<const std::uint8_t*>(::memmem(at, static_cast<std::size_t>(end - at), "SMB", 3));
    if (found == nullptr) return std::nullopt;
    const auto* const frame = found - 1 - frame_header;
    if (static_cast<std::size_t>(end - frame) < enough) return std::nullopt;
    if (frame[0] == 0 && looks_whole({frame, enough})) return static_cast<std::size_t>(frame - bytes.data());
    at = found + 3;
  }
  return std::nullopt;
}

void SmbStream::gap(std::uint64_t bytes) {
  if (lost_) return;
  const auto passed = std::min(skip_, bytes);
  skip_ -= passed;
  if (bytes > passed) lose();
}

bool SmbStream::pass_over(ByteView& bytes) {
  if (skip_ == 0) return false;
  const auto passed = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, bytes.size()));
  skip_ -= passed;
  bytes = bytes.subspan(passed);
  return true;
}

bool SmbStream::find_again(ByteView& bytes) {
  const auto at = find_smb_frame(bytes);
  if (!at) return false;
  bytes = bytes.subspan(*at);
  lost_ = false;
  return true;
}

void SmbStream::lose() {
  held_.clear();
  skip_ = 0;
  frame_left_ = 0;
  chained_ = false;
  lost_ = true;
  ++losses_;
}

// A header cut in its signature, which stands last, says all that is asked of it.
void SmbStream::complete_signature() {
  const auto base = chained_ ? 0 : frame_header;
  if (held_.size() >= base + proto::smb2_least_head && held_.size() < base + head) held_.resize(base + head, 0xff);
}

Result<std::optional<SmbStream::Shape>> SmbStream::measure(ByteView front) const {
  Shape shape;
  std::uint64_t length = frame_left_;
  if (!chained_) {
    if (front.size() < frame_header) return std::nullopt;
    shape.base = frame_header;
    length = be32(front.data()) & 0xffffffU;
    if (front[0] != 0) {  // RFC 1002 4.3.1
      if (front[0] < 0x81 || front[0] > 0x85 || length > 256) return fail(ErrorCode::invalid, "not a frame");
      shape.size = length;
      shape.want = frame_header + static_cast<std::size_t>(length);
      return shape;
    }
  }
  if (length < 32) return fail(ErrorCode::invalid, "a frame too short for SMB");
  const auto least = std::min<std::uint64_t>(length, head);
  if (front.size() >= shape.base + 4 && !known(be32(front.data() + shape.base)))
    return fail(ErrorCode::invalid, "not an SMB message");
  if (front.size() < shape.base + least) return std::nullopt;
  const auto message = front.subspan(shape.base);
  const auto magic = be32(message.data());
  shape.size = length;
  if (magic == smb2) {
    if (length < head || message[4] != head || message[5] != 0) return fail(ErrorCode::invalid, "not an SMB 2 header");
    const auto next = le32(message.data() + 20);
    if (next != 0 && (next < head || next >= length)) return fail(ErrorCode::invalid, "a compound past its frame");
    if (next != 0) shape.size = next;
  }
  shape.left = length - shape.size;
  shape.want = shape.base + static_cast<std::size_t>(std::min<std::uint64_t>(shape.size, keep_of(message, magic)));
  return shape;
}

std::size_t SmbStream::wanted(ByteView front) const {
  const auto shape = measure(front);
  if (shape && *shape) return std::max((*shape)->want, front.size());
  const auto base = chained_ ? 0 : frame_header;
  if (front.size() < base) return base;
  const std::uint64_t length = chained_ ? frame_left_ : be32(front.data()) & 0xffffffU;
  return std::max<std::size_t>(base + static_cast<std::size_t>(std::min<std::uint64_t>(length, head)), front.size());
}

}  // namespace runseal::capture
