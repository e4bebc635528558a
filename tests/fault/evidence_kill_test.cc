// kill -9 in the middle of appends, again and again: what was acknowledged is there, and the log verifies.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include "evidence/log.h"
#include "support/temporary.h"

namespace runseal::evidence {
namespace {

const std::string origin = "lab.example/evidence";

// Appends until it is killed; writes the size of the log to the pipe each time an append has returned.
[[noreturn]] void append_for_ever(const base::Path& path, const base::PrivateKey& key, int pipe, unsigned seed) {
  std::mt19937 dice(seed);
  auto log = Log::open(base::real_files(), path, origin, key);
  if (!log) ::_exit(1);
  for (;;) {
    const auto count = dice() % 8 == 0 ? 1 + dice() % 300 : 1 + dice() % 2;
    std::vector<Json> batch;
    for (std::uint64_t i = 0; i < count; ++i) batch.emplace_back(log->checkpoint().size + i);
    if (!log->append(batch)) ::_exit(1);
    const auto size = log->checkpoint().size;
    if (::write(pipe, &size, sizeof size) != sizeof size) ::_exit(1);
  }
}

struct Victim {
  unsigned seed;
  unsigned appends;                // that it may finish
  std::chrono::microseconds then;  // and how long it goes on after that
};

// Runs one child and kills it; the greatest size it reported.
std::uint64_t run_and_kill(const base::Path& path, const base::PrivateKey& key, const Victim& victim) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const auto child = ::fork();
  if (child == 0) append_for_ever(path, key, ends[1], victim.seed);
  ::close(ends[1]);
  std::uint64_t acknowledged = 0;
  std::uint64_t size = 0;
  for (unsigned i = 0; i < victim.appends && ::read(ends[0], &size, sizeof size) == sizeof size; ++i)
    acknowledged = size;
  std::this_thread::sleep_for(victim.then);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child could not append: " << status;
  while (::read(ends[0], &size, sizeof size) == sizeof size) acknowledged = size;
  ::close(ends[0]);
  return acknowledged;
}

TEST(AKilledWriter, LosesNothingThatItAcknowledged) {
  const test::TemporaryFolder folder;
  const auto path = folder / "log";
  const auto key = base::PrivateKey::generate();
  const Verifier verifier{origin, key.public_key()};
  std::mt19937 dice(20241562);
  std::uint64_t acknowledged = 0;
  std::uint64_t checked = 0;
  int with_leftovers = 0;
  for (unsigned round = 0; round < 60; ++round) {
    const Victim victim{round, static_cast<unsigned>(dice() % 5), std::chrono::microseconds(dice() % 40'000)};
    acknowledged = std::max(acknowledged, run_and_kill(path, key, victim));
    if (!std::filesystem::exists(path / "checkpoint")) continue;  // killed before the log was made
    with_leftovers += verify(base::real_files(), path, verifier)->holds() ? 0 : 1;
    const auto log = Log::open(base::real_files(), path, origin, key);
    ASSERT_TRUE(log) << round << ": " << log.error().describe();
    ASSERT_GE(log->checkpoint().size, acknowledged) << round;
    for (; checked < acknowledged; ++checked)
      ASSERT_EQ(read_entry(base::real_files(), path, log->checkpoint(), checked), Json(checked));
    const auto verification = verify(base::real_files(), path, verifier, {log->checkpoint()});
    ASSERT_TRUE(verification);
    for (const auto& problem : verification->problems)
      ADD_FAILURE() << round << " " << problem.where << ": " << problem.what;
  }
  RecordProperty("acknowledged", std::to_string(acknowledged));
  RecordProperty("rounds_that_left_an_unfinished_append", with_leftovers);
  EXPECT_GT(acknowledged, 0U);
}

}  // namespace
}  // namespace runseal::evidence
