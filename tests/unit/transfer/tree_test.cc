// A scan finds everything once, follows nothing, and says what it could not see.
#include "transfer/seal/tree.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "base/process.h"
#include "base/text.h"
#include "support/as_nobody.h"
#include "unit/transfer/sample_run.h"

namespace runseal::transfer {
namespace {

using Scan = SampleRun;

std::vector<std::string> paths(const Tree& tree) {
  std::vector<std::string> out;
  for (const auto& entry : tree.entries) out.push_back(entry.path);
  return out;
}

TEST_F(Scan, ListsEverythingSortedByBytesWithoutTheSeal) {
  write("a", "1");
  write("Data/b", "22");
  write("\xff", "333");
  std::filesystem::create_directories(run / ".runseal");
  write(".runseal/seal.json", "{}");
  std::filesystem::create_directories(run / "Data/.runseal");
  const auto tree = scan(fd.get());
  ASSERT_TRUE(tree);
  EXPECT_THAT(paths(*tree), testing::ElementsAre("Data", "Data/.runseal", "Data/Intensities", "Data/b", "Logs", "a",
                                                 "empty folder", "\xff"));
  EXPECT_EQ(tree->files, 3U);
  EXPECT_EQ(tree->bytes, 6U);
}

// A folder's contents come after what lies between its name and its name with a slash.
TEST_F(Scan, ListsInTheOrderOfSortWhateverTheNames) {
  for (const auto* path : {"a/b", "a/b.c/x", "a/b/x", "a/b/y/z", "a/b-/q", "a.b", "a-", "a0", "a b/x", "A/x"}) {
    std::filesystem::create_directories((run / path).parent_path());
    if (std::string_view(path) != "a/b") write(path, "1");
  }
  const auto tree = scan(fd.get());
  ASSERT_TRUE(tree);
  base::Command command;
  command.program = "sh";
  command.arguments = {"-c", "cd '" + run.string() + "' && find . -mindepth 1 -printf '%P\\n' | LC_ALL=C sort"};
  EXPECT_EQ(base::join(paths(*tree), "\n") + "\n", base::run(command)->out);
}

TEST_F(Scan, TakesLinksForWhatTheyAreAndNeverFollowsThem) {
  test::write_file(folder / "secret", "outside");
  std::filesystem::create_symlink("..", run / "up");
  std::filesystem::create_symlink(".", run / "self");
  std::filesystem::create_symlink("/nowhere/at all", run / "dangling");
  std::filesystem::create_symlink("../secret", run / "secret");
  const auto tree = scan(fd.get());
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->files, 0U);
  std::map<std::string, std::string> targets;
  for (const auto& entry : tree->entries)
    if (entry.kind == EntryKind::link) targets[entry.path] = entry.target;
  EXPECT_EQ(targets, (std::map<std::string, std::string>{
                         {"up", ".."}, {"self", "."}, {"dangling", "/nowhere/at all"}, {"secret", "../secret"}}));
}

TEST_F(Scan, NamesDevicesPipesAndSockets) {
  ASSERT_EQ(::mkfifo((run / "Data/pipe").c_str(), 0600), 0);
  const auto tree = scan(fd.get());
  ASSERT_TRUE(tree);
  ASSERT_EQ(tree->special.size(), 1U);
  EXPECT_EQ(tree->special[0].path, "Data/pipe");
  EXPECT_THAT(paths(*tree), testing::Not(testing::Contains("Data/pipe")));
}

TEST_F(Scan, GoesThirtyLevelsDownAndRefusesTooMany) {
  auto path = run;
  for (int i = 0; i < 30; ++i) path /= "level";
  std::filesystem::create_directories(path);
  test::write_file(path / "file", "deep");
  EXPECT_EQ(scan(fd.get())->files, 1U);
  for (int i = 0; i < 35; ++i) path /= "level";
  std::filesystem::create_directories(path);
  const auto too_deep = scan(fd.get());
  ASSERT_FALSE(too_deep);
  EXPECT_THAT(too_deep.error().describe(), testing::HasSubstr("64"));
}

TEST_F(Scan, NamesAFolderThatItMayNotReadAndGoesOn) {
  std::filesystem::create_directories(run / "closed/inner");
  write("open", "1");
  std::filesystem::permissions(run / "closed", std::filesystem::perms(0));
  const test::AsNobody nobody;
  const auto tree = scan(fd.get());
  ASSERT_TRUE(tree);
  ASSERT_EQ(tree->unreadable.size(), 1U);
  EXPECT_EQ(tree->unreadable[0].path, "closed");
  EXPECT_THAT(paths(*tree), testing::Contains("open"));
}

TEST_F(Scan, TellsTheTimesAndTheExecutableBitAsStatDoes) {
  write("tool", "x");
  std::filesystem::permissions(run / "tool", std::filesystem::perms(0710));
  const timespec times[2] = {{0, 0}, {-5, 123'456'789}};  // before 1970, to the nanosecond
  ASSERT_EQ(::utimensat(AT_FDCWD, (run / "tool").c_str(), times, 0), 0);
  const auto tree = scan(fd.get());
  const auto tool = std::ranges::find(tree->entries, "tool", path_of);
  ASSERT_NE(tool, tree->entries.end());
  EXPECT_TRUE(tool->executable);
  EXPECT_EQ(tool->mtime_ns, -5'000'000'000 + 123'456'789);
  struct stat status{};
  ::stat((run / "tool").c_str(), &status);
  EXPECT_EQ(tool->inode, status.st_ino);
}

}  // namespace
}  // namespace runseal::transfer
