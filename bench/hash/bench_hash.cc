// bench_hash check MANIFEST FOLDER [THREADS]  holds the files of a `sha256sum` list against it, with hash_files()
// bench_hash forget MANIFEST FOLDER           asks the system to drop those files from its memory
// bench_hash kernels                          each SHA-256 kernel in memory on one core, beside OpenSSL's EVP
#include <fcntl.h>

#include <chrono>
#include <deque>
#include <fstream>
#include <iostream>

#include "base/confined.h"
#include "base/sha256_many.h"
#include "transfer/seal/hash_files.h"

namespace runseal {
namespace {

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The median of 15 goes in turn, so that what else the machine does meets all of them.
int measure_kernels() {
  const Bytes messages(4 * (128U << 10U), 7);
  constexpr int repeats = 40;
  std::map<std::string, std::vector<double>> speeds;
  const auto measure = [&](const std::string& name, std::size_t lanes, const std::function<void()>& once) {
    const auto seconds = seconds_of([&] {
      for (int i = 0; i < repeats; ++i) once();
    });
    const auto bytes = static_cast<double>(messages.size() / 4 * lanes) * repeats;
    speeds[name].push_back(bytes / seconds / 1e6);
  };
  for (int go = 0; go < 15; ++go) {
    measure("OpenSSL EVP, 1 message", 1, [&] { (void)base::sha256(ByteView(messages).first(messages.size() / 4)); });
    for (const auto& kernel : base::sha256_kernels())
      for (std::size_t lanes = 1; lanes <= base::max_sha256_lanes; ++lanes) {
        base::use_sha256_kernel(kernel);
        std::vector<base::Sha256Stream> streams(lanes);
        std::vector<base::Sha256Part> parts;
        for (auto& stream : streams)
          parts.push_back(
              {&stream, ByteView(messages).subspan(parts.size() * messages.size() / 4, messages.size() / 4)});
        measure(fmt::format("{}, {} message{}", kernel.name, lanes, lanes > 1 ? "s" : ""), lanes,
                [&] { base::sha256_add(parts); });
      }
  }
  for (auto& [name, all] : speeds) {
    std::ranges::sort(all);
    fmt::print("{:32} median {:6.0f} MB/s  best {:6.0f}\n", name, all[all.size() / 2], all.back());
  }
  return 0;
}

struct List {
  std::deque<std::string> names;
  std::vector<transfer::HashTask> tasks;
  std::vector<std::string> sums;
};

// Names without newlines and backslashes only, as bench/hash/run makes them.
List read_list(const std::string& manifest, const std::string& folder) {
  List list;
  std::ifstream lines(manifest);
  for (std::string line; std::getline(lines, line);) {
    list.sums.push_back(line.substr(0, 64));
    list.tasks.push_back({list.names.emplace_back(line.substr(66))});
    std::error_code ignored;
    list.tasks.back().size = std::filesystem::file_size(std::filesystem::path(folder) / line.substr(66), ignored);
  }
  return list;
}

int check(int folder, const List& list, const transfer::HashOptions& options) {
  std::size_t wrong = 0;
  std::uint64_t bytes = 0;
  const auto hashed = transfer::hash_files(folder, list.tasks, options, [&](std::size_t task, const auto& outcome) {
    if (outcome) bytes += outcome->bytes;
    if (outcome && !outcome->changed && base::to_hex(outcome->sha256) == list.sums[task]) return;
    ++wrong;
    std::cout << list.tasks[task].path << ": FAILED\n";
  });
  if (!hashed) return std::cerr << hashed.error().describe() << '\n', 3;
  fmt::print("{} files, {} bytes, {} wrong; {}\n", list.tasks.size(), bytes, wrong, base::sha256_kernel());
  return wrong == 0 ? 0 : 1;
}

int forget(int folder, const List& list) {
  for (const auto& task : list.tasks)
    if (const auto file = base::open_beneath(folder, task.path, O_RDONLY))
      ::posix_fadvise(file->get(), 0, 0, POSIX_FADV_DONTNEED);
  return 0;
}

int run(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words == std::vector<std::string>{"kernels"}) return measure_kernels();
  if (words.size() < 3 || words.size() > 4 || (words[0] != "check" && words[0] != "forget"))
    return std::cerr << "bench_hash check MANIFEST FOLDER [THREADS] | forget MANIFEST FOLDER | kernels\n", 2;
  const auto folder = base::open_folder(words[2]);
  if (!folder) return std::cerr << folder.error().describe() << '\n', 3;
  const auto list = read_list(words[1], words[2]);
  if (words[0] == "forget") return forget(folder->get(), list);
  transfer::HashOptions options;
  if (words.size() == 4) options.threads = static_cast<unsigned>(std::stoul(words[3]));
  return check(folder->get(), list, options);
}

}  // namespace
}  // namespace runseal

int main(int argc, char** argv) { return runseal::run(argc, argv); }
