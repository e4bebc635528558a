// rsync daemons read from recordings (tests/golden/capture/record_rsync.sh).
#include "capture/dissectors/rsync.h"

#include "unit/capture/net_feed.h"

namespace runseal::capture {
namespace {

using model::Protection;
using test::golden;
using test::play;
using test::segments_of;

const std::vector<DissectorKind>& rsync() {
  static const std::vector<DissectorKind> kinds = {rsync_kind()};
  return kinds;
}

TEST(CaptureRsync, SaysWhatWasAskedForAndWhichWayItWent) {
  const auto read = play(rsync(), segments_of(golden("rsync_read.pcap")));
  const auto report = read.only("rsync");
  EXPECT_EQ(report.version, "32.0");
  EXPECT_EQ(report.integrity.grade, Protection::absent);
  EXPECT_EQ(report.confidentiality.grade, Protection::absent);
  EXPECT_EQ(report.peer_authenticity.grade, Protection::absent);
  EXPECT_EQ(report.facts.at("rsync.modules").value, Json::parse(R"(["runs"])"));
  EXPECT_EQ(report.facts.at("rsync.open-to-anybody").value, true);
  ASSERT_TRUE(read.files.contains("runs:240101_A"));
  EXPECT_GT(read.files.at("runs:240101_A").read, 14U);
  EXPECT_EQ(read.files.at("runs:240101_A").written, 0U);
  const auto written = play(rsync(), segments_of(golden("rsync_write.pcap")));
  EXPECT_GT(written.files.at("runs:240101_A/").written, 25U);
  EXPECT_EQ(written.files.at("runs:240101_A/").read, 0U);
}

// The arguments come in two lists, the paths in the second (rsync's io.c, send_protected_args).
TEST(CaptureRsync, SecludedArgumentsHideNoFile) {
  const auto read = play(rsync(), segments_of(golden("rsync_secluded_read.pcap")));
  ASSERT_TRUE(read.files.contains("runs:240101_A"));
  EXPECT_GT(read.files.at("runs:240101_A").read, 14U);
  EXPECT_EQ(read.files.at("runs:240101_A").written, 0U);
  const auto written = play(rsync(), segments_of(golden("rsync_secluded_write.pcap")));
  ASSERT_TRUE(written.files.contains("runs:240101_A/"));
  EXPECT_GT(written.files.at("runs:240101_A/").written, 25U);
  EXPECT_EQ(written.files.at("runs:240101_A/").read, 0U);
}

TEST(CaptureRsync, OfAWholeModuleOrAListOfFilesItNamesTheFolderTheyAreIn) {
  const auto of_a_list = play(rsync(), segments_of(golden("rsync_files_from.pcap")));
  EXPECT_EQ(of_a_list.only("rsync").facts.at("rsync.files-of-a-list").value, true);
  ASSERT_TRUE(of_a_list.files.contains("runs:/"));
  EXPECT_GT(of_a_list.files.at("runs:/").read, 14U);
  const auto module = play(rsync(), segments_of(golden("rsync_module.pcap")));
  EXPECT_FALSE(module.only("rsync").facts.contains("rsync.files-of-a-list"));
  EXPECT_TRUE(module.files.contains("runs:/"));
}

TEST(CaptureRsync, BytesOfSeveralFoldersStandByThemselves) {
  test::Talk talk(873);
  talk.server("@RSYNCD: 31.0 sha512\n").client("@RSYNCD: 31.0 sha512\n").client("runs\n").server("@RSYNCD: OK\n");
  talk.client(std::string_view("--server\0--sender\0-vlogDtpre.iLsfxCIvu\0.\0runs/R/a\0runs/R/b\0\0", 60));
  const auto files = play(rsync(), talk.server(Bytes(1'000, 'X')).segments()).files;
  EXPECT_EQ(files.at("runs:R/a").read, 0U);
  EXPECT_EQ(files.at("runs:R/b").read, 0U);
  EXPECT_GE(files.at("runs:R/(bytes of these, it was not read of which)").read, 1'000U);
}

TEST(CaptureRsync, SeesALoginAndKeepsNoAnswerToIt) {
  const auto told = play(rsync(), segments_of(golden("rsync_password.pcap")));
  const auto report = told.only("rsync");
  EXPECT_EQ(report.facts.at("rsync.password-asked").value, true);
  EXPECT_EQ(report.facts.at("rsync.users").value, Json::parse(R"(["sequencer"])"));
  EXPECT_FALSE(report.facts.contains("rsync.open-to-anybody"));
  EXPECT_TRUE(told.files.contains("locked:240101_A"));
}

TEST(CaptureRsync, AListOfModulesMovesNoFile) {
  const auto told = play(rsync(), segments_of(golden("rsync_list.pcap")));
  EXPECT_EQ(told.only("rsync").facts.at("rsync.modules-listed").value, true);
  EXPECT_TRUE(told.files.empty());
}

TEST(CaptureRsync, SaysTheSameHoweverTheBytesAreCut) {
  for (const auto* name : {"rsync_read.pcap", "rsync_write.pcap", "rsync_password.pcap", "rsync_secluded_read.pcap",
                           "rsync_secluded_write.pcap", "rsync_files_from.pcap"})
    for (const std::size_t size : {1U, 5U, 50U}) {
      const auto whole = play(rsync(), segments_of(golden(name)));
      const auto cut = play(rsync(), segments_of(golden(name)), {.at_most = size});
      EXPECT_EQ(cut.only("rsync").facts.size(), whole.only("rsync").facts.size());
      ASSERT_EQ(cut.files.size(), whole.files.size());
      EXPECT_EQ(cut.files.begin()->first, whole.files.begin()->first);
      EXPECT_EQ(cut.files.begin()->second.read, whole.files.begin()->second.read);
    }
}

TEST(CaptureRsync, IsNeverSaferForWhatIsMissing) {
  for (const auto* name : {"rsync_read.pcap", "rsync_write.pcap", "rsync_password.pcap", "rsync_secluded_read.pcap",
                           "rsync_secluded_write.pcap", "rsync_files_from.pcap"})
    never_safer(rsync(), segments_of(golden(name)));
}

}  // namespace
}  // namespace runseal::capture
