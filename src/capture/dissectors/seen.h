// Small keepers of what a dissector saw, each bounded, that write themselves as facts.
#pragma once

#include <algorithm>

#include "capture/dissector.h"

namespace runseal::capture {

// How many, and the first packet that shows it.
class Tally {
 public:
  void add(Moment at, std::uint64_t count = 1) {
    if (total_ == 0) packet_ = at.packet;
    total_ += count;
  }
  [[nodiscard]] std::uint64_t total() const { return total_; }
  [[nodiscard]] std::uint64_t packet() const { return packet_; }
  [[nodiscard]] bool any() const { return total_ > 0; }
  void tell(FlowReport& report, const std::string& id) const {  // nothing when there were none
    if (total_ > 0) report.facts[id] = {total_, packet_};
  }
  void tell_that(FlowReport& report, const std::string& id) const {  // true, when there were any
    if (total_ > 0) report.facts[id] = {true, packet_};
  }

 private:
  std::uint64_t total_ = 0;
  std::uint64_t packet_ = 0;
};

// Different texts in the order they were seen. Those over the cap are counted, in the fact "<id>-not-kept".
class Names {
 public:
  explicit Names(std::size_t most = 64) : most_(most) {}

  void add(std::string_view name, Moment at) {
    if (std::ranges::find(names_, name) != names_.end()) return;
    if (names_.size() >= most_) return not_kept_.add(at);
    if (names_.empty()) packet_ = at.packet;
    names_.emplace_back(name.substr(0, longest));
  }
  [[nodiscard]] const std::vector<std::string>& all() const { return names_; }
  void tell(FlowReport& report, const std::string& id) const {
    if (!names_.empty()) report.facts[id] = {names_, packet_};
    not_kept_.tell(report, id + "-not-kept");
  }
  [[nodiscard]] std::size_t footprint() const { return names_.size() * (sizeof(std::string) + 32); }

 private:
  static constexpr std::size_t longest = 512;

  std::size_t most_;
  std::vector<std::string> names_;
  std::uint64_t packet_ = 0;
  Tally not_kept_;
};

// One grade for all three axes, or one for each, with the reason that holds for it.
inline void grade(model::Axis& axis, model::Protection grade, std::string reason) {
  axis.grade = grade;
  axis.reason = std::move(reason);
}
inline void grade_all(FlowReport& report, model::Protection protection, const std::string& reason) {
  for (auto* axis : {&report.integrity, &report.confidentiality, &report.peer_authenticity})
    grade(*axis, protection, reason);
}

// Datagrams of which none shows what they are, nor that they are something else.
inline FlowReport told_by_port(const std::string& protocol, const std::string& name) {
  FlowReport report;
  report.protocol = protocol;
  grade_all(report, model::Protection::unknown,
            "It could be " + name + " by its port, but no packet shows that it is.");
  return report;
}

// Nothing is protected for sure while this is so; an empty text: nothing is in doubt.
inline void doubt_all(FlowReport& report, const std::string& doubt) {
  if (doubt.empty()) return;
  for (auto* axis : {&report.integrity, &report.confidentiality, &report.peer_authenticity})
    if (axis->grade == model::Protection::protected_)
      grade(*axis, model::Protection::unknown, axis->reason + "; but " + doubt);
}

}  // namespace runseal::capture
