// The demonstration's file server, which is a real smbd.
#include "demo/samba.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "demo/loopback.h"
#include "support/processes.h"
#include "support/smbclient.h"
#include "support/temporary.h"

namespace runseal::demo {
namespace {

class SambaTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(base::program_exists("smbd")) << "script/bootstrap test installs Samba"; }
  test::TemporaryFolder folder_;
};

TEST_F(SambaTest, ServesItsUserAndNobodyElse) {
  auto samba = Samba::start(folder_ / "samba", {});
  ASSERT_TRUE(samba) << samba.error().describe();
  test::write_file(folder_ / "run.txt", "ACGT");
  const auto put = "put " + (folder_ / "run.txt").string() + " run.txt";
  EXPECT_TRUE(test::smbclient(samba->port(), samba->user(), samba->password(), put).ok());
  EXPECT_EQ(test::read_file(samba->share_folder() / "run.txt"), "ACGT");
  EXPECT_FALSE(test::smbclient(samba->port(), samba->user(), "wrong", "ls").ok());
  EXPECT_EQ(samba->url(), "smb://127.0.0.1:" + std::to_string(samba->port()) + "/runs");
}

TEST_F(SambaTest, IsUnprivilegedAndListensOnLoopbackAlone) {
  auto samba = Samba::start(folder_ / "samba", {});
  ASSERT_TRUE(samba) << samba.error().describe();
  const auto running = test::processes_with(samba->config_file().string());
  ASSERT_FALSE(running.empty());
  for (const auto& process : running) {
    struct stat state{};
    const bool there = ::stat(("/proc/" + std::to_string(process.pid)).c_str(), &state) == 0;
    EXPECT_FALSE(there && state.st_uid == 0);
  }
  base::Command sockets;
  sockets.program = "ss";
  sockets.arguments = {"-ltnH"};
  const auto listening = base::run(sockets);
  ASSERT_TRUE(listening) << "script/bootstrap test installs ss (iproute2)";
  const auto port = ":" + std::to_string(samba->port()) + " ";
  EXPECT_NE(listening->out.find("127.0.0.1" + port), std::string::npos);
  EXPECT_EQ(listening->out.find("0.0.0.0" + port), std::string::npos);
  EXPECT_EQ(listening->out.find("*" + port), std::string::npos);
}

TEST_F(SambaTest, TakesPastedLinesAndKeepsItsPort) {
  auto samba = Samba::start(folder_ / "samba", {});
  ASSERT_TRUE(samba) << samba.error().describe();
  const auto port = samba->port();
  const std::vector<std::string> old_client{"-m", "SMB2_10"};
  ASSERT_TRUE(test::smbclient(port, samba->user(), samba->password(), "ls", old_client).ok());
  const auto applied = samba->apply("[global]\n  server smb encrypt = required\n");
  ASSERT_TRUE(applied) << applied.error().describe();
  EXPECT_EQ(samba->port(), port);
  EXPECT_FALSE(test::smbclient(port, samba->user(), samba->password(), "ls", old_client).ok());
  EXPECT_TRUE(test::smbclient(port, samba->user(), samba->password(), "ls").ok());
}

TEST_F(SambaTest, RefusesLinesThatSambaWouldIgnoreAndGoesOnAsBefore) {
  auto samba = Samba::start(folder_ / "samba", {});
  ASSERT_TRUE(samba) << samba.error().describe();
  const auto before = test::read_file(samba->config_file());
  for (const auto* wrong : {"[global]\n  server smb encyrpt = required\n", "[global]\n  server signing = perhaps\n"}) {
    const auto applied = samba->apply(wrong);
    ASSERT_FALSE(applied) << wrong;
    EXPECT_EQ(applied.error().code, ErrorCode::invalid);
    EXPECT_EQ(test::read_file(samba->config_file()), before);
  }
  EXPECT_TRUE(test::smbclient(samba->port(), samba->user(), samba->password(), "ls").ok());
}

TEST_F(SambaTest, LeavesNoProcessWhenTheObjectGoes) {
  std::string config;
  {
    auto samba = Samba::start(folder_ / "samba", {});
    ASSERT_TRUE(samba) << samba.error().describe();
    config = samba->config_file();
    ASSERT_FALSE(test::processes_with(config).empty());
  }
  EXPECT_TRUE(test::all_gone(config));
}

TEST_F(SambaTest, LeavesNoProcessWhenTheProgramIsKilled) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const auto child = ::fork();
  if (child == 0) {  // stands for runseal itself
    auto samba = Samba::start(folder_ / "samba", {});
    const std::uint16_t port = samba ? samba->port() : 0;
    const auto open = connect_to_loopback(port);  // so that there is a server process for a connection, too
    if (::write(ready[1], &port, sizeof port) != sizeof port) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  std::uint16_t port = 0;
  ASSERT_EQ(::read(ready[0], &port, sizeof port), static_cast<ssize_t>(sizeof port));
  const auto config = (folder_ / "samba" / "smb.conf").string();
  EXPECT_NE(port, 0);
  EXPECT_GE(test::processes_with(config).size(), 2U);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ready[0]);
  ::close(ready[1]);
  EXPECT_TRUE(test::all_gone(config));
}

}  // namespace
}  // namespace runseal::demo
