#include "capture/exposed_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/pseudonyms.h"

namespace runseal::capture {
namespace {

using testing::ElementsAre;

constexpr std::int64_t second = 1'000'000'000;

ExposedFile file(const std::string& client, const std::string& path, std::uint64_t read, std::int64_t at) {
  return {client,
          "10.0.0.9",
          445,
          {"runs", path, read, 0, {at * second, 1}, {(at + 1) * second, 2}, "SMB 3.1.1 without encryption"}};
}

std::vector<std::string> folders_of(const std::string& path) {
  Report report;
  report.files.push_back(file("10.0.0.1", path, 1, 1));
  std::vector<std::string> names;
  for (const auto& one : exposed_run_folders(report).most) names.push_back(one.folder);
  return names;
}

TEST(ExposedPlaces, ARunFolderIsTheOneThatIsNamedLikeARunOrTheFirst) {
  EXPECT_THAT(folders_of("240115_M01234_0123_000000000-KX2B5/Data/s.bcl"),
              ElementsAre("240115_M01234_0123_000000000-KX2B5"));
  EXPECT_THAT(folders_of("Illumina/MiSeqOutput/240115_M01234_0123_000000000-KX2B5/InterOp/a.bin"),
              ElementsAre("Illumina/MiSeqOutput/240115_M01234_0123_000000000-KX2B5"));
  EXPECT_THAT(folders_of("/out/20240115_FS10000123_4_BPC29604-1234/a"),
              ElementsAre("out/20240115_FS10000123_4_BPC29604-1234"));
  EXPECT_THAT(folders_of("reports/2024/summary.pdf"), ElementsAre("reports"));
  EXPECT_THAT(folders_of("out/2024_a_b_c/x"), ElementsAre("out")) << "no date";
  EXPECT_THAT(folders_of("out/240115_a_b/x"), ElementsAre("out")) << "too few parts";
  EXPECT_THAT(folders_of("out/240115_M01234_0123_000000000-KX2B5"),
              ElementsAre("out/240115_M01234_0123_000000000-KX2B5"))
      << "the folder itself was opened";
  EXPECT_THAT(folders_of("out/240115_M01234_0123_report.pdf"), ElementsAre("out"));
  EXPECT_THAT(folders_of("at-the-top.txt"), ElementsAre());
  EXPECT_THAT(folders_of("//"), ElementsAre());
  EXPECT_THAT(folders_of(""), ElementsAre());
}

TEST(ExposedPlaces, AnExportThatIsARunItselfIsItsFolder) {
  Report report;
  report.files = {file("10.0.0.1", "/Data/s.bcl", 1, 1), file("10.0.0.1", "(a file whose name was not seen)", 1, 1)};
  for (auto& one : report.files) one.what.place = "/srv/runs/240115_M01234_0123_000000000-KX2B5";
  auto folders = exposed_run_folders(report).most;
  ASSERT_EQ(folders.size(), 1U);
  EXPECT_EQ(folders[0].folder, "srv/runs/240115_M01234_0123_000000000-KX2B5");
  EXPECT_EQ(folders[0].files, 2U);
  report.conversations.emplace_back().facts = {{"smb.shares", {Json{"240115_M01234_0123_000000000-KX2B5"}, 4}}};
  pseudonymise(report, base::as_bytes("key"));
  folders = exposed_run_folders(report).most;
  ASSERT_EQ(folders.size(), 1U);
  EXPECT_EQ(report.files[1].what.path, "(a file whose name was not seen)");
  EXPECT_THAT(folders[0].folder, testing::StartsWith("srv/runs/~run-"));
  EXPECT_EQ(folders[0].place, "/" + folders[0].folder);
  EXPECT_EQ("srv/runs/" + report.conversations[0].facts.at("smb.shares").value[0].get<std::string>(),
            folders[0].folder);
}

TEST(ExposedPlaces, TellWhoReadHowMuchAndWhenAndNoFileIsCountedElsewhere) {
  Report report;
  report.files = {file("10.0.0.2", "run-b/1", 5, 50), file("10.0.0.1", "run-a/1", 100, 20),
                  file("10.0.0.2", "run-a/2", 10, 10), file("10.0.0.2", "top", 7, 60)};
  report.folders.push_back(
      {"10.0.0.3", "10.0.0.9", 445, "runs", "run-a", 40, 0, 1000, {5 * second, 9}, {6 * second, 9}});
  const auto folders = exposed_run_folders(report).most;
  ASSERT_EQ(folders.size(), 2U);
  EXPECT_EQ(folders[0].folder, "run-a") << "the one with the most bytes first";
  EXPECT_EQ(folders[0].files, 42U);
  EXPECT_EQ(folders[0].read, 110U);
  EXPECT_EQ(folders[0].written, 1000U);
  EXPECT_THAT(folders[0].clients, ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3"));
  EXPECT_THAT(folders[0].reasons, ElementsAre("SMB 3.1.1 without encryption"));
  EXPECT_EQ(folders[0].first.time_ns, 5 * second);
  EXPECT_EQ(folders[0].last.time_ns, 21 * second);
  EXPECT_EQ(folders[1].folder, "run-b");
  const auto shares = exposed_shares(report).most;
  ASSERT_EQ(shares.size(), 1U);
  EXPECT_EQ(shares[0].files, 44U) << "with the one that lies in no folder";
  EXPECT_EQ(shares[0].read, 122U);
  const auto cut = exposed_run_folders(report, 1);
  ASSERT_EQ(cut.most.size(), 1U);
  EXPECT_EQ(cut.most[0].folder, "run-a");
  EXPECT_EQ(cut.further, 1U);
}

TEST(ExposedPlaces, ARunFolderIsOneUnderAPseudonymToo) {
  Report report;
  report.files = {file("10.0.0.1", "Illumina/240115_M01234_0123_000000000-KX2B5/a", 1, 1),
                  file("10.0.0.1", "Illumina/240115_M01234_0123_000000000-KX2B5/b", 1, 1),
                  file("10.0.0.1", "Illumina/240116_M01234_0124_000000000-KX2B6/a", 1, 1)};
  pseudonymise(report, base::as_bytes("key"));
  const auto folders = exposed_run_folders(report).most;
  ASSERT_EQ(folders.size(), 2U);
  EXPECT_EQ(folders[0].files, 2U);
  EXPECT_THAT(folders[0].folder, testing::Not(testing::HasSubstr("M01234")));
}

// RFC 9110 7.8 and 11.1: both are words of the sender's choice; registered ones name nobody.
TEST(Pseudonyms, AreThereForWordsThatNobodyRegistered) {
  Report report;
  report.conversations.emplace_back().facts = {{"http.upgrades", {Json{"websocket", "jane.doe-proto"}, 4}},
                                               {"http.login-schemes", {Json{"Basic", "jane.doe-scheme"}, 5}}};
  pseudonymise(report, base::as_bytes("key"));
  const auto& facts = report.conversations.front().facts;
  EXPECT_EQ(facts.at("http.upgrades").value[0], "websocket");
  EXPECT_EQ(facts.at("http.login-schemes").value[0], "Basic");
  for (const auto& [id, fact] : facts) EXPECT_EQ(fact.value[1].get<std::string>().substr(0, 1), "~") << id;
}

}  // namespace
}  // namespace runseal::capture
