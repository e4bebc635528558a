#include "base/far_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <mutex>

#include "base/temporary_file.h"

namespace runseal::base {
namespace {

constexpr std::size_t near_bytes = 1U << 20U;  // runs of some thousand files need no file
constexpr std::size_t most_at_once = 16U << 20U;
constexpr unsigned looks = 2048;  // at what lies next to each other: a few hundred kilobytes

struct Piece {
  char* at;
  std::size_t size;
  bool in_file;
};

// Of one far memory: under the mutex of everything.
struct Pieces {
  std::vector<Piece> list;
  Fd file;
  std::atomic<bool> lost = false;  // for good: the system tells it once
};

char* map(std::size_t size, int flags, int file, std::uint64_t offset) {
  auto* const at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, file, static_cast<off_t>(offset));
  return at == MAP_FAILED ? nullptr : static_cast<char*>(at);
}

// Of all far memory there is. It outlives every one.
struct Everything {
  std::mutex mutex;  // nobody looks at far memory while it is held
  std::vector<Pieces*> all;
  bool watched = false;
  struct sigaction before{};
  std::array<char, 512> last_words{};
};
Everything& everything() {
  static auto* const one = new Everything;
  return *one;
}

void let_go(const Pieces& pieces) {
  for (const auto& piece : pieces.list)  // of a shared mapping it drops no bytes: they are the file's
    if (piece.in_file) (void)::madvise(piece.at, piece.size, MADV_DONTNEED);
}

bool is_in_a_file(const void* address) {
  const std::lock_guard lock(everything().mutex);
  return std::ranges::any_of(everything().all, [&](const auto* pieces) {
    return std::ranges::any_of(pieces->list, [&](const Piece& piece) {
      return piece.in_file && address >= piece.at && address < piece.at + piece.size;
    });
  });
}

// SIGBUS, in the thread that looked: what a disk cannot give back has no other way to be told. Everything that was
// acknowledged is as durable as after a kill.
void page_is_lost(int number, siginfo_t* info, void*) {
  auto& all = everything();
  if (!is_in_a_file(info->si_addr)) {
    (void)::sigaction(number, &all.before, nullptr);  // it comes again at once
    return;
  }
  (void)!::write(STDERR_FILENO, all.last_words.data(), std::char_traits<char>::length(all.last_words.data()));
  ::_exit(3);
}

// Under the mutex.
void watch_for_lost_pages(const Path& folder) {
  auto& all = everything();
  if (std::exchange(all.watched, true)) return;
  (void)std::snprintf(all.last_words.data(), all.last_words.size(),
                      "\nrunseal: %.300s: the disk does not give back what was kept in a temporary file\n"
                      "  next: name another folder for temporary files (TMPDIR), and run it again\n",
                      folder.c_str());
  struct sigaction action{};
  action.sa_sigaction = page_is_lost;
  action.sa_flags = SA_SIGINFO;
  (void)::sigaction(SIGBUS, &action, &all.before);
}

}  // namespace

struct FarMemory::State {
  Pieces pieces;
  std::size_t total = 0;
  std::size_t in_files = 0;
  char* next = nullptr;
  char* end = nullptr;
  bool no_file = false;

  State() {
    const std::lock_guard lock(everything().mutex);
    everything().all.push_back(&pieces);
  }
  ~State() {
    {
      const std::lock_guard lock(everything().mutex);
      std::erase(everything().all, &pieces);
    }
    for (const auto& piece : pieces.list) (void)::munmap(piece.at, piece.size);
  }

  // With its room set aside: a page without any would end the process when it is written.
  char* map_of_file(std::size_t size) {
    if (no_file || total == 0) return nullptr;
    auto& file = pieces.file;
    if (!file) {
      auto made = nameless_file(temporary_folder());
      const std::lock_guard lock(everything().mutex);
      if (made) file = *std::move(made);
    }
    no_file = !file || ::fallocate(file.get(), 0, static_cast<off_t>(in_files), static_cast<off_t>(size)) != 0;
    return no_file ? nullptr : map(size, MAP_SHARED, file.get(), in_files);
  }

  void grow(std::size_t bytes) {
    const auto wanted = std::max(std::clamp(total, near_bytes, most_at_once), bytes);
    const auto size = (wanted + near_bytes - 1) / near_bytes * near_bytes;
    auto* at = map_of_file(size);
    const bool in_file = at != nullptr;
    if (in_file)
      in_files += size;
    else
      at = map(size, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == nullptr) throw std::bad_alloc();
    total += size;
    next = at;
    end = at + size;
    const std::lock_guard lock(everything().mutex);
    let_go(pieces);
    pieces.list.push_back({at, size, in_file});
    if (in_file) watch_for_lost_pages(temporary_folder());
  }
};

FarMemory::FarMemory() = default;
FarMemory::FarMemory(FarMemory&&) noexcept = default;
FarMemory& FarMemory::operator=(FarMemory&&) noexcept = default;
FarMemory::~FarMemory() = default;

void* FarMemory::take(std::size_t bytes, std::size_t alignment) {
  if (!state_) state_ = std::make_unique<State>();
  auto& state = *state_;
  const auto aligned = [&] {
    return state.next + (alignment - reinterpret_cast<std::uintptr_t>(state.next) % alignment) % alignment;
  };
  if (state.next == nullptr || aligned() + bytes > state.end) state.grow(bytes);
  auto* const at = aligned();
  state.next = at + bytes;
  return at;
}

std::size_t FarMemory::in_files() const { return state_ ? state_->in_files : 0; }

Result<> FarMemory::all_kept() {
  const std::lock_guard lock(everything().mutex);
  for (auto* const pieces : everything().all)
    if (pieces->file) RUNSEAL_CHECK(nothing_lost(pieces->file, pieces->lost));
  return {};
}

void FarMemory::looked() {
  thread_local unsigned count = 0;
  if (++count % looks != 0) return;
  const std::lock_guard lock(everything().mutex);
  for (const auto* pieces : everything().all) let_go(*pieces);
}

}  // namespace runseal::base
