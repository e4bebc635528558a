// Calls that wait for their answer, by xid. An xid that meets an older one in its place makes more room, up to a bound;
// then the older one is forgotten, and its answer will find no call.
#pragma once

#include <vector>

#include "capture/dissectors/nfs_calls.h"

namespace runseal::capture {

class NfsQuestions {
 public:
  NfsQuestion& ask(std::uint32_t xid) {
    while (slot(xid).open && slot(xid).xid != xid && slots_.size() < most) grow();
    auto& question = slot(xid);
    if (question.open) ++forgotten_;
    if (question.open && question.writes) --writes_;
    held_ -= question.held();
    question = {};
    question.xid = xid;
    question.open = true;
    return question;
  }
  // Once all is known about it.
  void asked(const NfsQuestion& question) {
    writes_ += question.writes ? 1 : 0;
    held_ += question.held();
  }

  // Nothing when it was not seen, or was answered already. Good until the next ask().
  const NfsQuestion* answered(std::uint32_t xid) {
    auto& question = slot(xid);
    if (!question.open || question.xid != xid) return nullptr;
    question.open = false;
    if (question.writes) --writes_;
    return &question;
  }

  [[nodiscard]] bool writing() const { return writes_ > 0; }
  [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }
  [[nodiscard]] std::size_t footprint() const { return slots_.capacity() * sizeof(NfsQuestion) + held_; }

 private:
  static constexpr std::size_t least = 8;
  static constexpr std::size_t most = 512;

  NfsQuestion& slot(std::uint32_t xid) { return slots_[xid % slots_.size()]; }
  void grow() {
    std::vector<NfsQuestion> old(slots_.size() * 2);
    old.swap(slots_);
    for (auto& question : old) {
      if (question.open)
        slot(question.xid) = std::move(question);
      else
        held_ -= question.held();
    }
  }

  std::vector<NfsQuestion> slots_ = std::vector<NfsQuestion>(least);
  std::size_t writes_ = 0;
  std::size_t held_ = 0;
  std::uint64_t forgotten_ = 0;
};

}  // namespace runseal::capture
