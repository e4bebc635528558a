// Questions whose answers have not come yet, by what ties them together. No memory is asked for but to grow; when there
// is no room left, the one that lies where the new one belongs is forgotten.
#pragma once

#include <vector>

#include "capture/dissectors/smb_files.h"

namespace runseal::capture {

struct SmbQuestion {
  bool waits = false;
  bool housekeeping = false;  // of the connection, and not about files
  bool service = false;       // of a service of the server's that is not asked about files
  bool doubtful = false;      // what of these, was cut off
  std::uint8_t verb = 0;
  std::uint32_t tree = 0;
  std::uint64_t id = 0;
  std::uint64_t session = 0;
  std::optional<std::uint64_t> offset;  // of a READ
  SmbFilePtr file;                      // which it is about, or asks to open; of a TREE_CONNECT: the share alone
};

class SmbPending {
 public:
  // Gives back the one that was forgotten for it; mostly one that waits for nothing.
  SmbQuestion put(SmbQuestion question) {
    question.waits = true;
    while (true) {
      for (std::size_t i = 0; i < window; ++i)
        if (auto& slot = at(question.id, i); !slot.waits || slot.id == question.id)
          return std::exchange(slot, std::move(question));
      if (slots_.size() >= most) return std::exchange(at(question.id, 0), std::move(question));
      grow();
    }
  }

  [[nodiscard]] SmbQuestion* find(std::uint64_t id) {
    for (std::size_t i = 0; i < window; ++i)
      if (auto& slot = at(id, i); slot.waits && slot.id == id) return &slot;
    return nullptr;
  }

  SmbQuestion take(std::uint64_t id) {
    auto* const slot = find(id);
    return slot != nullptr ? std::exchange(*slot, {}) : SmbQuestion{};
  }

  [[nodiscard]] std::vector<SmbQuestion>& all() { return slots_; }
  [[nodiscard]] std::size_t footprint() const { return slots_.capacity() * sizeof(SmbQuestion); }

 private:
  static constexpr std::size_t window = 8;
  static constexpr std::size_t most = 2048;

  SmbQuestion& at(std::uint64_t id, std::size_t step) {
    return slots_[((id * 0x9e3779b97f4a7c15ULL >> 32U) + step) & (slots_.size() - 1)];
  }

  void grow() {
    auto before = std::exchange(slots_, std::vector<SmbQuestion>(slots_.size() * 2));
    for (auto& question : before)
      if (question.waits) settle(std::move(question));
  }

  // Where there is room; where there is none even now, it is forgotten.
  void settle(SmbQuestion question) {
    for (std::size_t i = 0; i < window; ++i)
      if (auto& slot = at(question.id, i); !slot.waits) {
        slot = std::move(question);
        return;
      }
  }

  std::vector<SmbQuestion> slots_ = std::vector<SmbQuestion>(16);
};

}  // namespace runseal::capture
