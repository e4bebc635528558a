#include "runs/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_run.h"

namespace runseal::runs {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr seconds quiet{120};
const std::string cbcl = "Data/Intensities/BaseCalls/L001/C1.1/L001_1.cbcl";

class Following : public testing::Test {
 protected:
  std::vector<std::string> stable_after(seconds time) {
    watch.look(run.listing(), now + time);
    return stable_files(watch, quiet);
  }

  MadeRun run{run_info("A00123", R"(LaneCount="1" SurfaceCount="2" SwathCount="1" TileCount="1")"),
              novaseq_parameters("A00123")};
  Watch watch{run.rules()};
};

TEST_F(Following, TakesAFileOnceItWasTheSameForLongEnough) {
  run.add(cbcl);
  EXPECT_THAT(stable_after(seconds(0)), IsEmpty()) << "one look shows nothing, whatever the file's own times say";
  EXPECT_THAT(stable_after(seconds(119)), IsEmpty());
  EXPECT_THAT(stable_after(seconds(120)), ElementsAre(cbcl, "RunInfo.xml"));
}

TEST_F(Following, WaitsAnewForAFileThatGrew) {
  run.add(cbcl, 100);
  EXPECT_THAT(stable_after(seconds(0)), IsEmpty());
  run.file(cbcl).size = 200;
  EXPECT_THAT(stable_after(seconds(110)), IsEmpty());
  EXPECT_THAT(stable_after(seconds(229)), ElementsAre("RunInfo.xml"));
  EXPECT_THAT(stable_after(seconds(230)), Contains(cbcl));
}

TEST_F(Following, WaitsAnewForAFileWrittenAgainWithTheSameSize) {
  run.add(cbcl);
  EXPECT_THAT(stable_after(seconds(0)), IsEmpty());
  EXPECT_THAT(stable_after(seconds(130)), Contains(cbcl));
  run.file(cbcl).mtime_ns += 1;
  EXPECT_THAT(stable_after(seconds(140)), Not(Contains(cbcl)));
}

TEST_F(Following, TakesAFileThatCameLaterOnlyAfterTwoLooks) {
  EXPECT_THAT(stable_after(seconds(0)), IsEmpty());
  run.add(cbcl);
  EXPECT_THAT(stable_after(seconds(1000)), Not(Contains(cbcl)));
  EXPECT_THAT(stable_after(seconds(1120)), Contains(cbcl));
}

TEST_F(Following, LeavesForTheEndWhatMayChangeOrMarksTheEnd) {
  for (const auto* path :
       {"InterOp/QMetricsOut.bin", "Logs/run.log", "Logs/Wash.00.log", "Manifest.tsv", "RTAComplete.txt",
        "CopyComplete.txt", "SequenceComplete.txt", "SampleSheet.csv", "unheard.of"})
    run.add(path);
  stable_after(seconds(0));
  EXPECT_THAT(stable_after(minutes(60)), ElementsAre("RunInfo.xml"));
}

TEST_F(Following, LeavesAnEmptyFileBecauseItsBytesMayStillCome) {
  run.add(cbcl, 0);
  stable_after(seconds(0));
  EXPECT_THAT(stable_after(minutes(60)), Not(Contains(cbcl)));
}

TEST_F(Following, BeginsAnewWhenTheClockIsSetBack) {
  run.add(cbcl);
  stable_after(minutes(60));
  EXPECT_THAT(stable_after(minutes(0)), IsEmpty());
  EXPECT_THAT(stable_after(seconds(119)), IsEmpty());
  EXPECT_THAT(stable_after(seconds(120)), Contains(cbcl));
}

TEST_F(Following, NoticesAFileThatWentAwayAndCameBack) {
  run.add(cbcl);
  stable_after(seconds(0));
  const auto kept = run.file(cbcl);
  run.remove(cbcl);
  stable_after(seconds(60));
  run.add(cbcl);
  run.file(cbcl) = kept;
  EXPECT_THAT(stable_after(seconds(130)), Not(Contains(cbcl)));
}

TEST_F(Following, TakesNothingWithoutRules) {
  Watch blind(nullptr);
  run.add(cbcl);
  blind.look(run.listing(), now);
  blind.look(run.listing(), now + minutes(60));
  EXPECT_THAT(stable_files(blind, quiet), IsEmpty());
}

TEST_F(Following, KeepsUpWithAMillionFiles) {
  std::vector<FileSeen> files;
  for (int i = 0; i < 1'000'000; ++i)
    files.push_back({fmt::format("Data/Intensities/BaseCalls/L001/C{}.1/s_1_{}.bcl", i % 300 + 1, 1000 + i / 300), 100,
                     nanoseconds(now), nanoseconds(now)});
  const auto start = std::chrono::steady_clock::now();
  watch.look(files, now);
  watch.look(files, now + minutes(5));
  EXPECT_EQ(stable_files(watch, quiet).size(), 1'000'000U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(60));
}

}  // namespace
}  // namespace runseal::runs
