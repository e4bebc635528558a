#include "capture/flow_table.h"

#include <cstring>
#include <random>

namespace runseal::capture {
namespace {

constexpr std::size_t overhead = 160;  // of a slot: the list's and the map's nodes

std::uint64_t seed() {
  std::random_device random;
  return (std::uint64_t(random()) << 32U) | random();
}

// The finisher of splitmix64, over both.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  auto value = (a ^ (b * 0x9e37'79b9'7f4a'7c15U)) + 0x9e37'79b9'7f4a'7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58'476d'1ce4'e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d0'49bb'1331'11ebU;
  return value ^ (value >> 31U);
}

}  // namespace

std::size_t FlowTable::Hash::operator()(const Key& key) const {
  std::array<std::uint64_t, 4> parts{};
  std::memcpy(parts.data(), key.low.bytes.data(), 16);
  std::memcpy(parts.data() + 2, key.high.bytes.data(), 16);
  const auto ports = (std::uint64_t(key.low_port) << 32U) | (std::uint64_t(key.high_port) << 8U) | key.transport;
  auto value = mix(seed, ports);
  for (const auto part : parts) value = mix(value, part);
  return value;
}

FlowTable::FlowTable(Limits limits, Finish finish)
    : limits_(limits), finish_(std::move(finish)), slots_(1024, Hash{seed()}), last_(order_.end()) {}

FlowTable::Key FlowTable::key_of(const Ends& ends) {
  const bool ordered = ends.from < ends.to || (ends.from == ends.to && ends.from_port <= ends.to_port);
  if (ordered) return {ends.from, ends.to, ends.from_port, ends.to_port, ends.transport};
  return {ends.to, ends.from, ends.to_port, ends.from_port, ends.transport};
}

FlowTable::Found FlowTable::find(const Ends& ends) {
  const auto key = key_of(ends);
  auto slot = last_;
  if (slot == order_.end() || !(slot->key == key)) {
    const auto found = slots_.find(key);
    if (found == slots_.end()) return {};
    slot = found->second;
    order_.splice(order_.end(), order_, slot);
    last_ = slot;
  }
  const auto& flow = slot->flow.context().key;
  const bool client = ends.from == flow.client && ends.from_port == flow.client_port;
  return {&slot->flow, client ? Side::client : Side::server};
}

FlowTable::Found FlowTable::add(const Ends& ends, const FlowContext& context, const Recorder::Make& expected,
                                Moment at) {
  const auto key = key_of(ends);
  order_.emplace_back(key, context, expected, at);
  slots_[key] = last_ = std::prev(order_.end());
  last_->charged = overhead;
  used_ += overhead;
  return find(ends);
}

void FlowTable::end(const Ends& ends) {
  const auto found = slots_.find(key_of(ends));
  if (found == slots_.end()) return;
  finish(*found->second, false);
  drop(found->second);
}

void FlowTable::settle(Flow& flow, std::int64_t now_ns) {
  auto& slot = *last_;  // `flow` is the one found last
  if (flow.ended()) finish(slot, false);
  const auto now = slot.finished ? sizeof(Slot) + overhead : flow.footprint() + sizeof(Slot) - sizeof(Flow) + overhead;
  used_ += now - slot.charged;
  slot.charged = now;
  while (order_.size() > 1) {
    auto& oldest = order_.front();
    const bool over = used_ > limits_.bytes || order_.size() > limits_.flows;
    if (!over && !(oldest.finished && now_ns - oldest.flow.last.time_ns > limits_.silent_ns)) break;
    finish(oldest, true);
    drop(order_.begin());
  }
}

void FlowTable::finish_all() {
  while (!order_.empty()) {
    finish(order_.front(), false);
    drop(order_.begin());
  }
}

void FlowTable::finish(Slot& slot, bool forgotten) {
  if (slot.finished) return;
  slot.finished = true;
  finish_(slot.flow, forgotten);
}

void FlowTable::drop(Order::iterator slot) {
  if (last_ == slot) last_ = order_.end();
  used_ -= slot->charged;
  slots_.erase(slot->key);
  order_.erase(slot);
}

}  // namespace runseal::capture
