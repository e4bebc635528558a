// Disks that fail in their own ways below the receiving program: one that cannot write what it has taken, one that
// gives back other bytes, one that is full.
#include <sys/mount.h>

#include "e2e/two_nodes.h"

namespace runseal::e2e {
namespace {

class BadDisk : public TwoNodes {
 protected:
  ~BadDisk() override {
    receiver_.reset();
    ::umount2(into.c_str(), MNT_DETACH);
    ::umount2((folder / "below").c_str(), MNT_DETACH);
  }

  // An ext4 file system of 120 MB at `into`, on a disk that takes 40 MB only: what is written is taken into memory, and
  // fails when it is to reach the disk. Without a journal, so that the file system itself goes on.
  bool mount_disk_that_loses_writes() {
    if (::geteuid() != 0) return false;
    fs::create_directories(folder / "below");
    const auto image = (folder / "below/image").string();
    return shell("mount -t tmpfs -o size=40m none '" + (folder / "below").string() + "' && truncate -s 120M '" + image +
                 "' && mkfs.ext4 -q -F -N 512 -O ^has_journal -E lazy_itable_init=0 '" + image +
                 "' && fallocate -l 16M '" + image + "' && " + mount_image()) == "";
  }
  std::string mount_image() const {
    return "mount -o loop '" + (folder / "below/image").string() + "' '" + into.string() + "'";
  }
  void mend_disk() const { EXPECT_EQ(shell("mount -o remount,size=400m '" + (folder / "below").string() + "'"), ""); }
  // From the disk, not from the memory of the file system.
  void mount_again() {
    receiver_.reset();
    EXPECT_EQ(shell("umount '" + into.string() + "' && " + mount_image()), "");
  }
};

// The kernel tells of a lost write once, and keeps the page as if it had been written: only writing it anew helps.
TEST_F(BadDisk, WhatItLostIsWrittenAnew) {
  if (!mount_disk_that_loses_writes()) GTEST_SKIP() << "mounting a disk image is not allowed here";
  make_run(12, 5'000'000);
  pair();
  receive();
  const auto refused = runseal(at("gateway", send_words({"--retry-minutes", "0"})));
  EXPECT_EQ(refused.exit_code, 3) << refused.out << refused.err;
  EXPECT_FALSE(fs::exists(into / "run1"));

  mend_disk();
  const auto sent = runseal(at("gateway", send_words()));
  EXPECT_EQ(sent.exit_code, 0) << sent.err;
  mount_again();
  expect_arrived();
}

// What was confirmed is remembered with its hash: a remembered hash must not hide what happened to the file since.
TEST_F(BadDisk, AFileThatSomethingChangedWhileTheRunWaitedIsSentAgain) {
  make_run(40, 500'000);
  pair();
  receive();
  {
    auto child = base::Child::start(command(at("gateway", send_words({"--limit", "3M"}))), folder / "send.log");
    const auto journal = hidden_tree().parent_path() / "journal";
    // far from its end when the first files are confirmed, however long the disk takes for that
    const auto empty = [&] {
      std::error_code none;
      const auto size = fs::file_size(journal, none);
      return none || size == 0;
    };
    for (int i = 0; i < 700 && empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ::kill(child->pid(), SIGKILL);
    kill_receiver();
  }
  const auto confirmed =
      shell("head -n 1 '" + (hidden_tree().parent_path() / "journal").string() + "' | cut -d ' ' -f 4 | tr -d '\\n'");
  ASSERT_TRUE(fs::is_regular_file(hidden_tree() / confirmed)) << confirmed;
  shell("printf X | dd conv=notrunc of='" + (hidden_tree() / confirmed).string() + "'");
  receive();
  json_at("gateway", send_words());
  expect_arrived();
}

}  // namespace
}  // namespace runseal::e2e
