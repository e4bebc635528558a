// Flows brought together by who speaks to whom and how.
#pragma once

#include "capture/flow.h"
#include "capture/report.h"

namespace runseal::capture {

class Conversations {
 public:
  static constexpr std::size_t limit = 10'000;   // further ones are counted
  static constexpr std::size_t list_limit = 64;  // of the different values of a fact

  void add(const Flow& flow, FlowReport report, bool forgotten);
  [[nodiscard]] std::vector<Conversation> take();  // the most bytes first
  [[nodiscard]] std::uint64_t not_kept() const { return not_kept_; }

 private:
  using Key = std::tuple<Address, Address, std::uint16_t, std::uint8_t, std::string>;
  std::map<Key, Conversation> by_key_;
  std::uint64_t not_kept_ = 0;
};

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
