// Flows brought together by who speaks to whom and how, in bounded memory: when there are too many, those that tell
// least (of protocols that are not read, then with the fewest bytes) are gathered by protocol under the address
// `gathered`.
#pragma once

#include "capture/flow.h"
#include "capture/report.h"

namespace runseal::capture {

class Conversations {
 public:
  static constexpr std::size_t limit = 10'000;
  static constexpr std::size_t list_limit = 64;  // of the different values of a fact

  explicit Conversations(std::size_t bytes) : bytes_(bytes) {}

  void add(const Flow& flow, FlowReport report, bool forgotten);
  [[nodiscard]] std::vector<Conversation> take();                     // the most bytes first
  [[nodiscard]] std::uint64_t not_kept() const { return not_kept_; }  // conversations that were gathered
  [[nodiscard]] std::size_t footprint() const { return used_; }

 private:
  using Key = std::tuple<Address, Address, std::uint16_t, std::uint8_t, std::string>;
  struct Kept {
    Conversation one;
    std::size_t charged = 0;
  };
  using Map = std::map<Key, Kept>;

  void join_into(const Key& where, Conversation more);
  static bool is_gathered(const Key& key);
  void make_room();
  void gather(Map::iterator least);

  Map by_key_;
  std::size_t bytes_;
  std::size_t used_ = 0;
  std::uint64_t not_kept_ = 0;
};

// From the earlier beginning to the later end. A moment without a packet is none.
void stretch(Moment& first, Moment& last, const Moment& more_first, const Moment& more_last);
// All that two conversations tell, as one of them.
void join(Conversation& into, Conversation more);
// The less protected of two. absent < optional < unknown < protected.
void keep_worse(model::Axis& axis, const model::Axis& other);
// The same, where an axis that has no reason yet says nothing.
void add_axis(model::Axis& axis, const model::Axis& other);
// And counts the flows that are as little protected as the axis now says: `more` of `other`.
void add_counted(model::Axis& axis, std::uint64_t& flows, const model::Axis& other, std::uint64_t more);
enum class WhichAxis : std::uint8_t { integrity, confidentiality, peer_authenticity };
// With how many of the flows it is true of.
[[nodiscard]] model::Axis told(const Conversation& conversation, WhichAxis which);
void most_bytes_first(std::vector<Conversation>& conversations);
// See SeenFact.
void merge_fact(SeenFact& into, const SeenFact& more);

}  // namespace runseal::capture
