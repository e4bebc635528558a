// Files that wait to be read, by their number: the large ones first, the largest of them at the front, so that no
// stream is left with one when the others are through; then the small ones as they were named: neighbours in the tree
// are neighbours on the disk and in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace runseal::transfer {

class FileQueue {
 public:
  void add(std::uint64_t size, std::uint32_t index) {
    constexpr std::uint64_t large_bytes = 1U << 20U;
    if (size >= large_bytes)
      large_.emplace(size, index);
    else
      small_.push(index);
  }
  [[nodiscard]] bool empty() const { return large_.empty() && small_.empty(); }
  // There must be one.
  [[nodiscard]] std::uint32_t take() { return large_.empty() ? pop(small_) : pop(large_).second; }

 private:
  template <class Queue>
  static Queue::value_type pop(Queue& queue) {
    const auto top = queue.top();
    queue.pop();
    return top;
  }
  std::priority_queue<std::pair<std::uint64_t, std::uint32_t>> large_;  // size and index
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> small_;
};

}  // namespace runseal::transfer
