// A share that is really mounted, through FUSE, as the kernel shows it. SMB and NFS need kernel modules that machines
// for tests rarely have: those are judged from the kernel's text in tests/unit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

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

TEST(RealMount, SshfsIsSeenWhereFindmntSeesItAndGoneWhenItIsTakenAway) {
  if (::access("/dev/fuse", R_OK | W_OK) != 0) GTEST_SKIP() << "no /dev/fuse here";
  const test::TemporaryFolder folder;
  const test::Sshd sshd(folder / "sshd");
  const auto there = folder / "there";
  const auto point = folder / "mounted";
  std::filesystem::create_directories(there);
  std::filesystem::create_directories(point);
  const auto known = sshd.options(there, sshd.port());
  run("sshfs", {"127.0.0.1:" + there.string(), point.string(), "-p", std::to_string(sshd.port()), "-o",
                "IdentityFile=" + sshd.client_key().string(), "-o", "UserKnownHostsFile=" + known.known_hosts.string(),
                "-o", "StrictHostKeyChecking=yes"});
  const auto url = "mount://" + point.string();
  const auto measure = [&] {
    return observe(all_probes(), {{*base::parse_endpoint(url + "/run1"), std::nullopt}}, {}).at(0);
  };
  const auto mounted = measure();
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
