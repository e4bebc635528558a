#include "proto/mount_table.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "proto/mount_lists.h"
#include "proto/mount_secrets.h"
#include "support/temporary.h"

namespace runseal::proto {
namespace {

std::string found_by_findmnt(std::vector<std::string> arguments) {
  base::Command findmnt;
  findmnt.program = "findmnt";
  findmnt.arguments = std::move(arguments);
  const auto ran = base::run(findmnt);
  EXPECT_TRUE(ran) << "script/bootstrap test installs findmnt (util-linux)";
  return ran ? ran->out : std::string();
}

TEST(MountTable, FindsTheMountThatFindmntFinds) {
  const auto text = base::real_files().read("/proc/self/mountinfo", 1U << 20U);
  ASSERT_TRUE(text);
  for (const auto* path : {"/proc", "/proc/self", "/dev"}) {  // mounts wherever tests run, also in a changed root
    const auto mount = mount_of(parse_mountinfo(base::as_text(*text)), path);
    ASSERT_TRUE(mount);
    EXPECT_EQ(mount->type + "\n", found_by_findmnt({"-n", "-o", "FSTYPE", "-T", path})) << path;
  }
}

TEST(MountTable, AMountBelowAnotherIsNotTheOther) {
  const auto mounts = parse_mountinfo(
      "22 1 254:1 / / rw shared:1 - ext4 /dev/vda1 rw\n"
      "90 22 0:50 / /mnt/nas rw,relatime shared:40 - cifs //nas01/runs rw,vers=3.1.1,seal\n"
      "92 22 0:52 / /mnt/with\\040space rw - nfs4 nas02:/export rw,vers=4.2,sec=sys\n"
      "97 90 0:57 / /mnt/nas/local rw - ext4 /dev/sdb rw\n"
      "98 22 0:58 / /mnt/nas rw - cifs //nas01/later rw,vers=2.1\n"
      "not a line\n");
  EXPECT_EQ(mounts.size(), 5U);
  EXPECT_EQ(mount_of(mounts, "/mnt/nas/run1")->source, "//nas01/later");  // mounted over the first
  EXPECT_EQ(mount_of(mounts, "/mnt/nas/local/x")->type, "ext4");
  EXPECT_EQ(mount_of(mounts, "/mnt/nasty")->point, "/");
  EXPECT_EQ(mount_of(mounts, "/mnt/with space/x")->value("sec"), "sys");
}

// The same lines read by findmnt(8), which reads any file in the form of fstab.
TEST(MountLists, AnFstabIsReadAsFindmntReadsIt) {
  const test::TemporaryFolder folder;
  const std::string text =
      "# a comment\n"
      "UUID=0a3407de / ext4 errors=remount-ro 0 1\n"
      "//nas01/runs  /mnt/runs\tcifs  credentials=/etc/runs.credentials,vers=3.1.1,seal,_netdev 0 0\n"
      "nas02:/export /mnt/with\\040space nfs4 sec=krb5p\n"
      "  lab@host:/data /mnt/ssh fuse.sshfs noauto,x-systemd.automount 0 0\n"
      "/swapfile none swap sw 0 0\n";
  test::write_file(folder / "fstab", text);
  std::string ours;
  for (const auto& mount : parse_fstab(text)) ours += mount.point + "|" + mount.type + "|" + mount.source + "\n";
  std::string theirs;
  const auto printed = found_by_findmnt({"-F", (folder / "fstab").string(), "-P", "-o", "TARGET,FSTYPE,SOURCE"});
  for (const auto line : base::lines(printed)) {
    const auto fields = base::split(std::string(line), '"');
    if (fields.size() > 5 && fields[1].starts_with('/')) theirs += fields[1] + "|" + fields[3] + "|" + fields[5] + "\n";
  }
  EXPECT_EQ(ours, theirs);
  EXPECT_EQ(parse_fstab(text)[1].value("vers"), "3.1.1");
}

TEST(MountLists, TheRealTableReadsAlikeInEachOfItsForms) {
  const auto points = [](const std::vector<Mount>& mounts) {
    std::vector<std::string> list;
    for (const auto& mount : mounts) list.push_back(mount.point + " " + mount.type);
    std::ranges::sort(list);
    return list;
  };
  const auto info = parse_mountinfo(test::read_file("/proc/self/mountinfo"));
  EXPECT_EQ(points(parse_fstab(test::read_file("/proc/self/mounts"))), points(info));
  EXPECT_EQ(points(parse_findmnt(found_by_findmnt({"--json", "--real"}))),
            points(parse_findmnt(found_by_findmnt({"--json", "--real", "--list"}))));
  EXPECT_FALSE(parse_findmnt(found_by_findmnt({"--json"})).empty());
}

TEST(MountLists, WhatMountPrints) {
  const auto mounts = parse_mount_output(
      "/dev/vda on / type ext4 (rw,discard)\n"
      "//nas01/runs on /mnt/a on b type cifs (rw,relatime,vers=3.0,sec=krb5i,addr=192.0.2.1)\n"
      "no such line\n");
  ASSERT_EQ(mounts.size(), 2U);
  EXPECT_EQ(mounts[1].value("sec"), "krb5i");
  EXPECT_EQ(mounts[1].type, "cifs");
}

TEST(MountLists, AMountUnit) {
  const auto mount = parse_mount_unit(
      "[Unit]\nDescription=Options=seal\n[Mount]\n# Options=sec=sys\nWhat=nas02:/export\nWhere=/mnt/runs\nType=nfs4\n"
      "Options=sec=krb5p,nofail\n[Install]\nWantedBy=multi-user.target\n");
  ASSERT_TRUE(mount);
  EXPECT_EQ(mount->point, "/mnt/runs");
  EXPECT_EQ(mount->options, (std::vector<std::string>{"sec=krb5p", "nofail"}));
  EXPECT_FALSE(parse_mount_unit("[Mount]\nWhat=x\n"));
}

TEST(MountLists, TheMapsOfAutofs) {
  const auto masters =
      parse_auto_master("/net -hosts\n/mnt/nas file:/etc/auto.nas --timeout=60 -sec=krb5i\n/- auto.d\n+x\n");
  ASSERT_EQ(masters.size(), 3U);
  EXPECT_EQ(masters[1].map, "/etc/auto.nas");
  const auto below = parse_auto_map("runs -fstype=cifs,vers=2.1 ://nas01/runs\nref nas02:/ref\n", masters[1]);
  ASSERT_EQ(below.size(), 2U);
  EXPECT_EQ(below[0].point + " " + below[0].type + " " + below[0].source, "/mnt/nas/runs cifs //nas01/runs");
  EXPECT_EQ(below[0].options, (std::vector<std::string>{"vers=2.1"}));
  EXPECT_EQ(below[1].type, "nfs");
  EXPECT_TRUE(below[1].has("sec=krb5i"));  // the master's options, where the line has none
  EXPECT_EQ(parse_auto_map("/srv/x -fstype=nfs4 nas02:/x", masters[2]).at(0).point, "/srv/x");
}

TEST(MountSecrets, NoPasswordStays) {
  for (const auto* options :
       {"rw,password=hunter2", "pass=hunter2,ro", "user=lab%hunter2", "username=DOM\\lab%hunter2", "password2=hunter2",
        "PASSWORD=hunter2", "pass=ab,,hunter2,ro", "pass=ab,$hunter2,ro", "x,token=hunter2"}) {
    auto mount = parse_fstab(std::string("//nas01/runs /mnt/runs cifs ") + options).at(0);
    EXPECT_TRUE(take_out_passwords(mount)) << options;
    for (const auto& option : mount.options) EXPECT_EQ(option.find("hunter2"), std::string::npos) << options;
  }
  for (const auto* source : {"https://lab:hunter2@dav/x", "curlftpfs#ftp://lab:hunter2@host/",
                             "//lab:hunter2@nas01/runs", "ftp://lab:hun@ter2@host/"}) {
    Mount mount{"/mnt", "fuse", source, {}};
    EXPECT_TRUE(take_out_passwords(mount)) << source;
    EXPECT_EQ(mount.source.find("ter2"), std::string::npos) << mount.source;
  }
}

TEST(MountSecrets, NothingElseIsTakenOut) {
  auto mount = parse_fstab("nas02:/a@b /mnt/r nfs4 credentials=/etc/c,username=lab,sec=krb5p,addr=fe80::1 0 0").at(0);
  const auto before = mount.options;
  EXPECT_FALSE(take_out_passwords(mount));
  EXPECT_EQ(mount.options, before);
  EXPECT_EQ(mount.source, "nas02:/a@b");
  Mount again{"/m", "cifs", "//n/s", {"pass=[removed]"}};
  EXPECT_FALSE(take_out_passwords(again));
}

}  // namespace
}  // namespace runseal::proto
