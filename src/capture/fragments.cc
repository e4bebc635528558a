#include "capture/fragments.h"

#include <algorithm>

namespace runseal::capture {
namespace {

constexpr std::int64_t second = 1'000'000'000;
// Longer than fragments are ever apart, and short enough that an id of IPv4's 16 bits does not come round (RFC 4963).
constexpr std::int64_t patience_v4 = 3 * second;
constexpr std::int64_t patience_v6 = 30 * second;
// Mirror ports deliver a packet twice, at once.
constexpr std::int64_t patience_after = second / 5;
constexpr std::size_t most_datagram = 65535;

std::size_t end_of(const IpPacket& packet) {
  return packet.fragment->offset + static_cast<std::size_t>(packet.payload.size);
}

bool well_formed(const IpPacket& packet) {
  const auto size = packet.payload.size;
  if (size == 0 || size > most_datagram || end_of(packet) > most_datagram) return false;
  return !packet.fragment->more || size % 8 == 0;
}

}  // namespace

bool Fragments::add(IpPacket& packet, Moment at) {
  ++counts_.fragments;
  if (!well_formed(packet)) {
    ++counts_.malformed;
    return false;
  }
  const Key key{packet.from, packet.to, packet.fragment->id, packet.v6 ? std::uint8_t{0} : packet.protocol, packet.v6};
  auto& partial = find_or_begin(key, at);
  if (partial.state != Partial::State::open) return false;
  held_ -= cost(partial);
  bool whole = false;
  switch (compare(partial, packet)) {
    case Fit::contradicts: {
      contradicted(key, partial, at);
      empty(partial, Partial::State::refused);
      break;
    }
    case Fit::overlaps: {
      if (packet.v6) {
        ++counts_.overlapping;
        empty(partial, Partial::State::refused);
        break;
      }
      [[fallthrough]];
    }
    default: {
      put(partial, packet);
      whole = partial.end && partial.blocks == (*partial.end + 7) / 8;
      if (whole) complete(partial, packet, at);
    }
  }
  held_ += cost(partial);
  return whole;
}

Fragments::Partial& Fragments::find_or_begin(const Key& key, Moment at) {
  const auto known = partials_.find(key);
  if (known != partials_.end() && at.time_ns <= known->second.until_ns) return known->second;
  if (known != partials_.end()) forget(known);
  constexpr auto next = sizeof(Partial) + most_blocks / 8 + most_datagram + 1024;
  while (!order_.empty()) {
    const auto oldest = partials_.find(order_.front());
    if (held_ + next <= most_bytes && oldest->second.until_ns >= at.time_ns) break;
    forget(oldest);
  }
  auto& partial = partials_[key];
  partial.first = at;
  partial.until_ns = at.time_ns + (key.v6 ? patience_v6 : patience_v4);
  partial.seen = std::make_unique<std::bitset<most_blocks>>();
  partial.order = order_.insert(order_.end(), key);
  held_ += cost(partial);
  return partial;
}

Fragments::Fit Fragments::compare(const Partial& partial, const IpPacket& packet) {
  const auto& bytes = packet.payload.bytes;
  const std::size_t begin = packet.fragment->offset;
  const auto end = end_of(packet);
  const bool last = !packet.fragment->more;
  if (partial.end && (end > *partial.end || (last && end != *partial.end))) return Fit::contradicts;
  if (last && partial.bytes.size() > end) return Fit::contradicts;
  const auto both = std::min({begin + bytes.size(), partial.known, partial.bytes.size()});  // what can be compared
  std::size_t again = 0;
  for (auto block = begin / 8; block * 8 < end; ++block) {
    if (!partial.seen->test(block)) continue;
    again += std::min<std::size_t>(8, end - block * 8);
    const auto stop = std::min(block * 8 + 8, both);
    for (auto i = block * 8; i < stop; ++i) {
      if (partial.bytes[i] != bytes[i - begin]) return Fit::contradicts;
    }
  }
  if (again == 0) return Fit::new_bytes;
  return again == end - begin ? Fit::again : Fit::overlaps;
}

void Fragments::put(Partial& partial, const IpPacket& packet) {
  const auto& bytes = packet.payload.bytes;
  const std::size_t begin = packet.fragment->offset;
  const auto end = end_of(packet);
  if (begin == 0) partial.protocol = packet.protocol;
  if (partial.bytes.size() < end) partial.bytes.resize(end);
  std::ranges::copy(bytes, partial.bytes.begin() + static_cast<std::ptrdiff_t>(begin));
  if (bytes.size() < end - begin) partial.known = std::min(partial.known, begin + bytes.size());
  for (auto block = begin / 8; block * 8 < end; ++block) {
    if (partial.seen->test(block)) continue;
    partial.seen->set(block);
    ++partial.blocks;
  }
  if (!packet.fragment->more) partial.end = end;
}

void Fragments::complete(Partial& partial, IpPacket& packet, Moment at) {
  ++counts_.whole;
  whole_ = std::move(partial.bytes);
  packet.payload = {ByteView(whole_).first(std::min(partial.known, whole_.size())), whole_.size()};
  packet.protocol = partial.protocol;
  packet.fragment.reset();
  empty(partial, Partial::State::whole);
  partial.until_ns = std::min(partial.until_ns, at.time_ns + patience_after);
}

void Fragments::contradicted(const Key& key, const Partial& partial, Moment at) {
  ++counts_.contradicting;
  if (signs_.size() == most_signs) return;
  signs_.push_back(
      {.id = "ip.fragments-contradict",
       .what = "fragments of one datagram from " + key.from.text() + " to " + key.to.text() + " say different things",
       .packets = {partial.first, at},
       .about = {key.from, key.to}});
}

void Fragments::empty(Partial& partial, Partial::State state) {
  partial.state = state;
  partial.seen.reset();
  partial.bytes = {};
}

void Fragments::forget(Partials::iterator partial) {
  if (partial->second.state == Partial::State::open) ++counts_.incomplete;
  held_ -= cost(partial->second);
  order_.erase(partial->second.order);
  partials_.erase(partial);
}

std::size_t Fragments::cost(const Partial& partial) {
  constexpr std::size_t nodes = 2 * sizeof(Key) + sizeof(Partial) + 96;  // in the map and in the list
  return nodes + (partial.seen ? most_blocks / 8 : 0) + partial.bytes.capacity();
}

FragmentCounts Fragments::counts() const {
  auto counts = counts_;
  for (const auto& [key, partial] : partials_) counts.incomplete += partial.state == Partial::State::open ? 1 : 0;
  return counts;
}

}  // namespace runseal::capture
