// The flows of a capture, found by their addresses and ports, within a budget of memory: when it is used up, the flows
// that were silent longest are finished early, and that is said. Keyed hashing, so that no capture can make it slow.
#pragma once

#include <list>
#include <unordered_map>

#include "capture/flow.h"

namespace runseal::capture {

class FlowTable {
 public:
  struct Limits {
    std::size_t bytes = 17'500'000;
    std::size_t flows = 100'000;
    std::int64_t silent_ns = 300'000'000'000;  // an ended flow is remembered so long, against late packets
  };
  using Finish = std::function<void(Flow&, bool forgotten)>;

  FlowTable(Limits limits, Finish finish);

  struct Ends {  // a packet's
    Address from;
    Address to;
    std::uint16_t from_port = 0;
    std::uint16_t to_port = 0;
    std::uint8_t transport = 0;
  };
  // The flow, now the one spoken on last, and who speaks; null when there is none.
  struct Found {
    Flow* flow = nullptr;
    Side from = Side::client;
  };
  [[nodiscard]] Found find(const Ends& ends);
  Found add(const Ends& ends, const FlowContext& context, const Recorder::Make& expected, Moment at);
  void end(const Ends& ends);  // finishes it now: another one begins on the same ports
  // After every packet that changed `flow`: counts its memory anew, and makes room.
  void settle(Flow& flow, std::int64_t now_ns);
  void finish_all();

  [[nodiscard]] std::size_t footprint() const { return used_; }
  [[nodiscard]] std::size_t size() const { return order_.size(); }

 private:
  struct Key {
    Address low;
    Address high;
    std::uint16_t low_port = 0;
    std::uint16_t high_port = 0;
    std::uint8_t transport = 0;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::uint64_t seed;
    std::size_t operator()(const Key& key) const;
  };
  struct Slot {
    Slot(const Key& k, const FlowContext& context, const Recorder::Make& expected, Moment at)
        : key(k), flow(context, expected, at) {}
    Key key;
    Flow flow;
    std::size_t charged = 0;
    bool finished = false;
  };
  using Order = std::list<Slot>;  // spoken on last, last

  static Key key_of(const Ends& ends);
  void finish(Slot& slot, bool forgotten);
  void drop(Order::iterator slot);

  Limits limits_;
  Finish finish_;
  Order order_;
  std::unordered_map<Key, Order::iterator, Hash> slots_;
  Order::iterator last_;  // found last
  std::size_t used_ = 0;
};

}  // namespace runseal::capture
