#include "capture/tcp_side.h"

#include <algorithm>
#include <cstring>

namespace runseal::capture {
namespace {

constexpr std::int32_t window = 64 << 20;  // further away than this no segment of the same stream is taken to be

std::uint64_t size_of(const Segment& segment) { return segment.bytes.size() + segment.missing; }

}  // namespace

std::uint64_t quick_hash(ByteView bytes) {
  constexpr std::uint64_t prime = 0x9e37'79b9'7f4a'7c15U;
  std::uint64_t one = bytes.size() * prime;
  std::uint64_t two = ~one;
  const auto* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 16; left -= 16, at += 16) {  // two chains, since a multiplication takes longer to finish than to begin
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::memcpy(&a, at, 8);
    std::memcpy(&b, at + 8, 8);
    one = (one ^ a) * prime;
    two = (two ^ b) * prime;
    one ^= one >> 29U;
    two ^= two >> 29U;
  }
  for (; left > 0; --left, ++at) one = (one ^ *at) * prime;
  return (one ^ (one >> 32U)) + (two ^ (two >> 31U)) * prime;
}

void TcpSide::open(std::uint32_t sequence) {
  *this = TcpSide();
  next_ = sequence + 1;
  opened_ = opened_by_syn_ = true;
}

bool TcpSide::other_beginning(std::uint32_t sequence) const {
  if (!opened_) return false;
  const auto late = static_cast<std::int32_t>(next_ - static_cast<std::uint32_t>(offset_) - (sequence + 1));
  return opened_by_syn_ ? late != 0 : late < 0 || late > window;
}

bool TcpSide::near(std::uint32_t sequence) const {
  const auto ahead = static_cast<std::int32_t>(sequence - next_);
  return !opened_ || (ahead <= window && ahead >= -window);
}

bool TcpSide::passed(std::uint32_t sequence) const {
  constexpr std::uint64_t under_way = 1U << 20U;  // what may still come of an ended connection, as a copy
  const auto behind = next_ - sequence;
  return opened_ && behind > 0 && behind <= std::min(offset_, under_way);
}

bool TcpSide::acknowledged(std::uint32_t sequence) {
  if (!opened_ || finished_ || !near(sequence)) return false;
  if (has_delivered_ && static_cast<std::int32_t>(sequence - delivered_) <= 0) return false;
  delivered_ = sequence;
  has_delivered_ = true;
  return true;
}

void TcpSide::add(const Segment& segment, Moment at, TcpReader& reader) {
  const auto size = size_of(segment);
  if (segment.fin && opened_ && !finished_ && near(segment.sequence)) {
    delivered_ = segment.sequence + static_cast<std::uint32_t>(size);
    has_delivered_ = finished_ = true;
  }
  if (size == 0) return;
  if (!opened_) {
    next_ = segment.sequence;
    opened_ = true;
  }
  const auto ahead = static_cast<std::int32_t>(segment.sequence - next_);
  if (ahead > window || ahead < -window) {
    if (!out_of_window(segment, ahead, at, reader)) return;
  } else if (ahead > 0) {
    return keep(offset_ + static_cast<std::uint64_t>(ahead), segment, at, reader);
  } else if (ahead < 0) {
    const auto known = static_cast<std::uint64_t>(-static_cast<std::int64_t>(ahead));
    compare(segment, at, reader);
    if (known > offset_)
      reader.gap(std::min(known - offset_, size), at);  // from before what was taken for the beginning
    if (known >= size) return;
    const auto old = static_cast<std::size_t>(std::min<std::uint64_t>(known, segment.bytes.size()));
    const auto fresh = segment.bytes.subspan(old);
    hand_on(fresh, size - known - fresh.size(), at, reader);
    return drain(reader);
  }
  hand_on(segment.bytes, segment.missing, at, reader);
  if (memory_ && !memory_->waiting.empty()) drain(reader);
}

// One stray segment is not the stream; two that follow each other are, and what lies between was not seen.
bool TcpSide::out_of_window(const Segment& segment, std::int32_t ahead, Moment at, TcpReader& reader) {
  if (!has_far_ || segment.sequence != far_next_) {
    has_far_ = true;
    far_next_ = segment.sequence + static_cast<std::uint32_t>(size_of(segment));
    memory().astray += size_of(segment);
    return false;
  }
  hand_on_waiting(reader);
  has_far_ = has_delivered_ = finished_ = false;
  jumped_ = true;
  if (ahead > 0) memory().astray = 0;  // it is part of what was lost
  const auto lost = ahead > 0 ? static_cast<std::uint64_t>(ahead) : std::uint64_t(1);
  reader.gap(lost, at);
  offset_ += lost;
  next_ = segment.sequence;
  return true;
}

