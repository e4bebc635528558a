#include "transfer/seal/hash_files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <deque>
#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "base/confined.h"
#include "base/process.h"
#include "base/sha256_many.h"
#include "support/temporary.h"

namespace runseal::transfer {
namespace {

std::string some_text(std::size_t count) {
  std::mt19937 dice(static_cast<std::uint32_t>(count) + 1);
  std::string text(count, '\0');
  for (auto& letter : text) letter = static_cast<char>(dice());
  return text;
}

void append(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

constexpr std::size_t large = 8U << 20U;  // read in many pieces

class HashedFiles : public testing::Test {
 protected:
  using Outcomes = std::map<std::string, Result<Hashed>>;

  void write(const std::string& path, std::string_view content) {
    std::filesystem::create_directories((folder / path).parent_path());
    test::write_file(folder / path, content);
    tasks.push_back({names.emplace_back(path), content.size()});
  }
  void also(const std::string& path) { tasks.push_back({names.emplace_back(path)}); }

  // Also: `done` came once for each task, one call at a time, and no descriptor stays open.
  Outcomes hash(const HashOptions& options = {}, const std::function<void(const std::string&)>& when_done = {}) {
    Outcomes outcomes;
    std::atomic<int> calls = 0;
    const auto root = base::open_folder(folder.path());
    const auto descriptors = open_descriptors();
    const auto result = hash_files(root->get(), tasks, options, [&](std::size_t task, const Result<Hashed>& hashed) {
      EXPECT_EQ(++calls, 1);
      EXPECT_TRUE(outcomes.emplace(std::string(tasks[task].path), hashed).second) << tasks[task].path << " came twice";
      if (when_done) when_done(std::string(tasks[task].path));
      std::this_thread::sleep_for(std::chrono::microseconds(20));  // for another call to come too early
      --calls;
    });
    EXPECT_EQ(open_descriptors(), descriptors);
    EXPECT_EQ(result.has_value(), outcomes.size() == tasks.size());
    EXPECT_EQ(result.has_value() ? ErrorCode::cancelled : result.error().code, ErrorCode::cancelled);
    return outcomes;
  }

  static std::ptrdiff_t open_descriptors() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  }

  std::map<std::string, std::string> by_sha256sum() const {
    base::Command command;
    command.program = "find";
    command.arguments = {folder.path().string(), "-type", "f", "-exec", "sha256sum", "--zero", "{}", "+"};
    const auto finished = base::run(command);
    EXPECT_TRUE(finished && finished->ok());
    std::map<std::string, std::string> sums;
    std::string_view rest = finished->out;
    while (!rest.empty()) {
      const auto line = rest.substr(0, rest.find('\0'));
      sums[std::string(line.substr(66 + folder.path().string().size() + 1))] = line.substr(0, 64);
      rest.remove_prefix(line.size() + 1);
    }
    return sums;
  }

  void expect_as_by_sha256sum(const Outcomes& outcomes) {
    const auto sums = by_sha256sum();
    ASSERT_EQ(outcomes.size(), sums.size());
    for (const auto& [path, sum] : sums) {
      const auto& outcome = outcomes.at(path);
      ASSERT_TRUE(outcome) << path << ": " << outcome.error().describe();
      EXPECT_EQ(base::to_hex(outcome->sha256), sum) << path;
      EXPECT_EQ(outcome->bytes, std::filesystem::file_size(folder / path)) << path;
      EXPECT_FALSE(outcome->changed) << path;
    }
  }

  // `large` is read in pieces; after its first one the small file is done and this happens to the large one.
  Hashed hashed_while(const std::function<void(const std::filesystem::path&)>& something) {
    write("large", some_text(large));
    write("small", "x");
    HashOptions options;
    options.threads = 1;
    bool happened = false;
    const auto outcomes = hash(options, [&](const std::string& path) {
      if (path == "small") something(folder / "large");
      happened = happened || path == "small";
      EXPECT_TRUE(happened) << "the large file was through before";
    });
    EXPECT_FALSE(outcomes.at("small")->changed);
    EXPECT_EQ(base::to_hex(outcomes.at("small")->sha256), base::sha256_hex(base::as_bytes("x")));
    return outcomes.at("large").value_or(Hashed{});
  }

  test::TemporaryFolder folder;
  std::deque<std::string> names;  // of the tasks
  std::vector<HashTask> tasks;
};

TEST_F(HashedFiles, AreThoseOfSha256sumWhateverTheirNamesAndSizes) {
  for (const auto* name :
       {"a\nb", "-n", "back\\slash", "caf\xc3\xa9", "not utf-8 \xff\xfe", " ", "x/y/z/w", "x/y\tz/w"})
    write(name, std::string("content of ") + name);
  write(std::string(255, 'n'), "a name of 255 bytes");
  write(std::string(200, 'f') + "/" + std::string(200, 'g') + "/" + std::string(255, 'h'), "a long path");
  for (const std::size_t middle : {64U, 128U, 4096U, 128U << 10U, 256U << 10U, 512U << 10U, 768U << 10U, 1U << 20U})
    for (const std::size_t size : {middle - 9, middle - 8, middle - 1, middle, middle + 1})
      write("size/" + std::to_string(size), some_text(size));
  for (const std::size_t size : {0U, 1U, 3U << 20U, (5U << 20U) + 7U})
    write("size/" + std::to_string(size), some_text(size));
  for (const unsigned threads : {0U, 1U, 2U, 5U}) {
    HashOptions options;
    options.threads = threads;
    expect_as_by_sha256sum(hash(options));
  }
  base::use_sha256_kernel(base::sha256_kernels().back());
  expect_as_by_sha256sum(hash());
  base::use_sha256_kernel(base::sha256_kernels().front());
}

TEST_F(HashedFiles, AreHashedAlthoughTheirExpectedSizesAreWrong) {
  for (const std::size_t size : {0U, 10U, 300'000U, 2'000'000U}) {
    write("a" + std::to_string(size), some_text(size));
    tasks.back().size = 5'000'000 - 2 * size;
  }
  expect_as_by_sha256sum(hash());
}

TEST_F(HashedFiles, SayWhatTheFileSystemSaysOfThem) {
  write("file", some_text(1000));
  const auto hashed = hash().at("file").value();
  struct stat status{};
  ASSERT_EQ(::stat((folder / "file").c_str(), &status), 0);
  EXPECT_EQ(hashed.size, 1000U);
  EXPECT_EQ(hashed.inode, status.st_ino);
  EXPECT_EQ(hashed.mtime_ns, status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec);
  EXPECT_EQ(hashed.ctime_ns, status.st_ctim.tv_sec * 1'000'000'000 + status.st_ctim.tv_nsec);
}

TEST_F(HashedFiles, AreHashedUpToALimit) {
  const auto content = some_text(700'000);
  for (const std::size_t limit : {0U, 1U, 64U, 262'144U, 262'145U, 699'999U, 700'000U, 700'001U}) {
    write(std::to_string(limit), content);
    tasks.back().limit = limit;
  }
  for (const auto& [path, outcome] : hash()) {
    const auto bytes = std::min<std::size_t>(std::stoul(path), content.size());
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->bytes, bytes);
    EXPECT_EQ(outcome->size, content.size());
    EXPECT_FALSE(outcome->changed);
    EXPECT_EQ(base::to_hex(outcome->sha256), base::sha256_hex(base::as_bytes(content).first(bytes))) << path;
  }
}

TEST_F(HashedFiles, ArePlainFilesBelowTheFolderOnlyAndTheOthersAreHashedAllTheSame) {
  write("good", some_text(5000));
  write("target/inside", "inside");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);  // nobody has its other end: opening it would wait
  std::filesystem::create_symlink("good", folder / "link");
  std::filesystem::create_symlink("target", folder / "linked");
  for (const auto* path :
       {"pipe", "link", "linked/inside", "target", "missing", "good/below", "../x", "/etc/passwd", ""})
    also(path);
  const auto outcomes = hash();
  const std::map<std::string, ErrorCode> expected = {
      {"pipe", ErrorCode::invalid},   {"link", ErrorCode::denied},        {"linked/inside", ErrorCode::denied},
      {"target", ErrorCode::invalid}, {"missing", ErrorCode::not_found},  {"../x", ErrorCode::invalid},
      {"", ErrorCode::invalid},       {"/etc/passwd", ErrorCode::invalid}};
  for (const auto& [path, code] : expected) {
    ASSERT_FALSE(outcomes.at(path)) << path;
    EXPECT_EQ(outcomes.at(path).error().code, code) << path << ": " << outcomes.at(path).error().describe();
  }
  EXPECT_FALSE(outcomes.at("good/below"));
  EXPECT_EQ(base::to_hex(outcomes.at("good")->sha256), by_sha256sum().at("good"));
  EXPECT_EQ(base::to_hex(outcomes.at("target/inside")->sha256), by_sha256sum().at("target/inside"));
}

TEST_F(HashedFiles, ThatMayNotBeReadAreDenied) {
  write("good", "good");
  write("secret", "secret");
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
  ASSERT_EQ(::chmod((folder / "secret").c_str(), 0), 0);
  constexpr uid_t nobody = 65534;
  const auto before = ::setfsuid(nobody);  // this thread and those it starts; without effect unless root runs the test
  const auto outcomes = hash();
  ::setfsuid(static_cast<uid_t>(before));
  EXPECT_TRUE(outcomes.at("good"));
  ASSERT_FALSE(outcomes.at("secret"));
  EXPECT_EQ(outcomes.at("secret").error().code, ErrorCode::denied);
  EXPECT_NE(outcomes.at("secret").error().describe().find("secret"), std::string::npos);
}

TEST_F(HashedFiles, ThatAFileServerHoldsALeaseOnAreWaitedForWithoutBurningTime) {
  write("leased", "content");
  ::signal(SIGIO, SIG_IGN);  // how the holder is asked to give it up
  const base::Fd holder(::open((folder / "leased").c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(::fcntl(holder.get(), F_SETLEASE, F_WRLCK), 0);
  std::jthread server([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    ::fcntl(holder.get(), F_SETLEASE, F_UNLCK);
  });
  const auto before = std::clock();
  const auto outcomes = hash();
  EXPECT_LT(std::clock() - before, CLOCKS_PER_SEC / 10);
  server.join();
  EXPECT_EQ(base::to_hex(outcomes.at("leased")->sha256), base::sha256_hex(base::as_bytes("content")));
}

TEST_F(HashedFiles, ThatTheDiskCannotReadAreErrorsByThemselves) {
  const auto self = base::open_folder("/proc/self");  // reading mem at 0 is an input/output error, for everybody
  const std::vector<HashTask> both = {{"mem"}, {"cmdline"}};
  std::map<std::size_t, Result<Hashed>> outcomes;
  ASSERT_TRUE(
      hash_files(self->get(), both, {}, [&](std::size_t task, const auto& hashed) { outcomes.emplace(task, hashed); }));
  ASSERT_FALSE(outcomes.at(0));
  EXPECT_EQ(outcomes.at(0).error().code, ErrorCode::io);
  ASSERT_TRUE(outcomes.at(1));
  const auto content = test::read_file("/proc/self/cmdline");
  EXPECT_EQ(outcomes.at(1)->bytes, content.size());
  EXPECT_EQ(base::to_hex(outcomes.at(1)->sha256), base::sha256_hex(base::as_bytes(content)));
  EXPECT_TRUE(outcomes.at(1)->changed) << "its size is said to be 0: that cannot be taken for sound";
}

TEST_F(HashedFiles, ThatGrewWhileReadAreHashedToTheirNewEndAndSaySo) {
  const auto hashed = hashed_while([](const auto& path) { append(path, "more"); });
  EXPECT_TRUE(hashed.changed);
  EXPECT_EQ(hashed.size, large + 4);
  EXPECT_EQ(hashed.bytes, large + 4);
  EXPECT_EQ(base::to_hex(hashed.sha256), by_sha256sum().at("large"));
}

TEST_F(HashedFiles, ThatShrankWhileReadSaySo) {
  const auto hashed = hashed_while([](const auto& path) { std::filesystem::resize_file(path, 3'000'000); });
  EXPECT_TRUE(hashed.changed);
  EXPECT_EQ(hashed.size, 3'000'000U);
  EXPECT_EQ(hashed.bytes, 3'000'000U);
  EXPECT_EQ(base::to_hex(hashed.sha256), by_sha256sum().at("large"));
}

TEST_F(HashedFiles, ThatShrankToLessThanWasReadSaySo) {
  const auto hashed = hashed_while([](const auto& path) { std::filesystem::resize_file(path, 1); });
  EXPECT_TRUE(hashed.changed);
  EXPECT_EQ(hashed.size, 1U);
  EXPECT_GT(hashed.bytes, 1U);
}

TEST_F(HashedFiles, ThatWereWrittenOverSaySo) {
  const auto hashed = hashed_while([](const auto& path) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file << "x";
  });
  EXPECT_TRUE(hashed.changed);
  EXPECT_EQ(hashed.size, large);
}

TEST_F(HashedFiles, ThatWereReplacedSaySo) {
  const auto hashed = hashed_while([&](const auto& path) {
    test::write_file(folder / "new", some_text(large));
    std::filesystem::rename(folder / "new", path);
  });
  EXPECT_TRUE(hashed.changed);
}

TEST_F(HashedFiles, ThatVanishedSaySo) {
  const auto hashed = hashed_while([](const auto& path) { std::filesystem::remove(path); });
  EXPECT_TRUE(hashed.changed);
  EXPECT_EQ(hashed.bytes, large);
}

TEST_F(HashedFiles, DoNotNeedMoreDescriptorsThanThereAre) {
  for (int i = 0; i < 600; ++i)
    write("d" + std::to_string(i % 7) + "/" + std::to_string(i), some_text(static_cast<std::size_t>(i)));
  for (int i = 0; i < 12; ++i) write("large" + std::to_string(i), some_text(1'200'000));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  auto few = before;
  few.rlim_cur = static_cast<rlim_t>(open_descriptors()) + 20;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  HashOptions options;
  options.threads = 4;
  const auto outcomes = hash(options);
  ::setrlimit(RLIMIT_NOFILE, &before);
  expect_as_by_sha256sum(outcomes);
}

TEST_F(HashedFiles, CountWhatWasRead) {
  for (const std::size_t size : {0U, 10U, 300'000U, 2'000'000U}) write("a" + std::to_string(size), some_text(size));
  also("missing");
  std::atomic<std::uint64_t> progress = 5;
  HashOptions options;
  options.progress = &progress;
  hash(options);
  EXPECT_EQ(progress, 5U + 2'300'010U);
}

TEST_F(HashedFiles, AreLeftWhenStopped) {
  for (int i = 0; i < 300; ++i) write(std::to_string(i), some_text(30'000));
  std::atomic<bool> stop = false;
  HashOptions options;
  options.threads = 2;
  options.stop = &stop;
  const auto outcomes = hash(options, [&](const std::string&) { stop = true; });
  EXPECT_LT(outcomes.size(), 200U);
  for (const auto& [path, outcome] : outcomes) EXPECT_TRUE(outcome) << path;
  EXPECT_TRUE(hash(options).empty());
}

TEST_F(HashedFiles, AreLeftWhenStoppedAlthoughNoneCouldBeOpened) {
  for (int i = 0; i < 1000; ++i) also("missing" + std::to_string(i));
  std::atomic<bool> stop = false;
  HashOptions options;
  options.stop = &stop;
  EXPECT_LT(hash(options, [&](const std::string&) { stop = true; }).size(), 100U);
}

TEST_F(HashedFiles, StopBetweenPiecesOfOneLargeFile) {
  write("large", some_text(large));
  write("small", "x");
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> progress = 0;
  HashOptions options;
  options.threads = 1;
  options.stop = &stop;
  options.progress = &progress;
  const auto outcomes = hash(options, [&](const std::string&) { stop = true; });
  EXPECT_EQ(outcomes.size(), 1U);
  EXPECT_LE(progress, 1U << 20U);
}

TEST_F(HashedFiles, MayBeNone) { EXPECT_TRUE(hash().empty()); }

}  // namespace
}  // namespace runseal::transfer
