#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/lock.h"
#include "support/faulty_files.h"
#include "support/temporary.h"

namespace runseal::base {
namespace {

class OnDisk : public testing::Test {
 protected:
  test::TemporaryFolder folder;
  Files& files = real_files();
};

TEST_F(OnDisk, CreateNeverReplaces) {
  ASSERT_TRUE(files.create(folder / "a", as_bytes("one"), 0600));
  EXPECT_EQ(files.create(folder / "a", as_bytes("two"), 0600).error().code, ErrorCode::exists);
  EXPECT_EQ(test::read_file(folder / "a"), "one");
  struct stat status{};
  ::stat((folder / "a").c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(OnDisk, ReadIsBounded) {
  test::write_file(folder / "a", std::string(1000, 'x'));
  EXPECT_EQ(files.read(folder / "a", 1000)->size(), 1000U);
  EXPECT_EQ(files.read(folder / "a", 999).error().code, ErrorCode::limit);
  EXPECT_EQ(files.read(folder / "b", 1).error().code, ErrorCode::not_found);
  EXPECT_FALSE(files.read(folder.path(), 1000));
}

TEST_F(OnDisk, ListsSortedAndMakesAndRemoves) {
  ASSERT_TRUE(files.make_directories(folder / "x" / "y" / "z", 0700));
  ASSERT_TRUE(files.make_directories(folder / "x" / "y" / "z", 0700));
  for (const auto* name : {"b", "a", "C"}) test::write_file(folder / "x" / name, "");
  EXPECT_EQ(files.list(folder / "x").value(), (std::vector<std::string>{"C", "a", "b", "y"}));
  EXPECT_TRUE(files.remove(folder / "x" / "a"));
  EXPECT_TRUE(files.remove(folder / "x" / "a"));
  EXPECT_FALSE(files.exists(folder / "x" / "a").value());
  EXPECT_TRUE(files.exists(folder / "x" / "b").value());
  EXPECT_EQ(files.list(folder / "none").error().code, ErrorCode::not_found);
}

TEST_F(OnDisk, WriteDurablyReplacesAndLeavesNoTemporaryFile) {
  ASSERT_TRUE(write_durably(files, folder / "a", as_bytes("one")));
  ASSERT_TRUE(write_durably(files, folder / "a", as_bytes("two")));
  EXPECT_EQ(test::read_file(folder / "a"), "two");
  EXPECT_EQ(files.list(folder.path())->size(), 1U);
}

TEST_F(OnDisk, WriteDurablyLeavesTheOldOrTheNewWhicheverStepFails) {
  using test::Fault;
  for (const auto fault : {Fault::no_space, Fault::input_output, Fault::after})
    for (std::uint64_t n = 0; n < 4; ++n)
      for (const auto luck : {test::FaultyFiles::Luck::nothing_unsynced_stays, test::FaultyFiles::Luck::all_stays}) {
        ASSERT_TRUE(write_durably(files, folder / "a", as_bytes("old")));
        test::FaultyFiles faulty;
        faulty.fail_at(n, fault);
        const bool written = write_durably(faulty, folder / "a", as_bytes("new")).has_value();
        faulty.lose_power(luck);
        const auto content = test::read_file(folder / "a");
        EXPECT_TRUE(content == "new" || (!written && content == "old")) << content;
        EXPECT_EQ(written, n == 3) << "three operations: create, rename, sync";
      }
}

TEST_F(OnDisk, WhatIsNoRegularFileIsNeverReplaced) {
  std::filesystem::create_symlink("/dev/null", folder / "link");
  std::filesystem::create_directory(folder / "folder");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const auto* name : {"link", "folder", "pipe"}) {
    const auto before = std::filesystem::symlink_status(folder / name).type();
    const auto refused = write_durably(files, folder / name, as_bytes("content"));
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid);
    EXPECT_EQ(std::filesystem::symlink_status(folder / name).type(), before) << name;
  }
  EXPECT_EQ(files.list(folder.path())->size(), 3U) << "nothing is left beside them";
}

TEST_F(OnDisk, ALockHasOneHolderEvenAmongProcesses) {
  auto lock = FileLock::take(folder / "lock");
  ASSERT_TRUE(lock);
  EXPECT_EQ(FileLock::take(folder / "lock").error().code, ErrorCode::conflict);
  const auto in_another_process = [&] {
    const auto child = ::fork();
    if (child == 0) {
      const auto taken = FileLock::take(folder / "lock");
      ::_exit(taken ? 0 : taken.error().code == ErrorCode::conflict ? 1 : 2);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  };
  EXPECT_EQ(in_another_process(), 1);
  {
    const auto let_go = *std::move(lock);
  }
  EXPECT_EQ(in_another_process(), 0);
}

}  // namespace
}  // namespace runseal::base
