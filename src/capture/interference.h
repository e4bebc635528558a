// Signs that somebody may stand between: an address that changes its owner, a server that changes its identity, a flow
// whose packets come from differently far away. All of them have innocent causes too; they are told as facts.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "capture/dissector.h"

namespace runseal::capture {

// Bounded: what comes when it is full is not watched, and counted.
class Interference {
 public:
  static constexpr std::size_t most_watched = 4096;  // addresses, and as many identities
  static constexpr std::size_t most_moments = 16;    // for each sign

  void arp(const Arp& arp);
  // `fingerprint` of what a server proved itself with; `kind` tells apart what a server may have several of at a time.
  void identity(const Address& server, std::uint16_t port, std::string_view kind, std::string_view fingerprint,
                Moment at);

  // "arp.owner-changed", "arp.address-twice" (an earlier owner came back), "peer.identity-changed"
  [[nodiscard]] std::vector<Sign> signs() const;
  [[nodiscard]] std::uint64_t not_watched() const { return not_watched_; }
  [[nodiscard]] std::size_t footprint() const { return footprint_; }

 private:
  template <class Value>
  struct Watched {
    std::vector<Value> values;    // different ones, in the order in which they came; few are kept
    Value now;                    // the last one
    Moment last;                  // when it was seen last
    bool came_back = false;       // one that had been left
    std::vector<Moment> packets;  // of each change: the last of the old value and the first of the new one
  };
  using Identity = std::tuple<Address, std::uint16_t, std::string>;  // server, port, kind

  template <class Value>
  bool changed(Watched<Value>& watched, const Value& value, Moment at);

  std::map<Address, Watched<Mac>> owners_;
  std::map<Identity, Watched<std::string>> identities_;
  std::uint64_t not_watched_ = 0;
  std::size_t footprint_ = 0;
};

// The hop counts (TTL) of one direction of a flow. A route that changes once and stays is nothing; values that are left
// and taken again within seconds, or only at the very end, come from two places at once.
class HopWatch {
 public:
  void saw(std::uint8_t hops, Moment at) {
    if (hops != now_ || run_ == 0)
      changed(hops, at);
    else if (run_ != 0xffff)
      ++run_;
  }
  // "ip.hops-jumped". Asked when the flow has ended.
  [[nodiscard]] std::optional<Sign> sign(const Address& from, const Address& to) const;
  [[nodiscard]] std::size_t footprint() const { return jumps_ ? sizeof(Jumps) + 16 * sizeof(Moment) : 0; }

 private:
  struct Jumps {
    std::uint8_t left = 0;  // the value before this one
    Moment since;           // of this one
    std::uint16_t run = 0;  // packets of the one before
    std::uint64_t count = 0;
    std::vector<Moment> packets;
  };
  void changed(std::uint8_t hops, Moment at);

  std::uint8_t now_ = 0;
  std::uint16_t run_ = 0;  // packets with it, in a row
  std::unique_ptr<Jumps> jumps_;
};

}  // namespace runseal::capture
