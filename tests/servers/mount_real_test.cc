// A share that is really mounted, through FUSE, as the kernel shows it. SMB and NFS need kernel modules that machines
// for tests rarely have: those are judged from the kernel's text in tests/unit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <thread>

#include "audit/all_probes.h"
#include "audit/audit.h"
#include "audit/rules/judge.h"
#include "base/process.h"
#include "support/sshd.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

std::string run(const std::string& program, std::vector<std::string> arguments) {
  base::Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  const auto ran = base::run(command);
  EXPECT_TRUE(ran && ran->ok()) << program << (ran ? ran->err : ran.error().describe());
  return ran ? ran->out : std::string();
}

// Taken away whatever happens; a second time does no harm.
struct Unmounted {
  std::filesystem::path point;
  ~Unmounted() {
    base::Command command;
    command.program = "fusermount3";
    command.arguments = {"-u", "-z", "-q", point.string()};
    (void)base::run(command);
  }
};

TEST(RealMount, SshfsIsSeenWhereFindmntSeesItAndGoneWhenItIsTakenAway) {
  if (::access("/dev/fuse", R_OK | W_OK) != 0) GTEST_SKIP() << "no /dev/fuse here";
  const test::TemporaryFolder folder;
  const test::Sshd sshd(folder / "sshd");
  const auto there = folder / "there";
  const auto point = folder / "mounted";
  std::filesystem::create_directories(there);
  std::filesystem::create_directories(point);
  const auto known = sshd.options(there, sshd.port());
  base::Command sshfs;
  sshfs.program = "sshfs";
  sshfs.arguments = {"-f",
                     "127.0.0.1:" + there.string(),
                     point.string(),
                     "-p",
                     std::to_string(sshd.port()),
                     "-o",
                     "IdentityFile=" + sshd.client_key().string(),
                     "-o",
                     "UserKnownHostsFile=" + known.to.known_hosts.string(),
                     "-o",
                     "StrictHostKeyChecking=yes"};
  auto mounting = base::Child::start(sshfs, folder / "log");
  ASSERT_TRUE(mounting) << "script/bootstrap test installs sshfs";
  const Unmounted afterwards{point};
  const auto url = "mount://" + point.string();
  const auto measure = [&] {
    return observe(all_probes(), {{*base::parse_endpoint(url + "/run1"), std::nullopt}}, {}).at(0);
  };
  auto mounted = measure();
  for (int i = 0; i < 100 && mounted.facts.at("mount.mounted").value == false; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    mounted = measure();
  }
  const auto assessment = judge(mounted, {});
  EXPECT_EQ(mounted.facts.at("mount.type").value.get<std::string>() + "\n",
            run("findmnt", {"-n", "-o", "FSTYPE", "-T", point.string()}));
  EXPECT_EQ(assessment.integrity.grade, model::Protection::protected_);
  EXPECT_EQ(assessment.confidentiality.grade, model::Protection::protected_);
  EXPECT_EQ(assessment.peer_authenticity.grade, model::Protection::unknown);
  run("fusermount3", {"-u", point.string()});
  EXPECT_EQ(judge(measure(), {}).findings.front().id, "mount.no-share");
}

}  // namespace
}  // namespace runseal::audit
