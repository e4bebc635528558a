// Memory for what a program holds by the hundred thousand and looks at in turn. Its first piece is like any other; what
// is beyond lies in a file without a name in the system's temporary folder, mapped, and leaves the process whenever it
// has been looked at for a while: the system keeps of it what is in use, and can put away the rest. Addresses stay good
// as long as the object lives. Where the temporary folder has no room it is memory like any other. Where its disk gives
// a page no more, nothing can go on: the program says so and ends with 3 (could not check), as if it had been killed.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "base/result.h"

namespace runseal::base {

class FarMemory {
 public:
  FarMemory();
  FarMemory(FarMemory&&) noexcept;
  FarMemory& operator=(FarMemory&&) noexcept;
  ~FarMemory();

  // One thread at a time. Never nullptr.
  [[nodiscard]] void* take(std::size_t bytes, std::size_t alignment = 1);
  [[nodiscard]] std::size_t in_files() const;  // bytes

  // That nothing of all far memory there is can have been lost: to be asked while what was taken from it is not said or
  // signed yet. Any thread. Errors: those of nothing_lost (base/temporary_file.h).
  [[nodiscard]] static Result<> all_kept();

  // Whoever looks at far things says so: then, now and then, all far memory of the process is let go. Any thread.
  static void looked();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Grows at its end; what is in it stays where it is, and is never destroyed: what it owns must lie in memory() too.
template <class T>
class FarList {
 public:
  template <class List, class Item>
  struct Iterator {
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    List* list = nullptr;
    std::size_t at = 0;
    Item& operator*() const { return (*list)[at]; }
    Item* operator->() const { return &(*list)[at]; }
    Iterator& operator++() {
      ++at;
      return *this;
    }
    Iterator operator++(int) { return {list, at++}; }
    bool operator==(const Iterator&) const = default;
  };

  T& push_back(T item) {
    if (size_ == blocks_.size() * per_block)
      blocks_.push_back(static_cast<T*>(memory_.take(per_block * sizeof(T), alignof(T))));
    auto* const at = &blocks_[size_ / per_block][size_ % per_block];
    ++size_;
    return *new (at) T(std::move(item));
  }
  [[nodiscard]] T& operator[](std::size_t at) {
    FarMemory::looked();
    return blocks_[at / per_block][at % per_block];
  }
  [[nodiscard]] const T& operator[](std::size_t at) const {
    FarMemory::looked();
    return blocks_[at / per_block][at % per_block];
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] auto begin() { return Iterator<FarList, T>{this, 0}; }
  [[nodiscard]] auto end() { return Iterator<FarList, T>{this, size_}; }
  [[nodiscard]] auto begin() const { return Iterator<const FarList, const T>{this, 0}; }
  [[nodiscard]] auto end() const { return Iterator<const FarList, const T>{this, size_}; }
  [[nodiscard]] FarMemory& memory() { return memory_; }

 private:
  static constexpr std::size_t per_block = 256;
  FarMemory memory_;
  std::vector<T*> blocks_;
  std::size_t size_ = 0;
};

}  // namespace runseal::base