void TcpSide::hand_on(ByteView bytes, std::uint64_t missing, Moment at, TcpReader& reader) {
  const auto size = static_cast<std::uint32_t>(bytes.size() + missing);
  if (missing == 0 && size > 1) {
    auto& memory = this->memory();
    if (memory.sent.size() < sent_limit) memory.sent.emplace_back();
    memory.sent[memory.sent_at] = {next_, size, quick_hash(bytes), at};
    memory.sent_at = (memory.sent_at + 1) % sent_limit;
  }
  next_ += size;
  offset_ += size;
  reader.bytes(bytes, missing, at);
}

// A keep-alive repeats one byte that need not be the one sent (RFC 9293 3.8.4): nothing to compare.
void TcpSide::compare(const Segment& segment, Moment at, TcpReader& reader) {
  if (!memory_ || segment.missing > 0 || segment.bytes.size() <= 1) return;
  for (const auto& sent : memory_->sent) {
    if (sent.size != segment.bytes.size() || sent.sequence != segment.sequence) continue;
    if (sent.hash != quick_hash(segment.bytes)) reader.differs(sent.at, at);
    return;
  }
}

void TcpSide::keep(std::uint64_t offset, const Segment& segment, Moment at, TcpReader& reader) {
  auto& memory = this->memory();
  const auto found = memory.waiting.find(offset);
  if (found != memory.waiting.end()) {
    auto& before = found->second;
    const auto common = std::min(before.bytes.size(), segment.bytes.size());
    if (!std::equal(before.bytes.begin(), before.bytes.begin() + static_cast<std::ptrdiff_t>(common),
                    segment.bytes.begin()))
      reader.differs(before.at, at);
    if (before.bytes.size() + before.missing >= size_of(segment)) return;
    memory.waiting_bytes -= before.bytes.size();
    memory.waiting.erase(found);
  }
  memory.waiting_bytes += segment.bytes.size();
  memory.waiting[offset] = {Bytes(segment.bytes.begin(), segment.bytes.end()), segment.missing, at};
  if (memory.waiting_bytes <= waiting_limit && memory.waiting.size() <= waiting_pieces) return;
  skip_to_waiting(reader);
  drain(reader);
}

void TcpSide::skip_to_waiting(TcpReader& reader) {
  const auto& [offset, first] = *memory_->waiting.begin();
  const auto lost = offset - offset_;
  const auto at = first.at;
  next_ += static_cast<std::uint32_t>(lost);
  offset_ = offset;
  reader.gap(lost, at);
}

void TcpSide::drain(TcpReader& reader) {
  while (memory_ && !memory_->waiting.empty() && memory_->waiting.begin()->first <= offset_) {
    auto piece = memory_->waiting.extract(memory_->waiting.begin());
    auto& waiting = piece.mapped();
    memory_->waiting_bytes -= waiting.bytes.size();
    const auto known = offset_ - piece.key();
    const auto size = waiting.bytes.size() + waiting.missing;
    if (known >= size) continue;
    const auto fresh =
        ByteView(waiting.bytes).subspan(static_cast<std::size_t>(std::min<std::uint64_t>(known, waiting.bytes.size())));
    hand_on(fresh, size - known - fresh.size(), waiting.at, reader);
  }
}

void TcpSide::hand_on_waiting(TcpReader& reader) {
  while (memory_ && !memory_->waiting.empty()) {
    skip_to_waiting(reader);
    drain(reader);
  }
}

void TcpSide::close(Moment at, TcpReader& reader) {
  hand_on_waiting(reader);
  const auto astray = memory_ ? memory_->astray : 0;
  memory_.reset();
  const auto behind = has_delivered_ ? static_cast<std::int32_t>(delivered_ - next_) : 0;
  // what was acknowledged behind the end of the data is the FIN, which was not seen then
  const auto lost = finished_ ? behind : behind - 1;
  if (lost > 0 || astray > 0) reader.gap(static_cast<std::uint64_t>(std::max(lost, 0)) + astray, at);
}

TcpSide::Memory& TcpSide::memory() {
  if (!memory_) memory_ = std::make_unique<Memory>();
  return *memory_;
}

std::size_t TcpSide::footprint() const {
  if (!memory_) return 0;
  return sizeof(Memory) + memory_->sent.capacity() * sizeof(Sent) + memory_->waiting_bytes +
         memory_->waiting.size() * 128;
}

}  // namespace runseal::capture
