#include "runs/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/process.h"
#include "made_run.h"

namespace runseal::runs {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string last_cbcl = "Data/Intensities/BaseCalls/L002/C10.1/L002_2.cbcl";
const RunStatus as_planned{"CompletedAsPlanned", {}, {}};
const RunStatus failed{"ExceptionEndedEarly", "camera did not answer", {}};

Completion judge(const MadeRun& run, const std::optional<RunStatus>& status = {}) {
  return completion(run.watch(), run.identity(), status);
}

void expect_complete(const Completion& judged, const std::string& by) {
  EXPECT_EQ(judged.state, CompletionState::complete) << judged.why;
  EXPECT_EQ(judged.by, by);
  EXPECT_THAT(judged.missing, IsEmpty());
}

void expect_not_yet(const Completion& judged, const std::string& missing) {
  EXPECT_EQ(judged.state, CompletionState::not_yet) << judged.why;
  EXPECT_THAT(judged.missing, Contains(missing));
  EXPECT_EQ(judged.by, "");
}

TEST(ARun, IsCompleteWhenItsMarkersAndItsDataAreThere) {
  const std::pair<MadeRun, std::string> runs[] = {
      {miseq("2.6.2.1"), "Basecalling_Netcopy_complete.txt"},
      {miseq("2.6.2.1", "M70123"), "Basecalling_Netcopy_complete.txt"},
      {miseq("4.0.0.1769"), "CopyComplete.txt"},
      {nextseq_550dx(), "CopyComplete.txt"},
      {nextseq_550dx("NB501234", "2.2.0.4"), "RunCompletionStatus.xml"},
      {nextseq_550dx("NB501234", "4.0.2.7"), "CopyComplete.txt"},
      {novaseq_6000(), "CopyComplete.txt"},
      {novaseq_6000("ADX00123"), "CopyComplete.txt"},
      {novaseq_x(), "CopyComplete.txt"},
  };
  for (const auto& [run, by] : runs) {
    SCOPED_TRACE(run.identity().told_by);
    const auto judged = judge(run, as_planned);
    expect_complete(judged, by);
    EXPECT_THAT(judged.warnings, IsEmpty());
  }
}

TEST(ARun, IsNotCompleteWithoutItsMarkers) {
  for (const auto* marker : {"RTAComplete.txt", "CopyComplete.txt"}) {
    expect_not_yet(judge(novaseq_6000().remove(marker)), marker);
    expect_not_yet(judge(novaseq_x().remove(marker)), marker);
    expect_not_yet(judge(miseq("4.0.0.1769").remove(marker)), marker);
  }
  expect_not_yet(judge(nextseq_550dx().remove("RTAComplete.txt")), "RTAComplete.txt");
  expect_not_yet(judge(nextseq_550dx().remove("RunCompletionStatus.xml").remove("CopyComplete.txt")),
                 "CopyComplete.txt");
  expect_complete(judge(nextseq_550dx().remove("CopyComplete.txt")), "RunCompletionStatus.xml");
}

TEST(AMiSeqRun, NeedsAMarkerForEachOfItsReads) {
  expect_not_yet(judge(miseq().remove("Basecalling_Netcopy_complete_Read4.txt")),
                 "Basecalling_Netcopy_complete_Read4.txt");
}

TEST(ARun, IsNotCompleteWhenItsMarkerOvertookTheData) {
  const auto novaseq = judge(novaseq_6000().remove(last_cbcl), as_planned);
  expect_not_yet(novaseq, "lane 2, cycle 10: 1 of 2 files");
  EXPECT_THAT(novaseq.why, HasSubstr("CopyComplete.txt is there, but 1 of 20 lane × cycle"));
  expect_not_yet(judge(miseq().remove("Data/Intensities/BaseCalls/L001/C7.1/s_1_2103.bcl"), as_planned),
                 "lane 1, cycle 7: 5 of 6 files");
  expect_not_yet(judge(nextseq_550dx().remove("Data/Intensities/BaseCalls/L003/0009.bcl.bgzf"), as_planned),
                 "lane 3, cycle 9: 0 of 1 file");
}

TEST(ARun, DoesNotCountFilesThatAreEmptyOrOfAnotherLaneOrInAnotherForm) {
  expect_not_yet(judge(novaseq_6000().add(last_cbcl, 0)), "lane 2, cycle 10: 1 of 2 files");
  expect_not_yet(judge(novaseq_6000().remove(last_cbcl).add("Data/Intensities/BaseCalls/L001/C10.1/L002_2.cbcl")),
                 "lane 2, cycle 10: 1 of 2 files");
  expect_not_yet(judge(novaseq_6000().remove(last_cbcl).add(last_cbcl + ".tmp")), "lane 2, cycle 10: 1 of 2 files");
  expect_not_yet(judge(miseq()
                           .remove("Data/Intensities/BaseCalls/L001/C7.1/s_1_2103.bcl")
                           .add("Data/Intensities/BaseCalls/L001/C7.1/s_1_2102.bcl.gz")),
                 "lane 1, cycle 7: 5 of 6 files");
}

TEST(ARun, IsExpectedToHaveTheTilesThatItLists) {
  const auto tiles = "<TileSet><Tiles><Tile>1_2101</Tile><Tile>2_2101</Tile></Tiles></TileSet>";  // one surface: SP
  MadeRun run(run_info("A00123", R"(LaneCount="2" SurfaceCount="2" SwathCount="4" TileCount="78")", tiles),
              novaseq_parameters("A00123"));
  add_cbcl(run, 2, {2});
  expect_complete(judge(run.add("RTAComplete.txt").add("CopyComplete.txt", 0)), "CopyComplete.txt");
  expect_not_yet(judge(run.remove(last_cbcl)), "lane 2, cycle 10: 0 of 1 file");
}

TEST(ARun, IsNotCompleteWhileItChanges) {
  auto run = novaseq_6000().add("InterOp/QMetricsOut.bin", 100, seconds(119));
  const auto judged = judge(run);
  EXPECT_EQ(judged.state, CompletionState::not_yet);
  EXPECT_THAT(judged.why, HasSubstr("InterOp/QMetricsOut.bin changed"));
  EXPECT_EQ(judged.earliest, now + seconds(1));
  expect_complete(judge(run.add("InterOp/QMetricsOut.bin", 100, seconds(120))), "CopyComplete.txt");
}

TEST(ARun, StaysCompleteWhenALateLogComes) {
  auto run = novaseq_6000();
  for (const auto* late : {"Logs/Wash.00.log", "Logs/SideA/Wash.00.log", "Logs/CompressedLogs/compressedlogs.zip",
                           "InstrumentAnalyticsLogs/run.json", "CompletedJobInfo.xml"})
    run.add(late, 100, seconds(1));
  expect_complete(judge(run), "CopyComplete.txt");
  EXPECT_EQ(judge(run.add("Logs/another.log", 100, seconds(1))).state, CompletionState::not_yet);
}

TEST(ARun, ThatWasCopiedWithItsOldTimesIsNotTakenForQuiet) {
  auto run = novaseq_6000();
  run.file(last_cbcl).ctime_ns = nanoseconds(now - seconds(5));
  EXPECT_EQ(judge(run).state, CompletionState::not_yet);
}

TEST(ARun, WithoutTrustworthyTimesIsWatchedInstead) {
  auto run = novaseq_6000();
  run.file(last_cbcl).mtime_ns = nanoseconds(now + hours(24));  // the storage's clock is ahead
  auto watch = run.watch();
  EXPECT_EQ(completion(watch, run.identity(), {}).state, CompletionState::not_yet);
  watch.look(run.listing(), now + seconds(119));
  EXPECT_EQ(completion(watch, run.identity(), {}).state, CompletionState::not_yet);
  watch.look(run.listing(), now + seconds(120));
  EXPECT_EQ(completion(watch, run.identity(), {}).state, CompletionState::complete);

  run.file(last_cbcl).size += 1;  // grew, with the times of before
  watch.look(run.listing(), now + minutes(10));
  EXPECT_EQ(completion(watch, run.identity(), {}).state, CompletionState::not_yet);
  watch.look(run.listing(), now + minutes(12));
  EXPECT_EQ(completion(watch, run.identity(), {}).state, CompletionState::complete);
}

TEST(ARun, IsNotQuietWhenAFileJustWentAway) {
  auto run = novaseq_6000().add("Data/Intensities/BaseCalls/L001/copying.tmp");
  auto watch = run.watch();
  EXPECT_EQ(completion(watch, run.identity(), {}).state, CompletionState::complete);
  watch.look(run.remove("Data/Intensities/BaseCalls/L001/copying.tmp").listing(), now + minutes(10));
  const auto judged = completion(watch, run.identity(), {});
  EXPECT_EQ(judged.state, CompletionState::not_yet);
  EXPECT_THAT(judged.why, HasSubstr("copying.tmp"));
}

TEST(ARun, ThatFailedIsCompleteWithWarningsOnceItIsQuietForLong) {
  auto run = nextseq_550dx();
  for (int lane = 1; lane <= 4; ++lane) run.remove(fmt::format("Data/Intensities/BaseCalls/L00{}/0010.bcl.bgzf", lane));
  const auto judged = judge(run, failed);
  expect_complete(judged, "CopyComplete.txt");
  EXPECT_THAT(judged.warnings, Contains(HasSubstr("ended as \"ExceptionEndedEarly\": camera did not answer")));
  EXPECT_THAT(judged.warnings, Contains(HasSubstr("4 of 40 lane × cycle")));
  EXPECT_THAT(judged.warnings, Contains("lane 4, cycle 10: 0 of 1 file"));
  EXPECT_THAT(judged.why, testing::Not(HasSubstr("all")));

  run.add("SampleSheet.csv", 100, minutes(59));
  EXPECT_EQ(judge(run, failed).state, CompletionState::not_yet);
}

TEST(ARun, ThatFailedAfterItsLastCycleIsCompleteWithAWarning) {
  const auto judged = judge(novaseq_6000().add("SampleSheet.csv", 100, minutes(3)), failed);
  expect_complete(judged, "CopyComplete.txt");
  EXPECT_THAT(judged.warnings, ElementsAre(HasSubstr("ExceptionEndedEarly")));
}

TEST(ARun, WhoseStatusCannotBeReadIsNotSaidToHaveEndedWell) {
  const RunStatus unreadable{{}, {}, "not XML"};
  EXPECT_THAT(judge(novaseq_6000(), unreadable).warnings, ElementsAre(HasSubstr("not XML")));
  expect_not_yet(judge(novaseq_6000().remove(last_cbcl), unreadable), "lane 2, cycle 10: 1 of 2 files");
}

TEST(ARun, EndedWellInEachFamilysOwnWord) {
  EXPECT_THAT(judge(novaseq_x(), RunStatus{"RunCompleted", {}, {}}).warnings, IsEmpty());
  EXPECT_THAT(judge(miseq(), RunStatus{"SuccessfullyCompleted", {}, {}}).warnings, IsEmpty());
  EXPECT_THAT(judge(nextseq_550dx(), RunStatus{"completedasplanned", {}, {}}).warnings, IsEmpty());
  EXPECT_THAT(judge(nextseq_550dx(), RunStatus{"UserEndedEarly", {}, {}}).warnings, ElementsAre(HasSubstr("User")));
}

TEST(ARun, MayHaveItsNamesInAnotherCase) {
  auto run = novaseq_6000();
  Watch watch(run.rules());
  auto files = run.listing();
  for (auto& file : files) file.path = lower_ascii(file.path);
  watch.look(files, now);
  expect_complete(completion(watch, run.identity(), {}), "copycomplete.txt");
}

TEST(ARun, WithNamesThatAreNotTextIsJudgedAllTheSame) {
  auto run = novaseq_6000().add("Logs/\xff\xfe.log").add("line\nbreak", 1, seconds(3));
  const auto judged = judge(run);
  EXPECT_EQ(judged.state, CompletionState::not_yet);
  EXPECT_THAT(judged.why, HasSubstr("line?break changed"));
}

TEST(ARun, WhoseRunInfoDoesNotSayWhatItHoldsIsNotCalledWhole) {
  MadeRun run(run_info("A00123", R"(SurfaceCount="2")"), novaseq_parameters("A00123"));
  const auto judged = judge(run.add("RTAComplete.txt").add("CopyComplete.txt", 0));
  expect_complete(judged, "CopyComplete.txt");
  EXPECT_THAT(judged.warnings, ElementsAre(HasSubstr("every cycle is there was not checked")));
  EXPECT_THAT(judged.why, testing::Not(HasSubstr("all")));
}

TEST(ANovaSeqXRun, WaitsForAnAnalysisThatHasBegun) {
  auto run = novaseq_x().add("Analysis/1/Data/BCLConvert/fastq/a.fastq.gz").add("Analysis/1/CopyComplete.txt", 0);
  expect_complete(judge(run), "CopyComplete.txt");
  expect_not_yet(judge(run.add("Analysis/2/Data/b.fastq.gz")), "analysis/2/CopyComplete.txt");
  expect_complete(judge(run.add("Analysis/2/CopyComplete.txt", 0)), "CopyComplete.txt");
}

TEST(ARunOfAnUnknownInstrument, IsNeverCalledComplete) {
  MadeRun run(run_info("SH00123", R"(LaneCount="1" SurfaceCount="1" SwathCount="1" TileCount="1")"),
              old_parameters("Some New Control Software", "1.0", "InstrumentID", "SH00123"));
  run.add("RTAComplete.txt").add("CopyComplete.txt");
  ASSERT_EQ(run.rules(), nullptr);
  const auto judged = judge(run, as_planned);
  EXPECT_EQ(judged.state, CompletionState::unknown);
  EXPECT_THAT(judged.why, HasSubstr("Some New Control Software"));
  EXPECT_THAT(judged.why, HasSubstr("--complete-when"));
}

TEST(ARunOfAnUnknownInstrument, IsCompleteByTheOperatorsMarker) {
  Watch watch(nullptr);
  const auto marker = Glob::parse("**/done*.TXT");
  ASSERT_TRUE(marker);
  MadeRun run("", "");
  watch.look(run.listing(), now);
  EXPECT_EQ(complete_when(watch, *marker, seconds(120)).state, CompletionState::not_yet);
  watch.look(run.add("out/Done_1.txt").listing(), now + seconds(1));
  EXPECT_EQ(complete_when(watch, *marker, seconds(120)).state, CompletionState::not_yet) << "it only just came";
  watch.look(run.listing(), now + seconds(121));
  const auto judged = complete_when(watch, *marker, seconds(120));
  expect_complete(judged, "out/Done_1.txt");
  EXPECT_THAT(judged.warnings, ElementsAre(HasSubstr("not checked")));
}

TEST(ARun, OnTheDiskIsJudgedByItsFiles) {
  const test::TemporaryFolder folder;
  novaseq_6000().write_below(folder.path());
  test::write_file(folder / "RunCompletionStatus.xml",
                   "<RunCompletionStatus><RunStatus>RunErrored</RunStatus></RunCompletionStatus>");
  const auto run = identify(folder.path());
  ASSERT_TRUE(run) << run.error().describe();
  Watch watch(rules_for(*run));
  const auto look = [&](Instant at) {  // as find(1) sees it
    base::Command find;
    find.program = "find";
    find.arguments = {folder.path().string(), "-type", "f", "-printf", "%P\\t%s\\t%T@\\t%C@\\n"};
    std::istringstream lines(base::run(find)->out);
    std::vector<FileSeen> files;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream fields(line);
      FileSeen file;
      double mtime = 0;
      double ctime = 0;
      std::string path;
      std::getline(fields, path, '\t');
      file.path = path;
      fields >> file.size >> mtime >> ctime;
      file.mtime_ns = static_cast<std::int64_t>(mtime * 1e9);
      file.ctime_ns = static_cast<std::int64_t>(ctime * 1e9);
      files.push_back(std::move(file));
    }
    watch.look(std::move(files), at);
  };
  const auto start = base::system_clock().now();
  look(start);
  EXPECT_EQ(completion(watch, *run, read_run_status(folder.path())).state, CompletionState::not_yet);
  look(start + seconds(121));
  const auto judged = completion(watch, *run, read_run_status(folder.path()));
  expect_complete(judged, "CopyComplete.txt");
  EXPECT_THAT(judged.warnings, ElementsAre(HasSubstr("RunErrored")));
  EXPECT_EQ(stable_files(watch, seconds(120)).size(), 41U);  // 40 cbcl and RunInfo.xml
}

}  // namespace
}  // namespace runseal::runs
