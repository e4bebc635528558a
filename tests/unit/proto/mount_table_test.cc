#include "proto/mount_table.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/process.h"

namespace runseal::proto {
namespace {

// Lines as Linux 6.1 writes them for these mounts (documented in proc(5); the options as mount.cifs(8), nfs(5)).
constexpr const char* table =
    "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro\n"
    "90 22 0:50 / /mnt/nas rw,relatime shared:40 - cifs //nas01/runs rw,vers=3.1.1,cache=strict,username=x,seal,uid=0\n"
    "91 22 0:51 / /mnt/open rw,relatime shared:41 - cifs //nas01/runs rw,vers=2.1,sign,username=x\n"
    "92 22 0:52 / /mnt/with\\040space rw - nfs4 nas02:/export rw,vers=4.2,proto=tcp,sec=sys,addr=192.0.2.1\n"
    "93 22 0:53 / /mnt/krb rw - nfs4 nas02:/export rw,vers=4.2,sec=krb5p\n"
    "94 22 0:54 / /mnt/krbi rw - nfs4 nas02:/export rw,vers=4.2,sec=krb5i\n"
    "95 22 0:55 / /mnt/tls rw - nfs4 nas02:/export rw,vers=4.2,sec=sys,xprtsec=mtls\n"
    "96 22 0:56 / /mnt/unknown rw - fuse.rclone remote: rw\n"
    "97 90 0:57 / /mnt/nas/local rw - ext4 /dev/sdb rw\n"
    "not a line\n";

MountProtection at(const char* path) { return protection_of(*mount_of(parse_mountinfo(table), path)); }

TEST(MountTable, TellsWhatAMountProtects) {
  EXPECT_TRUE(at("/mnt/nas/run1").protects);
  EXPECT_FALSE(at("/mnt/open").protects);
  EXPECT_NE(at("/mnt/open").why.find("seal"), std::string::npos);
  EXPECT_FALSE(at("/mnt/with space/x").protects);
  EXPECT_TRUE(at("/mnt/krb").protects);
  EXPECT_FALSE(at("/mnt/krbi").protects);  // integrity only
  EXPECT_TRUE(at("/mnt/tls").protects);
  EXPECT_TRUE(at("/mnt/unknown").network);
  EXPECT_FALSE(at("/mnt/unknown").protects);
  EXPECT_FALSE(at("/mnt/nas/local/x").network);
  EXPECT_FALSE(at("/mnt/nasty").network);  // not below /mnt/nas
}

TEST(MountTable, FindsTheMountThatFindmntFinds) {
  const auto text = base::real_files().read("/proc/self/mountinfo", 1U << 20U);
  ASSERT_TRUE(text);
  for (const auto* path : {"/proc", "/proc/self", "/dev"}) {  // mounts wherever tests run, also in a changed root
    base::Command findmnt;
    findmnt.program = "findmnt";
    findmnt.arguments = {"-n", "-o", "FSTYPE", "-T", path};
    const auto ran = base::run(findmnt);
    ASSERT_TRUE(ran) << "script/bootstrap test installs findmnt (util-linux)";
    const auto mount = mount_of(parse_mountinfo(base::as_text(*text)), path);
    ASSERT_TRUE(mount);
    EXPECT_EQ(mount->type + "\n", ran->out) << path;
  }
}

}  // namespace
}  // namespace runseal::proto
