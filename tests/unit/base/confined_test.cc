// Paths from outside lead nowhere but below their folder.
#include "base/confined.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/temporary.h"

namespace runseal::base {
namespace {

std::string deep(std::size_t parts) {
  std::string path = "a";
  for (std::size_t i = 1; i < parts; ++i) path += "/a";
  return path;
}

TEST(RelativePath, IsTakenWhenItIsPlain) {
  for (const auto& path : {std::string("a"), std::string("a/b"), std::string("..."), std::string(".hidden/..b"),
                           std::string(" "), std::string("a\nb\\c\xff"), std::string(255, 'x'), deep(64)})
    EXPECT_TRUE(check_relative(path)) << path;
}

TEST(RelativePath, IsRefusedWhenItCouldLeadElsewhere) {
  for (const auto& path :
       {std::string(), std::string("/"), std::string("/etc/passwd"), std::string(".."), std::string("../a"),
        std::string("a/.."), std::string("a/../b"), std::string("."), std::string("./a"), std::string("a/./b"),
        std::string("a//b"), std::string("a/"), std::string("a\0b", 3), std::string("\0", 1)}) {
    const auto checked = check_relative(path);
    ASSERT_FALSE(checked) << path;
    EXPECT_EQ(checked.error().code, ErrorCode::invalid);
  }
}

TEST(RelativePath, HasBounds) {
  EXPECT_TRUE(check_relative("d/" + std::string(255, 'x')));
  EXPECT_FALSE(check_relative("d/" + std::string(256, 'x')));
  EXPECT_FALSE(check_relative(deep(65)));
  std::string longest;
  while (longest.size() + 200 < 4095) longest += std::string(199, 'x') + "/";
  longest += std::string(4095 - longest.size(), 'y');
  EXPECT_TRUE(check_relative(longest));
  EXPECT_FALSE(check_relative(longest + "y"));
}

struct Beneath : testing::Test {
  test::TemporaryFolder folder;
  Fd fd;

  void SetUp() override {
    std::filesystem::create_directories(folder / "run/sub");
    test::write_file(folder / "run/sub/file", "inside");
    test::write_file(folder / "secret", "outside");
    std::filesystem::create_directory(folder / "elsewhere");
    test::write_file(folder / "elsewhere/file", "outside");
    fd = *open_folder(folder / "run");
  }

  ErrorCode code_of(const std::string& path, int flags = O_RDONLY) {
    const auto opened = open_beneath(fd.get(), path, flags, 0600);
    return opened ? ErrorCode::internal : opened.error().code;
  }
};

TEST_F(Beneath, AFileIsOpenedAndMade) {
  EXPECT_TRUE(open_beneath(fd.get(), "sub/file", O_RDONLY));
  EXPECT_TRUE(open_beneath(fd.get(), "sub/new", O_WRONLY | O_CREAT | O_EXCL, 0640));
  EXPECT_EQ(code_of("sub/new", O_WRONLY | O_CREAT | O_EXCL), ErrorCode::exists);
  EXPECT_EQ(code_of("sub/missing"), ErrorCode::not_found);
}

TEST_F(Beneath, NoLinkIsFollowedWhereverItStandsOrLeads) {
  std::filesystem::create_symlink("file", folder / "run/sub/at_the_end");
  std::filesystem::create_symlink("sub", folder / "run/in_the_middle");
  std::filesystem::create_symlink("../elsewhere", folder / "run/out");
  std::filesystem::create_symlink(folder / "secret", folder / "run/absolute");
  std::filesystem::create_symlink("/nowhere", folder / "run/dangling");
  for (const auto* path : {"sub/at_the_end", "in_the_middle/file", "out/file", "absolute", "dangling"})
    EXPECT_EQ(code_of(path), ErrorCode::denied) << path;
  EXPECT_EQ(code_of("dangling", O_WRONLY | O_CREAT), ErrorCode::denied);
  EXPECT_FALSE(std::filesystem::exists("/nowhere"));
}

TEST_F(Beneath, NoPathLeadsOut) {
  for (const auto& path : {std::string("../secret"), std::string("sub/../../secret"), (folder / "secret").string(),
                           std::string("sub/file\0x", 10)})
    EXPECT_EQ(code_of(path), ErrorCode::invalid) << path;
}

TEST_F(Beneath, AFolderPutInPlaceOfALinkIsOpenedAndALinkInPlaceOfAFolderIsNot) {
  EXPECT_TRUE(open_beneath(fd.get(), "sub", O_RDONLY | O_DIRECTORY));
  std::filesystem::rename(folder / "run/sub", folder / "run/was_sub");
  std::filesystem::create_symlink("was_sub", folder / "run/sub");
  EXPECT_EQ(code_of("sub", O_RDONLY | O_DIRECTORY), ErrorCode::denied);
  EXPECT_EQ(code_of("sub/file"), ErrorCode::denied);
}

TEST_F(Beneath, ALongNameIsMadeAndALongerOneRefused) {
  EXPECT_TRUE(open_beneath(fd.get(), std::string(255, 'n'), O_WRONLY | O_CREAT | O_EXCL, 0600));
  EXPECT_EQ(code_of(std::string(256, 'n'), O_WRONLY | O_CREAT | O_EXCL), ErrorCode::invalid);
}

TEST(OpenFolder, NamesWhatIsNotThere) {
  test::TemporaryFolder folder;
  test::write_file(folder / "file", "");
  EXPECT_EQ(open_folder(folder / "none").error().code, ErrorCode::not_found);
  EXPECT_FALSE(open_folder(folder / "file"));
}

}  // namespace
}  // namespace runseal::base
