// What a run may hold, and what it may not: names, depths, kinds, and file systems that see two names as one.
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "e2e/two_nodes.h"

namespace runseal::e2e {
namespace {

class Names : public TwoNodes {
 protected:
  ~Names() override {
    receiver_.reset();
    if (mounted_) ::umount2(into.c_str(), MNT_DETACH);
  }
  // At `into`, by FUSE: NTFS as Windows sees it.
  bool mount_blind_to_case() {
    const auto image = (folder / "ntfs").string();
    mounted_ = shell("truncate -s 48M '" + image + "' && mkntfs -F -Q -q '" + image +
                     "' >/dev/null 2>&1 && lowntfs-3g -o ignore_case '" + image + "' '" + into.string() +
                     "' && touch '" + into.string() + "/probe' && ls '" + into.string() + "/PROBE' >/dev/null && rm '" +
                     into.string() + "/probe'") == "";
    return mounted_;
  }
  bool mounted_ = false;
};

TEST_F(Names, OfEveryLengthDepthAndByteArriveAtEveryDestination) {
  fs::path deep = run;
  for (int i = 0; i < 30; ++i) deep /= "level" + std::to_string(i);
  fs::create_directories(deep);
  test::write_file(deep / "bottom.bcl", "thirty levels down");
  test::write_file(run / std::string(255, 'n'), "the longest name");
  fs::create_directories(run / (std::string(200, 'd') + "/" + std::string(200, 'e') + "/empty"));
  test::write_file(run / "new\nline \\ \xff\xfe \xe1\x9a\xa0", "bytes");
  test::write_file(run / "caf\xc3\xa9", "one form");
  test::write_file(run / "cafe\xcc\x81", "the other");
  test::write_file(run / "Tile", "upper");
  test::write_file(run / "tile", "lower");
  fs::create_symlink("level0/level1", run / "link inside");
  pair();
  receive();
  json_at("gateway", send_words());
  expect_arrived();
  fs::rename(into / "run1", folder / "moved away");
  json_at("gateway", {"send", run.string(), "file://" + into.string()});
  expect_arrived();
}

TEST_F(Names, AnEmptyRunArrives) {
  fs::remove_all(run / "Data");
  pair();
  receive();
  EXPECT_EQ(json_at("gateway", send_words())["seal"]["files"], 0);
  EXPECT_TRUE(fs::exists(into / "run1/.runseal/seal.json"));
  EXPECT_EQ(json_at("nas", {"verify", (into / "run1").string()})["verification"]["intact"], 0);
}

TEST_F(Names, WhatIsNoFileFolderOrLinkInsideIsRefusedByName) {
  make_run(2, 100);
  pair();
  receive();
  const auto socket_at = [](const fs::path& path) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path.string().copy(at.sun_path, sizeof at.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    EXPECT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
    ::close(fd);
  };
  const auto odd = run / "Data/odd";
  const std::function<void()> makes[] = {
      [&] { EXPECT_EQ(::mkfifo(odd.c_str(), 0600), 0); },
      [&] { socket_at(odd); },
      [&] { EXPECT_TRUE(::geteuid() != 0 || ::mknod(odd.c_str(), S_IFCHR | 0600, makedev(1, 5)) == 0); },
      [&] { fs::create_symlink("../../outside", odd); },
      [&] { fs::create_symlink("/etc/passwd", odd); },
  };
  for (const auto& make : makes) {
    make();
    if (!fs::exists(fs::symlink_status(odd))) continue;  // a device, and not root
    for (const auto& to : {std::string("runseal://nas01/"), "file://" + into.string()}) {
      const auto refused = runseal(at("gateway", {"send", run.string(), to, "--retry-minutes", "0"}));
      EXPECT_TRUE(refused.exit_code == 1 || refused.exit_code == 3) << refused.exit_code << refused.out;
      EXPECT_NE(refused.err.find("Data/odd"), std::string::npos) << refused.err;
      EXPECT_FALSE(fs::exists(into / "run1"));
    }
    fs::remove(odd);
  }
  json_at("gateway", send_words());
  expect_arrived();
}

TEST_F(Names, ThatTheDestinationTakesForOneAreRefusedBeforeOneReplacesTheOther) {
  if (!mount_blind_to_case()) GTEST_SKIP() << "no FUSE here, or it may not be mounted";
  fs::remove_all(run / "Data");
  test::write_file(run / "tile.bcl", "one");
  test::write_file(run / "Tile.bcl", "other");
  pair();
  receive();
  const auto refused = runseal(at("gateway", send_words({"--retry-minutes", "0"})));
  EXPECT_EQ(refused.exit_code, 3) << refused.out;
  EXPECT_NE(refused.err.find("blind to case"), std::string::npos) << refused.err;
  EXPECT_FALSE(fs::exists(into / "run1"));

  fs::rename(run / "Tile.bcl", run / ".RUNSEAL");  // would be where the seal goes
  const auto ours = runseal(at("gateway", send_words({"--retry-minutes", "0"})));
  EXPECT_NE(ours.exit_code, 0) << ours.out;
  EXPECT_FALSE(fs::exists(into / "run1"));

  fs::remove(run / ".RUNSEAL");
  json_at("gateway", send_words());
  expect_arrived();
}

}  // namespace
}  // namespace runseal::e2e
