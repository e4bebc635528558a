#include "runs/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/text.h"
#include "made_run.h"

namespace runseal::runs {
namespace {

using testing::HasSubstr;

const std::string layout = R"(LaneCount="4" SurfaceCount="2" SwathCount="3" TileCount="12")";

class AFolder : public testing::Test {
 protected:
  void write(const std::string& name, std::string_view content) { test::write_file(folder / name, content); }
  [[nodiscard]] Result<RunIdentity> identity() const { return identify(folder.path()); }

  test::TemporaryFolder folder;
};

struct Known {
  const char* application;
  const char* version;
  const char* element;
  const char* serial;
  const char* family;
  const char* rules;
};

// Names, versions and serial numbers as they stand in run folders that people have published.
constexpr Known known[] = {
    {"MiSeq Control Software", "2.6.2.1", "ScannerID", "M03935", "MiSeq", "miseq 1"},
    {"MiSeq Control Software", "4.0.0.1769", "ScannerID", "M02439", "MiSeq", "miseq-4 1"},
    {"MiSeq Control Software", "2.5.0.5", "ScannerID", "M70503", "MiSeqDx", "miseq 1"},
    {"NextSeq Control Software", "2.2.0.4", "InstrumentID", "NB501234", "NextSeq 500/550", "nextseq-500-550 1"},
    {"NextSeq Control Software", "1.2.1.7", "InstrumentID", "NS500128", "NextSeq 500/550", "nextseq-500-550 1"},
    {"NextSeq Control Software", "4.0.2.7", "InstrumentID", "NB552450", "NextSeq 500/550", "nextseq-500-550-4 1"},
    {"NextSeq Control Software", "2.2.0.4", "InstrumentID", "NDX550213", "NextSeq 550Dx", "nextseq-550dx 1"},
    {"NextSeq 1000/2000 Control Software", "1.1.0.27334", "InstrumentSerialNumber", "VH00120", "NextSeq 1000/2000",
     "nextseq-1000-2000 1"},
    {"NovaSeq Control Software", "1.4.0", "InstrumentName", "A00494", "NovaSeq 6000", "novaseq-6000 1"},
    {"NovaSeq Control Software", "v1.8.1", "InstrumentName", "ADX00494", "NovaSeq 6000Dx", "novaseq-6000 1"},
    {"iSeq Control Software", "1.4.0.500", "InstrumentId", "FS10000106", "iSeq 100", "iseq-100 1"},
    {"MiniSeq Control Software", "2.2.1.9", "InstrumentID", "MN00218", "MiniSeq", "miniseq-2 1"},
    {"MiniSeq Control Software", "1.1.8", "InstrumentID", "MN00218", "MiniSeq", "miniseq 1"},
    {"HiSeq Control Software", "2.2.58", "ScannerID", "D00584", "HiSeq 1000/1500/2000/2500", "hiseq-2500 1"},
    {"HiSeq Control Software", "3.3.39", "ScannerID", "K00311", "HiSeq 3000/4000/X", "hiseq-4000 1"},
};

TEST_F(AFolder, TellsItsFamilyAndWithItsRules) {
  for (const auto& each : known) {
    SCOPED_TRACE(each.serial);
    write("RunInfo.xml", run_info(each.serial, layout));
    write("RunParameters.xml", old_parameters(each.application, each.version, each.element, each.serial));
    const auto run = identity();
    ASSERT_TRUE(run) << run.error().describe();
    EXPECT_EQ(run->family, each.family) << run->told_by;
    EXPECT_EQ(run->parameters.version, each.version);
    const auto* rules = rules_for(*run);
    ASSERT_NE(rules, nullptr);
    EXPECT_EQ(rules->label(), each.rules);
  }
}

TEST_F(AFolder, OfANovaSeqXIsToldByItsInstrumentType) {
  novaseq_x().write_below(folder.path());
  const auto run = identity();
  ASSERT_TRUE(run);
  EXPECT_EQ(run->family, "NovaSeq X");
  EXPECT_EQ(run->parameters.version, "1.2.0.28691");
  EXPECT_EQ(rules_for(*run)->label(), "novaseq-x 1");
}

TEST_F(AFolder, TellsWhatTheRunHolds) {
  write("RunInfo.xml", run_info("NDX550123", layout));
  const auto run = identity();
  ASSERT_TRUE(run);
  EXPECT_EQ(run->info.run_id, "240507_NDX550123_0042_AHXXXXXXXX");
  EXPECT_EQ(run->info.instrument, "NDX550123");
  EXPECT_EQ(run->info.flowcell, "HXXXXXXXX");
  EXPECT_EQ(run->info.date, "2024-05-07");
  ASSERT_EQ(run->info.reads.size(), 4U);
  EXPECT_EQ(run->info.cycles(), 10U);
  EXPECT_TRUE(run->info.reads[1].index);
  EXPECT_FALSE(run->info.reads[3].index);
  EXPECT_EQ(run->info.lanes, 4U);
  EXPECT_EQ(run->info.tiles_of_lane(2), 72U);
}

TEST_F(AFolder, TellsADateOnlyWhereItHasOneMeaning) {
  const std::pair<const char*, const char*> dates[] = {{"240507", "2024-05-07"},
                                                       {"20240507", "2024-05-07"},
                                                       {"2024-05-07T23:55:11Z", "2024-05-07"},
                                                       {"5/7/2024 1:54:04 PM", "5/7/2024 1:54:04 PM"},
                                                       {"241307", "241307"},
                                                       {"", ""}};
  for (const auto& [written, told] : dates) {
    const auto xml = base::replaced(run_info("M01234", layout), "<Date>240507", std::string("<Date>") + written);
    EXPECT_EQ(parse_run_info(base::as_bytes(xml))->date, told);
  }
}

TEST_F(AFolder, MayHaveItsFilesInAnotherCase) {
  write("runinfo.XML", run_info("M01234", layout));
  write("runParameters.xml", old_parameters("MiSeq Control Software", "2.6.2.1", "ScannerID", "M01234"));
  EXPECT_EQ(identity()->family, "MiSeq");
  write("RUNPARAMETERS.xml", "<nonsense/>");
  EXPECT_EQ(identity()->family, "MiSeq") << "the usual names come first";
  write("RunParameters.xml", old_parameters("MiSeq Control Software", "4.0.0.1769", "ScannerID", "M01234"));
  EXPECT_EQ(identity()->parameters.version, "4.0.0.1769");
}

TEST_F(AFolder, WithoutRunInfoIsNoRun) {
  const auto none = identity();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  EXPECT_THAT(none.error().next, HasSubstr("RunInfo.xml"));
  EXPECT_EQ(identify(folder / "nowhere").error().code, ErrorCode::not_found);
}

TEST_F(AFolder, IsOfAnUnknownFamilyWhereNothingTellsIt) {
  write("RunInfo.xml", run_info("M01234", layout));
  EXPECT_EQ(identity()->family, "") << "a MiSeq's serial number alone is not enough";
  EXPECT_EQ(identity()->told_by, "there is no RunParameters.xml");
  EXPECT_EQ(rules_for(*identity()), nullptr);

  const auto with = [&](const std::string& parameters) {
    write("RunParameters.xml", parameters);
    const auto run = identity();
    EXPECT_TRUE(run);
    EXPECT_EQ(run->family, "");
    EXPECT_EQ(rules_for(*run), nullptr);
    return run->told_by;
  };
  const auto parameters = [](const std::string& software, const std::string& serial) {
    return old_parameters(software, "2.6.2.1", "ScannerID", serial);
  };
  EXPECT_THAT(with(parameters("MiSeq i100 Control Software", "M01234")), HasSubstr("MiSeq i100"));
  EXPECT_THAT(with(parameters("", "M01234")), HasSubstr("no rules know"));
  EXPECT_THAT(with(parameters("MiSeq Control Software", "M09999")), HasSubstr("M09999"));
  EXPECT_THAT(with(parameters("NextSeq Control Software", "M01234")), HasSubstr("of a MiSeq"));
  EXPECT_THAT(with("<RunParameters><Setup>"), HasSubstr("not XML"));
  EXPECT_THAT(with("<Other/>"), HasSubstr("<RunParameters>"));
  EXPECT_THAT(with(std::string(5U << 20U, ' ')), HasSubstr("larger than"));
}

TEST_F(AFolder, WithAVersionThatCannotBeReadHasNoRulesWhereTheVersionDecides) {
  write("RunInfo.xml", run_info("M01234", layout));
  for (const auto* version : {"", "four", "4.x", "99999999999.1", "1.2.3.4.5.6.7.8.9"}) {
    write("RunParameters.xml", old_parameters("MiSeq Control Software", version, "ScannerID", "M01234"));
    EXPECT_EQ(identity()->family, "MiSeq");
    EXPECT_EQ(rules_for(*identity()), nullptr) << version;
  }
}

TEST_F(AFolder, IsToldByASerialNumberThatTheManufacturerExplains) {
  write("RunInfo.xml", run_info("ADX00123", layout));
  EXPECT_EQ(identity()->family, "NovaSeq 6000Dx");
  EXPECT_THAT(identity()->told_by, HasSubstr("there is no RunParameters.xml"));
  EXPECT_EQ(rules_for(*identity())->label(), "novaseq-6000 1");
}

TEST_F(AFolder, IsNotReadThroughALinkOrFromAPipe) {
  write("elsewhere.xml", run_info("M01234", layout));
  std::filesystem::create_symlink(folder / "elsewhere.xml", folder / "RunInfo.xml");
  EXPECT_EQ(identity().error().code, ErrorCode::denied);
  std::filesystem::remove(folder / "RunInfo.xml");
  ASSERT_EQ(::mkfifo((folder / "RunInfo.xml").c_str(), 0600), 0);
  EXPECT_EQ(identity().error().code, ErrorCode::invalid);
}

}  // namespace
}  // namespace runseal::runs
