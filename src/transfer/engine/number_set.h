// A set of numbers that are spread evenly, such as hashes, in a sixth of the memory that std::unordered_set takes.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace runseal::transfer {

class NumberSet {
 public:
  // False: it was in there.
  bool insert(std::size_t number) {
    if (number == 0) return !std::exchange(has_zero_, true);
    if (count_ >= table_.size() / 4 * 3) grow();
    auto& place = table_[find(number)];
    if (place == number) return false;
    place = number;
    ++count_;
    return true;
  }

 private:
  // Where it stands, or would: after those that wanted the same place.
  [[nodiscard]] std::size_t find(std::size_t number) const {
    auto at = number % table_.size();
    while (table_[at] != 0 && table_[at] != number) at = (at + 1) % table_.size();
    return at;
  }
  void grow() {
    const auto before = std::exchange(table_, std::vector<std::size_t>(table_.size() * 3 / 2 + 64));
    for (const auto number : before)
      if (number != 0) table_[find(number)] = number;
  }

  std::vector<std::size_t> table_;  // 0: nothing stands here
  std::size_t count_ = 0;
  bool has_zero_ = false;
};

}  // namespace runseal::transfer
