// The disk fails at every operation in turn, and the power goes: what was acknowledged is there, and the log verifies.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "evidence/log.h"
#include "support/faulty_files.h"
#include "support/temporary.h"

namespace runseal::evidence {
namespace {

using test::Fault;
using test::FaultyFiles;

const std::string origin = "lab.example/evidence";

struct Scene {
  std::uint64_t start;  // entries that are there before anything fails
  Fault fault;
  bool for_good;  // all later operations fail too
  bool goes_on;   // the program tries again instead of ending
  FaultyFiles::Luck luck;
};

class AFailingDisk : public testing::Test {
 protected:
  // thousands of small logs: in memory where there is such a folder, as nothing here depends on a real disk
  AFailingDisk() {
    if (const char* old = std::getenv("TMPDIR")) before_ = old;
    if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 1);
  }
  ~AFailingDisk() override {
    if (before_.empty())
      ::unsetenv("TMPDIR");
    else
      ::setenv("TMPDIR", before_.c_str(), 1);
  }

  static std::vector<Json> batch(std::uint64_t from, std::uint64_t count) {
    std::vector<Json> entries;
    for (auto i = from; i < from + count; ++i) entries.emplace_back(i);
    return entries;
  }

  // Opens and appends on the failing disk. The newest checkpoint that was acknowledged.
  std::optional<Checkpoint> work(FaultyFiles& files, const base::Path& path, const Scene& scene) {
    auto log = Log::open(files, path, origin, key);
    if (!log && scene.goes_on) log = Log::open(files, path, origin, key);
    if (!log) return std::nullopt;
    std::optional<Checkpoint> acknowledged;
    for (const std::uint64_t count : {1U, 3U, 1U}) {
      auto done = log->append(batch(log->checkpoint().size, count));
      if (!done && scene.goes_on) done = log->append(batch(log->checkpoint().size, count));
      if (done)
        acknowledged = log->checkpoint();
      else if (!scene.goes_on)
        break;
    }
    return acknowledged;
  }

  void expect_sound(const base::Path& path, std::uint64_t acknowledged, const std::optional<Checkpoint>& known) {
    auto log = Log::open(base::real_files(), path, origin, key, known);
    ASSERT_TRUE(log) << log.error().describe();
    ASSERT_GE(log->checkpoint().size, acknowledged);
    const auto expect_holds = [&] {
      const auto verification =
          verify(base::real_files(), path, verifier, known ? std::vector{*known} : std::vector<Checkpoint>{});
      ASSERT_TRUE(verification);
      for (const auto& problem : verification->problems) ADD_FAILURE() << problem.where << ": " << problem.what;
    };
    expect_holds();
    for (auto i = acknowledged - std::min<std::uint64_t>(acknowledged, 5); i < log->checkpoint().size; ++i)
      ASSERT_EQ(read_entry(base::real_files(), path, log->checkpoint(), i), Json(i));
    ASSERT_TRUE(log->append(batch(log->checkpoint().size, 2)));
    expect_holds();
  }

  std::uint64_t fail_at_every_operation(const Scene& scene) {
    const test::TemporaryFolder folder;
    const auto start = folder / "start";
    if (scene.start > 0) {
      auto log = *Log::open(base::real_files(), start, origin, key);
      EXPECT_TRUE(log.append(batch(0, scene.start)));
    } else {
      std::filesystem::create_directory(start);
    }
    for (std::uint64_t n = 0;; ++n) {
      SCOPED_TRACE(testing::Message() << "start " << scene.start << ", fault " << static_cast<int>(scene.fault)
                                      << ", operation " << n);
      const auto path = folder / "log";
      std::filesystem::remove_all(path);
      std::filesystem::copy(start, path, std::filesystem::copy_options::recursive);
      FaultyFiles files;
      files.fail_at(n, scene.fault, scene.for_good);
      const auto known = work(files, path, scene);
      files.lose_power(scene.luck, static_cast<std::uint32_t>(n));
      expect_sound(path, known ? known->size : scene.start, known);
      if (!files.struck() || HasFatalFailure() || HasNonfatalFailure()) return n;
    }
  }

  base::PrivateKey key = base::PrivateKey::generate();
  Verifier verifier{origin, key.public_key()};

 private:
  std::string before_;
};

TEST_F(AFailingDisk, LosesNothingAcknowledgedWhicheverOperationFails) {
  using enum FaultyFiles::Luck;
  for (const std::uint64_t start : {0U, 254U})  // the second passes the end of a tile
    for (const auto fault : {Fault::no_space, Fault::input_output, Fault::after})
      for (const bool for_good : {false, true})
        for (const bool goes_on : {false, true})
          for (const auto luck : {nothing_unsynced_stays, all_stays, dice}) {
            const auto operations = fail_at_every_operation({start, fault, for_good, goes_on, luck});
            ASSERT_FALSE(HasFailure());
            EXPECT_GT(operations, 20U);  // the fault really walked through the appends
          }
}

TEST_F(AFailingDisk, ThatLosesPowerAfterAnAcknowledgedAppendKeepsIt) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const test::TemporaryFolder folder;
    const auto path = folder / "log";
    FaultyFiles files;
    auto log = *Log::open(files, path, origin, key);
    for (std::uint32_t i = 0; i <= seed % 9; ++i) ASSERT_TRUE(log.append(batch(log.checkpoint().size, 1 + seed * i)));
    const auto known = log.checkpoint();
    files.lose_power(seed % 3 == 0 ? FaultyFiles::Luck::nothing_unsynced_stays : FaultyFiles::Luck::dice, seed);
    ASSERT_NO_FATAL_FAILURE(expect_sound(path, known.size, known)) << seed;
  }
}

TEST_F(AFailingDisk, IsNotTriedAgainBehindTheCallersBack) {
  const test::TemporaryFolder folder;
  FaultyFiles files;
  auto log = *Log::open(files, folder / "log", origin, key);
  files.fail_at(0, Fault::no_space, true);
  const auto refused = log.append(Json(0));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::io);
  files.heal();
  EXPECT_EQ(log.append(Json(0)), 0U);
}

}  // namespace
}  // namespace runseal::evidence
