#include "capture/interference.h"

#include <fmt/format.h>

#include <algorithm>

namespace runseal::capture {
namespace {

constexpr std::size_t most_values = 8;
constexpr std::size_t entry_bytes = 512;  // about: a node of the map and its lists when they are full
constexpr std::size_t most_text = 256;    // of a fingerprint or kind

std::string text_of(const Mac& mac) {
  return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

std::string text_of(const std::string& fingerprint) { return fingerprint; }

template <class Values>
std::string listed(const Values& values) {
  std::string list;
  for (const auto& value : values) list += (list.empty() ? "" : ", ") + text_of(value);
  return list;
}

std::string ending(const Address& server, std::uint16_t port) {
  return server.is_v4() ? fmt::format("{}:{}", server.text(), port) : fmt::format("[{}]:{}", server.text(), port);
}

}  // namespace

template <class Value>
bool Interference::changed(Watched<Value>& watched, const Value& value, Moment at) {
  const auto before = std::exchange(watched.last, at);
  if (watched.values.empty()) {
    watched.values.push_back(value);
    watched.now = value;
    return false;
  }
  if (watched.now == value) return false;
  watched.now = value;
  const bool known = std::ranges::find(watched.values, value) != watched.values.end();
  watched.came_back = watched.came_back || known;
  if (!known && watched.values.size() < most_values) watched.values.push_back(value);
  for (const auto moment : {before, at}) {
    const bool there = !watched.packets.empty() && watched.packets.back().packet == moment.packet;
    if (!there && watched.packets.size() < most_moments) watched.packets.push_back(moment);
  }
  return true;
}

void Interference::arp(const Arp& arp) {
  auto known = owners_.find(arp.address);
  if (known == owners_.end()) {
    if (owners_.size() == most_watched) {
      ++not_watched_;
      return;
    }
    known = owners_.emplace(arp.address, Watched<Mac>{}).first;
    footprint_ += entry_bytes;
  }
  (void)changed(known->second, arp.owner, arp.at);
}

void Interference::identity(const Address& server, std::uint16_t port, std::string_view kind,
                            std::string_view fingerprint, Moment at) {
  const Identity key{server, port, std::string(kind.substr(0, most_text))};
  auto known = identities_.find(key);
  if (known == identities_.end()) {
    if (identities_.size() == most_watched) {
      ++not_watched_;
      return;
    }
    known = identities_.emplace(key, Watched<std::string>{}).first;
    footprint_ += entry_bytes + most_text;
  }
  if (changed(known->second, std::string(fingerprint.substr(0, most_text)), at)) footprint_ += fingerprint.size();
}

std::vector<Sign> Interference::signs() const {
  std::vector<Sign> signs;
  for (const auto& [address, owner] : owners_) {
    if (owner.packets.empty()) continue;
    const auto* what = owner.came_back ? "{} was said to be at several hardware addresses in turn: {}"
                                       : "{} moved to another hardware address: {}";
    signs.push_back({.id = owner.came_back ? "arp.address-twice" : "arp.owner-changed",
                     .what = fmt::format(fmt::runtime(what), address.text(), listed(owner.values)),
                     .packets = owner.packets,
                     .about = {address}});
  }
  for (const auto& [key, proved] : identities_) {
    if (proved.packets.empty()) continue;
    const auto& [server, port, kind] = key;
    signs.push_back({.id = "peer.identity-changed",
                     .what = fmt::format("{} proved itself with different keys ({}): {}", ending(server, port), kind,
                                         listed(proved.values)),
                     .packets = proved.packets,
                     .about = {server}});
  }
  return signs;
}

void HopWatch::changed(std::uint8_t hops, Moment at) {
  constexpr std::int64_t lasting_ns = 10'000'000'000;
  const auto before = std::exchange(now_, hops);
  const auto run = std::exchange(run_, std::uint16_t{1});
  if (run == 0) return;  // the first packet
  if (!jumps_) jumps_ = std::make_unique<Jumps>();
  const bool back = jumps_->run != 0 && jumps_->left == hops && at.time_ns - jumps_->since.time_ns < lasting_ns;
  if (back) {
    ++jumps_->count;
    for (const auto moment : {jumps_->since, at}) {
      if (jumps_->packets.size() < Interference::most_moments) jumps_->packets.push_back(moment);
    }
  }
  jumps_->left = before;
  jumps_->run = run;
  jumps_->since = at;
}

std::optional<Sign> HopWatch::sign(const Address& from, const Address& to) const {
  constexpr std::uint16_t few = 3;
  constexpr std::uint16_t many = 10;
  if (!jumps_) return {};
  Sign sign{.id = "ip.hops-jumped", .what = {}, .packets = jumps_->packets, .about = {from, to}};
  if (jumps_->count > 0) {
    sign.what = fmt::format("packets from {} to {} came from differently far away in turn: {} and {} hops left",
                            from.text(), to.text(), jumps_->left, now_);
    return sign;
  }
  if (run_ > few || jumps_->run < many) return {};
  sign.what = fmt::format(
      "the last packets from {} to {} came from elsewhere than those before: {} hops left, before it were {}",
      from.text(), to.text(), now_, jumps_->left);
  sign.packets.push_back(jumps_->since);
  return sign;
}

}  // namespace runseal::capture
