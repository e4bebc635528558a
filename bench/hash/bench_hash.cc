// bench_hash MANIFEST FOLDER [THREADS]  holds the files of a `sha256sum` list against it, with transfer::hash_files()
// bench_hash kernels                     how fast each SHA-256 kernel is in memory, one core, beside OpenSSL's EVP
#include <chrono>
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

int check(const std::string& manifest, const std::string& folder, unsigned threads) {
  std::vector<transfer::HashTask> tasks;
  std::vector<std::string> expected;
  std::ifstream lines(manifest);
  for (std::string line; std::getline(lines, line);) {
    expected.push_back(line.substr(0, 64));
    tasks.push_back({line.substr(66)});
    std::error_code ignored;
    tasks.back().size = std::filesystem::file_size(std::filesystem::path(folder) / tasks.back().path, ignored);
  }
  const auto root = base::open_folder(folder);
  if (!root) return std::cerr << root.error().describe() << '\n', 3;
  std::size_t wrong = 0;
  std::uint64_t bytes = 0;
  transfer::HashOptions options;
  options.threads = threads;
  const auto hashed = transfer::hash_files(root->get(), tasks, options, [&](std::size_t task, const auto& outcome) {
    if (outcome) bytes += outcome->bytes;
    if (outcome && !outcome->changed && base::to_hex(outcome->sha256) == expected[task]) return;
    ++wrong;
    std::cout << tasks[task].path << ": FAILED\n";
  });
  if (!hashed) return std::cerr << hashed.error().describe() << '\n', 3;
  fmt::print("{} files, {} bytes, {} wrong; {}\n", tasks.size(), bytes, wrong, base::sha256_kernel());
  return wrong == 0 ? 0 : 1;
}

int run(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words == std::vector<std::string>{"kernels"}) return measure_kernels();
  if (words.size() < 2 || words.size() > 3) return std::cerr << "bench_hash MANIFEST FOLDER [THREADS] | kernels\n", 2;
  return check(words[0], words[1], words.size() == 3 ? static_cast<unsigned>(std::stoul(words[2])) : 0);
}

}  // namespace
}  // namespace runseal

int main(int argc, char** argv) { return runseal::run(argc, argv); }
