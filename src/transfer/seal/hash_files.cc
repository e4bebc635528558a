#include "transfer/seal/hash_files.h"

#include <algorithm>
#include <numeric>
#include <system_error>
#include <thread>

#include "transfer/seal/hash_worker.h"

namespace runseal::transfer {
namespace {

constexpr std::uint64_t large_bytes = 1U << 20U;

// The large ones by size, so that no thread is left with one when the others are through. The small ones as they were
// given: neighbours in the tree are neighbours on the disk.
std::size_t put_large_ones_first(std::span<const HashTask> tasks, std::vector<std::size_t>& order) {
  order.resize(tasks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto small = std::stable_partition(order.begin(), order.end(),
                                           [&](std::size_t task) { return tasks[task].size >= large_bytes; });
  std::stable_sort(order.begin(), small, [&](std::size_t a, std::size_t b) { return tasks[a].size > tasks[b].size; });
  return static_cast<std::size_t>(small - order.begin());
}

// More threads than cores, up to a point: while some wait for a disk or a server, others hash. With everything in
// memory it makes no difference; with nothing in memory two cores take a third of the time.
std::size_t thread_count(const HashOptions& options, std::size_t cores, std::size_t tasks) {
  constexpr std::size_t enough_for_a_disk = 16;
  const auto wanted = options.threads != 0 ? options.threads : std::max(cores, std::min(4 * cores, enough_for_a_disk));
  return std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(tasks, 1));
}

// This thread and count - 1 others; fewer where the system refuses more.
void work_with_threads(HashWork& work, std::size_t count) {
  std::vector<std::jthread> others;
  try {
    while (others.size() + 1 < count) others.emplace_back([&work] { HashWorker(work).run(); });
  } catch (const std::system_error&) {
    count = others.size() + 1;  // those that there are do the work
  }
  HashWorker(work).run();
}

}  // namespace

Result<> hash_files(int folder, std::span<const HashTask> tasks, const HashOptions& options, const OnHashed& done) {
  HashWork work;
  work.folder = folder;
  work.tasks = tasks;
  work.options = &options;
  work.done = &done;
  work.large = put_large_ones_first(tasks, work.order);
  const auto cores = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  const auto threads = thread_count(options, cores, tasks.size());
  const auto busy = std::min(cores, threads);
  work.large_at_once = std::clamp<std::size_t>((work.large + busy - 1) / busy, 1, base::max_sha256_lanes);
  work_with_threads(work, threads);
  if (work.finished == tasks.size()) return {};
  return fail(ErrorCode::cancelled, "stopped before every file was read");
}

Result<> hash_entries(int folder, std::span<const Entry* const> entries, const HashOptions& options,
                      const OnEntryHashed& done) {
  constexpr std::size_t at_once = 65'536;
  std::vector<HashTask> tasks;
  while (!entries.empty()) {
    const auto some = entries.first(std::min(at_once, entries.size()));
    tasks.clear();
    for (const auto* entry : some) tasks.push_back({entry->path, entry->size, entry->size});
    RUNSEAL_CHECK(hash_files(folder, tasks, options,
                             [&](std::size_t task, const Result<Hashed>& hashed) { done(*some[task], hashed); }));
    entries = entries.subspan(some.size());
  }
  return {};
}

}  // namespace runseal::transfer
