// Every kind of damage is found, named, and judged by what its file may do; nothing else is.
#include "transfer/seal/verify.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "support/as_nobody.h"
#include "unit/transfer/sample_run.h"

namespace runseal::transfer {
namespace {

using model::FileState;
using Verdicts = std::map<std::string, FileState>;

struct Verify : SampleRun {
  CheckedSeal seal;

  void SetUp() override {
    SampleRun::SetUp();
    write("Data/a.cbcl", "0123456789");
    write("Data/b.cbcl", "0123456789");
    write("grows", "0123456789");
    write("later", "0123456789");
    write("Logs/x.log", "one\n");
    std::filesystem::create_symlink("Data/a.cbcl", run / "points");
    seal = *check_seal(sealed());
  }

  model::RunVerification verify(const std::vector<std::string>& only = {}, const Classify& rules = classify) {
    const auto found = verify_run(fd.get(), seal, only, {}, rules);
    EXPECT_TRUE(found) << found.error().describe();
    return found.value_or(model::RunVerification{});
  }

  Verdicts verdicts(const std::vector<std::string>& only = {}) {
    Verdicts out;
    for (const auto& verdict : verify(only).verdicts) out[verdict.path] = verdict.state;
    return out;
  }
};

TEST_F(Verify, AnUntouchedRunHolds) {
  const auto found = verify();
  EXPECT_TRUE(found.holds() && found.complete());
  EXPECT_EQ(found.files, 5U);
  EXPECT_EQ(found.intact, 5U);
  EXPECT_EQ(found.bytes, 44U);
  EXPECT_TRUE(found.verdicts.empty());
  EXPECT_EQ(found.hashed_at, "storage");
}

TEST_F(Verify, EveryKindOfDamageIsNamed) {
  write("Data/a.cbcl", "012345678X");
  EXPECT_EQ(verdicts(), (Verdicts{{"Data/a.cbcl", FileState::altered}}));
  write("Data/a.cbcl", "012345678");
  EXPECT_EQ(verdicts(), (Verdicts{{"Data/a.cbcl", FileState::truncated}}));
  write("Data/a.cbcl", "0123456789A");
  EXPECT_EQ(verdicts(), (Verdicts{{"Data/a.cbcl", FileState::grown}}));
  write("Data/a.cbcl", "X123456789A");
  EXPECT_EQ(verdicts(), (Verdicts{{"Data/a.cbcl", FileState::altered}}));
  std::filesystem::remove(run / "Data/a.cbcl");
  EXPECT_EQ(verdicts(), (Verdicts{{"Data/a.cbcl", FileState::missing}}));
  std::filesystem::create_symlink("b.cbcl", run / "Data/a.cbcl");  // the same bytes, by a link
  EXPECT_EQ(verdicts(), (Verdicts{{"Data/a.cbcl", FileState::altered}}));
  EXPECT_FALSE(verify().holds());
}

TEST_F(Verify, AFileOfTheSameSizeAndTimeButOtherBytesIsFound) {
  struct stat status{};
  ASSERT_EQ(::stat((run / "Data/a.cbcl").c_str(), &status), 0);
  write("Data/a.cbcl", "9876543210");
  const timespec times[2] = {status.st_atim, status.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, (run / "Data/a.cbcl").c_str(), times, 0), 0);
  EXPECT_EQ(verdicts(), (Verdicts{{"Data/a.cbcl", FileState::altered}}));
}

TEST_F(Verify, WhatIsNotAFileCountsToo) {
  std::filesystem::remove(run / "empty folder");
  std::filesystem::remove(run / "points");
  std::filesystem::create_symlink("Data/b.cbcl", run / "points");
  std::filesystem::permissions(run / "Data/b.cbcl", std::filesystem::perms(0755));
  std::filesystem::create_directory(run / "new folder");
  ASSERT_EQ(::mkfifo((run / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(verdicts(), (Verdicts{{"empty folder", FileState::missing},
                                  {"points", FileState::altered},
                                  {"Data/b.cbcl", FileState::altered},
                                  {"new folder", FileState::extra},
                                  {"pipe", FileState::extra}}));
  std::filesystem::remove(run / "points");
  std::filesystem::create_directory(run / "points");
  EXPECT_EQ(verdicts()["points"], FileState::altered);
}

TEST_F(Verify, AGrowingFileMayOnlyBeAppendedTo) {
  append("grows", "more");
  append("Logs/x.log", "two\n");
  EXPECT_EQ(verdicts(), (Verdicts{{"grows", FileState::late}, {"Logs/x.log", FileState::late}}));
  EXPECT_TRUE(verify().holds());
  write("grows", "0123X56789more");
  EXPECT_EQ(verdicts()["grows"], FileState::altered);
  write("grows", "01234");
  EXPECT_EQ(verdicts()["grows"], FileState::truncated);
  EXPECT_FALSE(verify().holds());
}

TEST_F(Verify, ALateFileMayChangeOrComeButNotGo) {
  write("later", "quite different");
  write("later2", "after the wash");
  std::filesystem::create_directories(run / "wash/logs");
  write("wash/logs/late.log", "x");
  EXPECT_EQ(verdicts(), (Verdicts{{"later", FileState::late},
                                  {"later2", FileState::late},
                                  {"wash", FileState::late},
                                  {"wash/logs", FileState::late},
                                  {"wash/logs/late.log", FileState::late}}));
  EXPECT_TRUE(verify().holds());
  write("wash/logs/other.cbcl", "x");
  EXPECT_EQ(verdicts()["wash"], FileState::extra) << "something that is not late came with it";
  std::filesystem::remove(run / "later");
  EXPECT_EQ(verdicts()["later"], FileState::missing);
}

TEST_F(Verify, WithoutTheRulesNothingThatCameIsLate) {
  write("later2", "after the wash");
  const auto found = verify({}, {});
  ASSERT_EQ(found.verdicts.size(), 1U);
  EXPECT_EQ(found.verdicts[0].state, FileState::extra);
}

TEST_F(Verify, OtherTimesAreCountedAndAreNotWrong) {
  const timespec times[2] = {{1, 0}, {1, 0}};
  for (const auto* path : {"Data/a.cbcl", "grows", "Data"})
    ASSERT_EQ(::utimensat(AT_FDCWD, (run / path).c_str(), times, 0), 0);
  const auto found = verify();
  EXPECT_TRUE(found.holds());
  EXPECT_EQ(found.intact, 5U);
  EXPECT_EQ(found.retimed, 2U);
}

TEST_F(Verify, OnlyWhatIsChosenIsLookedAt) {
  write("Data/a.cbcl", "other bytes");
  write("extra", "x");
  std::filesystem::remove(run / "grows");
  EXPECT_EQ(verdicts({"later", "Data/b.cbcl"}), Verdicts{});
  const auto partial = verify({"later", "Data/b.cbcl"});
  EXPECT_TRUE(partial.partial);
  EXPECT_EQ(partial.files, 2U);
  EXPECT_EQ(verdicts({"Data"}), (Verdicts{{"Data/a.cbcl", FileState::altered}}));
  EXPECT_EQ(to_read(seal, std::vector<std::string>{"Data"}).bytes, 20U);
  for (const auto* path : {"Dat", "Data/", "../x", "", "Data/none"}) {
    const auto refused = verify_run(fd.get(), seal, std::vector<std::string>{path}, {});
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
  }
}

TEST_F(Verify, WhatCannotBeReadIsNeverIntactNorMissing) {
  std::filesystem::permissions(run / "grows", std::filesystem::perms(0));
  std::filesystem::permissions(run / "Data", std::filesystem::perms(0));
  const test::AsNobody nobody;
  const auto found = verify();
  EXPECT_FALSE(found.holds());
  EXPECT_FALSE(found.complete());
  EXPECT_EQ(found.intact, 2U);
  Verdicts states;
  for (const auto& verdict : found.verdicts) states[verdict.path] = verdict.state;
  EXPECT_EQ(states, (Verdicts{{"grows", FileState::unreadable},
                              {"Data", FileState::unreadable},
                              {"Data/Intensities", FileState::unreadable},
                              {"Data/a.cbcl", FileState::unreadable},
                              {"Data/b.cbcl", FileState::unreadable}}));
}

TEST_F(Verify, OneBadFileInAThousandIsNamedAloneAndStopsNothing) {
  for (int i = 0; i < 1000; ++i) write("Data/" + std::to_string(i) + ".cbcl", "tile " + std::to_string(i));
  seal = *check_seal(sealed());
  write("Data/500.cbcl", "tile 5O0");
  const auto found = verify();
  ASSERT_EQ(found.verdicts.size(), 1U);
  EXPECT_EQ(found.verdicts[0].path, "Data/500.cbcl");
  EXPECT_EQ(found.intact, 1004U);
}

TEST_F(Verify, StopsWhenAsked) {
  const std::atomic<bool> stop{true};
  HashOptions options;
  options.stop = &stop;
  const auto stopped = verify_run(fd.get(), seal, {}, options);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
}

TEST_F(Verify, ARunOfNothingHolds) {
  std::filesystem::remove_all(run);
  std::filesystem::create_directory(run);
  fd = *base::open_folder(run);
  seal = *check_seal(sealed());
  EXPECT_EQ(seal.entries.size(), 0U);
  EXPECT_TRUE(verify().holds());
  write("x", "");
  EXPECT_EQ(verdicts(), (Verdicts{{"x", FileState::extra}}));
}

}  // namespace
}  // namespace runseal::transfer
