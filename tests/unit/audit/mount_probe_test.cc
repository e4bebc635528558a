// Reading the mounts of a machine, from a copy of its files; and of this one.
#include "audit/probes/mount.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/audit.h"
#include "audit/rules/judge.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

namespace fs = std::filesystem;

class MountedMachine : public testing::Test {
 protected:
  void SetUp() override {
    put("proc/self/mountinfo",
        "22 1 254:1 / / rw shared:1 - ext4 /dev/vda1 rw\n"
        "90 22 0:50 / /mnt/nas rw shared:40 - cifs //nas01/runs rw,vers=3.1.1,sec=ntlmssp,username=lab,addr=192.0.2.7\n"
        "91 22 0:51 / /mnt/auto rw - autofs /etc/auto.nas rw,fd=6\n");
    put("etc/fstab",
        "//nas01/runs /mnt/nas cifs vers=3.1.1,username=lab,password=hunter2 0 0\n"
        "nas02:/ref /mnt/ref nfs4 sec=krb5p 0 0\n");
    put("etc/systemd/system/mnt-unit.mount",
        "[Mount]\nWhat=nas02:/unit\nWhere=/mnt/unit\nType=nfs4\nOptions=sec=sys\n");
    put("etc/auto.master", "/mnt/auto /etc/auto.nas\n/mnt/ldap ldap:ou=x\n");
    put("etc/auto.nas", "old -fstype=cifs,vers=2.1 ://nas01/old\n");
  }

  void put(const std::string& file, const std::string& text) {
    fs::create_directories((root / file).parent_path());
    test::write_file(root / file, text);
  }

  model::Observation seen(const std::string& path) {
    std::vector<std::unique_ptr<Probe>> probes;
    probes.push_back(mount_probe(root.path()));
    Options options;
    options.look_up = [](const std::string&) -> std::vector<boost::asio::ip::address> {
      ADD_FAILURE() << "a mount has no host to look up";
      return {};
    };
    return observe(probes, {{*base::parse_endpoint("mount://" + path), Credentials{"lab", "x", {}}}}, options).at(0);
  }

  static std::vector<std::string> found_in(const model::Observation& observation) {
    std::vector<std::string> ids;
    for (const auto& finding : judge(observation, {}).findings) ids.push_back(finding.id);
    return ids;
  }

  test::TemporaryFolder root;
};

TEST_F(MountedMachine, WhatIsMountedIsDescribedWithoutItsPassword) {
  const auto observation = seen("/mnt/nas/2024/run1");
  EXPECT_TRUE(observation.complete) << observation.failure;
  EXPECT_EQ(observation.method, "probe");  // no login was offered
  EXPECT_EQ(observation.facts.at("mount.source").value, "//nas01/runs");
  EXPECT_EQ(observation.facts.at("mount.used").value, "not told");
  EXPECT_THAT(found_in(observation), testing::Contains("mount.password-in-options"));
  const auto everything = Json(observation).dump() + Json(judge(observation, {})).dump();
  EXPECT_EQ(everything.find("hunter2"), std::string::npos);
  EXPECT_EQ(everything.find(base::to_hex(base::as_bytes("hunter2"))), std::string::npos);
}

TEST_F(MountedMachine, DebugDataTellsWhatIsUsed) {
  put("proc/fs/cifs/DebugData",
      "Servers:\n1) ConnectionId: 0x1 Hostname: nas01\nNumber of credits: 1 Dialect 0x311 signed\n\tSessions:\n"
      "\t1) Address: 192.0.2.7 Uses: 1 Session Status: 1\n\tSecurity type: RawNTLMSSP  SessionId: 0x1\n\tShares:\n"
      "\t1) \\\\NAS01\\runs Mounts: 1\n\tPathComponentMax: 255 Serial Number: 0x1\n");
  EXPECT_EQ(seen("/mnt/nas").facts.at("mount.used").value,
            (Json{{"dialect", "3.1.1"}, {"encrypted", false}, {"guest", false}, {"signed", true}}));
  EXPECT_EQ(judge(seen("/mnt/nas"), {}).integrity.grade, model::Protection::protected_);
}

TEST_F(MountedMachine, OfTwoSessionsTheLessProtectedCounts) {
  const std::string share = "\t1) \\\\nas01\\runs Mounts: 1\n\tPathComponentMax: 255 Serial Number: 0x1\n";
  put("proc/fs/cifs/DebugData", "Number of credits: 1 Dialect 0x311 signed\n1) Name: nas01 SessionId: 0x1 encrypted\n" +
                                    share + "Number of credits: 1 Dialect 0x300\n1) Name: nas01 SessionId: 0x2\n" +
                                    share);
  EXPECT_EQ(seen("/mnt/nas").facts.at("mount.used").value,
            (Json{{"dialect", "3.0"}, {"encrypted", false}, {"guest", false}, {"signed", false}}));
}

TEST_F(MountedMachine, WhatIsDeclaredAndAwayIsFound) {
  for (const auto* path : {"/mnt/ref/run1", "/mnt/unit", "/mnt/auto/old"}) {
    const auto observation = seen(path);
    EXPECT_TRUE(observation.complete);
    EXPECT_THAT(found_in(observation), testing::Contains("mount.not-mounted")) << path;
    EXPECT_EQ(judge(observation, {}).integrity.grade, model::Protection::unknown) << path;
  }
  EXPECT_THAT(found_in(seen("/home/lab")), testing::Contains("mount.no-share"));
}

TEST_F(MountedMachine, AShareThatIsAwayIsNotTakenForTheOneAroundIt) {
  put("proc/self/mountinfo", "22 1 0:20 / / rw - nfs4 nas02:/root rw,vers=4.2,sec=krb5p\n");
  EXPECT_THAT(found_in(seen("/mnt/ref")), testing::Contains("mount.not-mounted"));
  EXPECT_EQ(judge(seen("/srv"), {}).confidentiality.grade, model::Protection::protected_);
}

TEST_F(MountedMachine, AllSharesAreListed) {
  const auto mounts = read_local_mounts(root.path());
  ASSERT_TRUE(mounts);
  EXPECT_EQ(network_mount_points(*mounts),
            (std::vector<std::string>{"/mnt/auto/old", "/mnt/nas", "/mnt/ref", "/mnt/unit"}));
  EXPECT_THAT(mounts->not_read, testing::Contains(testing::HasSubstr("ldap:ou=x")));
}

TEST_F(MountedMachine, ATableThatCannotBeReadIsUnknown) {
  fs::remove(root / "proc/self/mountinfo");
  const auto observation = seen("/mnt/nas");
  EXPECT_FALSE(observation.complete);
  EXPECT_EQ(judge(observation, {}).findings.front().id, "mount.unmeasured");
}

TEST(MountProbe, ThisMachinesOwnProcIsNoShare) {
  model::Observation observation;
  look_at_mount("/", "/proc/self", observation);
  EXPECT_TRUE(observation.complete) << observation.failure;
  EXPECT_EQ(observation.facts.at("mount.type").value, "proc");
  EXPECT_EQ(observation.facts.at("mount.mounted").value, false);
}

}  // namespace
}  // namespace runseal::audit
