// Puts fragmented datagrams together again (RFC 791 3.2, RFC 8200 4.5), within a bound of memory whatever comes.
#pragma once

#include <bitset>
#include <list>
#include <map>
#include <vector>

#include "capture/dissector.h"
#include "capture/ip.h"

namespace runseal::capture {

struct FragmentCounts {
  std::uint64_t fragments = 0;
  std::uint64_t whole = 0;          // datagrams put together
  std::uint64_t incomplete = 0;     // not whole in time, or forgotten for want of memory
  std::uint64_t contradicting = 0;  // whose fragments said different things: not put together
  std::uint64_t overlapping = 0;    // in IPv6, where no receiver takes them (RFC 5722)
  std::uint64_t malformed = 0;      // fragments
};

class Fragments {
 public:
  static constexpr std::size_t most_bytes = 4U << 20U;
  static constexpr std::size_t most_signs = 100;  // kept; contradicting counts on

  // `packet.fragment` is there. True when it completes its datagram: `packet` is now that datagram, and its payload
  // stays until the next call. Where the capture cut a fragment, the payload ends and its size goes on.
  [[nodiscard]] bool add(IpPacket& packet, Moment at);

  [[nodiscard]] FragmentCounts counts() const;
  [[nodiscard]] std::vector<Sign> take_signs() { return std::exchange(signs_, {}); }
  [[nodiscard]] std::size_t footprint() const { return held_ + whole_.capacity(); }

 private:
  struct Key {
    Address from;
    Address to;
    std::uint32_t id = 0;
    std::uint8_t protocol = 0;  // of IPv4 only
    bool v6 = false;
    auto operator<=>(const Key&) const = default;
  };
  static constexpr std::size_t most_blocks = 65536 / 8;
  struct Partial {
    enum class State : std::uint8_t { open, whole, refused } state = State::open;
    Moment first;
    std::int64_t until_ns = 0;
    std::unique_ptr<std::bitset<most_blocks>> seen;
    std::size_t blocks = 0;               // seen
    Bytes bytes;                          // up to the last one seen
    std::size_t known = most_blocks * 8;  // behind it the capture did not keep everything
    std::optional<std::size_t> end;       // the last fragment's
    std::uint8_t protocol = 0;            // as the first fragment says
    std::list<Key>::iterator order;
  };
  using Partials = std::map<Key, Partial>;

  Partial& find_or_begin(const Key& key, Moment at);
  // What a fragment is to those before it.
  enum class Fit : std::uint8_t { new_bytes, again, overlaps, contradicts };
  static Fit compare(const Partial& partial, const IpPacket& packet);
  static void put(Partial& partial, const IpPacket& packet);
  void complete(Partial& partial, IpPacket& packet, Moment at);
  void contradicted(const Key& key, const Partial& partial, Moment at);
  static void empty(Partial& partial, Partial::State state);
  void forget(Partials::iterator partial);
  static std::size_t cost(const Partial& partial);

  Partials partials_;
  std::list<Key> order_;  // the oldest first
  std::size_t held_ = 0;
  Bytes whole_;
  FragmentCounts counts_;
  std::vector<Sign> signs_;
};

}  // namespace runseal::capture
