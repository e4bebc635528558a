// Nothing is sealed that moved while it was read, unless it may move.
#include "transfer/seal/take.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "support/as_nobody.h"
#include "unit/transfer/sample_run.h"

namespace runseal::transfer {
namespace {

using testing::HasSubstr;

struct Take : SampleRun {
  void SetUp() override {
    SampleRun::SetUp();
    write("Data/a.cbcl", "0123456789");
    write("grows", "0123456789");
    write("later", "0123456789");
  }

  // `happens` between the scan and the reading
  Result<Taken> take_while(const std::function<void()>& happens) const {
    TakeOptions options;
    options.on_scanned = [&](std::uint64_t, std::uint64_t) {
      a_moment_later();
      happens();
    };
    return take(options);
  }

  // past one tick of the clock that file times are taken from
  static void a_moment_later() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

  static const Entry& entry(const Taken& taken, const std::string& path) {
    return *std::ranges::find(taken.entries, path, path_of);
  }
};

TEST_F(Take, ACbclThatMovesRefusesTheSealByName) {
  const std::vector<std::function<void()>> movements{
      [&] { append("Data/a.cbcl", "more"); },
      [&] { write("Data/a.cbcl", "012345678X"); },
      [&] { write("Data/a.cbcl", "short"); },
      [&] { std::filesystem::remove(run / "Data/a.cbcl"); },
      [&] { write("Data/new.cbcl", "came"); },
      [&] { std::filesystem::create_directory(run / "Data/new"); },
      [&] { std::filesystem::permissions(run / "Data/a.cbcl", std::filesystem::perms(0755)); },
  };
  for (const auto& movement : movements) {
    const auto taken = take_while(movement);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, ErrorCode::conflict) << taken.error().describe();
    EXPECT_THAT(taken.error().where, HasSubstr("Data/"));
    EXPECT_FALSE(taken.error().next.empty());
    std::filesystem::remove_all(run / "Data");
    std::filesystem::create_directory(run / "Data");
    write("Data/a.cbcl", "0123456789");
  }
}

TEST_F(Take, AFileThatChangesAfterItWasHashedRefusesTheSealToo) {
  // Data/a.cbcl counts as hashed when "later" is asked for: only the second look can see what happens to it then
  TakeOptions options;
  options.reuse = [&](const Entry& entry) -> std::optional<base::Digest> {
    if (entry.path == "Data/a.cbcl") return base::sha256(base::as_bytes("0123456789"));
    if (entry.path != "later") return std::nullopt;
    a_moment_later();
    write("Data/a.cbcl", "XXXXXXXXXX");
    return std::nullopt;
  };
  EXPECT_EQ(take(options).error().code, ErrorCode::conflict);
}

TEST_F(Take, AGrowingFileIsSealedWithTheSizeThatWasHashed) {
  const auto taken = take_while([&] { append("grows", "and more"); });
  ASSERT_TRUE(taken) << taken.error().describe();
  const auto& grown = entry(*taken, "grows");
  EXPECT_EQ(grown.size, 10U);
  EXPECT_EQ(grown.sha256, base::sha256(base::as_bytes("0123456789")));
  const auto seal = check_seal(*make_seal(about(), refs_to(taken->entries), key));
  EXPECT_TRUE(verify_run(fd.get(), *seal, {}, {})->holds());
}

TEST_F(Take, AGrowingFileThatIsRewrittenInsteadIsRefusedByName) {
  // Somebody writes over its beginning all the time. It is large: a reading takes so long that the next one meets
  // another beginning, unless the writer stands still, so it is tried often.
  write("grows", std::string(8U << 20U, '0'));
  std::jthread writer([this](const std::stop_token& stop) {
    const int file = ::open((run / "grows").c_str(), O_WRONLY | O_CLOEXEC);
    for (std::uint64_t count = 0; !stop.stop_requested(); ++count) (void)!::pwrite(file, &count, sizeof count, 0);
    ::close(file);
  });
  Result<Taken> taken = Taken{};
  for (int tries = 0; tries < 500 && taken; ++tries) taken = take();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::conflict);
  EXPECT_EQ(taken.error().where, "grows");
}

TEST_F(Take, ALateFileIsSealedAsItWasRead) {
  const auto taken = take_while([&] { write("later", "other"); });
  ASSERT_TRUE(taken) << taken.error().describe();
  EXPECT_EQ(entry(*taken, "later").size, 5U);
  EXPECT_EQ(entry(*taken, "later").sha256, base::sha256(base::as_bytes("other")));
  EXPECT_TRUE(take_while([&] { write("later2", "came"); }));
}

TEST_F(Take, ADeviceOrAnUnreadableFileRefusesTheSealByName) {
  ASSERT_EQ(::mkfifo((run / "pipe").c_str(), 0600), 0);
  const auto pipe = take();
  ASSERT_FALSE(pipe);
  EXPECT_THAT(pipe.error().where, HasSubstr("pipe"));
  std::filesystem::remove(run / "pipe");
  std::filesystem::permissions(run / "later", std::filesystem::perms(0));
  const test::AsNobody nobody;
  const auto closed = take();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, ErrorCode::denied);
  EXPECT_THAT(closed.error().where, HasSubstr("later"));
}

TEST_F(Take, ADigestThatIsTakenOverIsNotReadAndIsCounted) {
  std::atomic<std::uint64_t> read{0};
  std::atomic<std::uint64_t> done{0};
  TakeOptions options;
  options.hash.progress = &read;
  options.files_done = &done;
  const base::Digest old{1, 2, 3};
  options.reuse = [&](const Entry& entry) { return entry.path == "Data/a.cbcl" ? std::optional(old) : std::nullopt; };
  const auto taken = take(options);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->reused, 1U);
  EXPECT_EQ(entry(*taken, "Data/a.cbcl").sha256, old);
  EXPECT_EQ(read, 30U) << "progress still reaches the whole";
  EXPECT_EQ(done, 3U);
}

TEST_F(Take, StopsWhenAsked) {
  const std::atomic<bool> stop{true};
  TakeOptions options;
  options.hash.stop = &stop;
  EXPECT_EQ(take(options).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace runseal::transfer
