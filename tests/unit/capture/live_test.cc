// Live capture on loopback. What was sent is what must be read.
#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fstream>
#include <thread>

#include "base/fd.h"
#include "capture/live_source.h"
#include "capture/privileges.h"
#include "packets.h"
#include "support/ports.h"

using namespace runseal;
using namespace runseal::test;

namespace {

const std::uint16_t port = free_port();  // of this process: another test sends on loopback at the same time
const std::uint16_t other_port = free_port();

void send_to(std::uint16_t to, int count) {
  const base::Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(to);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (int i = 0; i < count; ++i) {
    const auto text = "number " + std::to_string(i);
    (void)::sendto(socket.get(), text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&address),
                   sizeof address);
  }
}

// Datagrams seen until `source` ends; those on loopback are seen once, as they come in.
std::vector<std::string> texts_from(capture::PacketSource& source) {
  Kept kept;
  capture::PacketDecoder decoder(kept);
  capture::Packet packet;
  for (;;) {
    const auto found = source.next(packet);
    EXPECT_TRUE(found) << found.error().describe();
    if (!found || !*found) break;
    decoder.packet(packet);
  }
  std::vector<std::string> texts;
  for (const auto& seen : kept.datagrams) texts.push_back(base::as_text(ByteView(seen.payload).subspan(8)));
  return texts;
}

class Live : public ::testing::Test {
 protected:
  capture::LiveOptions options;

  void SetUp() override {
    options.interface = "lo";
    options.filter = "udp dst port " + std::to_string(port);
    options.time = std::chrono::milliseconds(500);
    const auto source = capture::open_live(options);
    if (!source && source.error().code == ErrorCode::denied) GTEST_SKIP() << source.error().describe();
  }
};

TEST_F(Live, GivesWhatWasSentThroughTheFilterAndCountsNoDrop) {
  auto source = capture::open_live(options);
  ASSERT_TRUE(source) << source.error().describe();
  send_to(other_port, 100);
  send_to(port, 2000);
  const auto texts = texts_from(**source);
  ASSERT_EQ(texts.size(), 2000U);
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(texts[static_cast<std::size_t>(i)], "number " + std::to_string(i));
  const auto status = (*source)->status();
  EXPECT_EQ(status.packets, 2000U);
  EXPECT_EQ(status.dropped, 0U);
  EXPECT_TRUE(status.notes.empty()) << status.notes[0];
}

TEST_F(Live, WhatTheKernelDropsIsCounted) {
  options.buffer_bytes = 1;  // the smallest that there is
  auto source = capture::open_live(options);
  ASSERT_TRUE(source) << source.error().describe();
  send_to(port, 20'000);
  const auto read = texts_from(**source).size();
  EXPECT_LT(read, 20'000U);
  const auto dropped = (*source)->status().dropped;
  EXPECT_GE(read + dropped, 20'000U);
  EXPECT_LE(read + dropped, 40'000U);  // on loopback the kernel drops those that go out, too, which libpcap passes over
}

TEST_F(Live, EndsWhenItIsStoppedThoughNothingComes) {
  std::atomic<bool> stop = false;
  options.stop = &stop;
  options.time.reset();
  auto source = capture::open_live(options);
  ASSERT_TRUE(source);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stop = true;
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(texts_from(**source).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  later.join();
}

TEST_F(Live, GoesOnWithoutAnyRight) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root has rights to give up";
  auto source = capture::open_live(options);
  ASSERT_TRUE(source);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const gid_t groups[] = {0, 6};
    if (::setgroups(2, groups) != 0) ::_exit(6);
    const auto user = capture::whom_to_become({});
    if (!user || !capture::drop_privileges(*user)) ::_exit(1);
    if (::setuid(0) == 0 || ::getuid() != 65534 || ::getgid() != 65534 || ::getgroups(0, nullptr) != 0) ::_exit(2);
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("NoNewPrivs") && !line.ends_with('1')) ::_exit(7);
      const bool some = line.starts_with("CapEff") || line.starts_with("CapPrm") || line.starts_with("CapInh");
      if (some && line.find_first_not_of("0\t ", line.find(':') + 1) != std::string::npos) ::_exit(3);
    }
    if (capture::open_live(options)) ::_exit(4);
    send_to(port, 10);
    ::_exit(texts_from(**source).size() == 10 ? 0 : 5);
  }
  int outcome = 0;
  ASSERT_EQ(::waitpid(child, &outcome, 0), child);
  EXPECT_TRUE(WIFEXITED(outcome));
  EXPECT_EQ(WEXITSTATUS(outcome), 0);
}

TEST_F(Live, SaysWhatIsWrongWithAnInterfaceOrAFilter) {
  options.filter = "prot tcp";
  EXPECT_EQ(capture::open_live(options).error().code, ErrorCode::usage);
  options.interface = "nosuch0";
  EXPECT_EQ(capture::open_live(options).error().code, ErrorCode::not_found);
}

TEST(Privileges, BecomeTheOwnerOfTheOutputButNeverRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give folders away";
  TemporaryFolder folder;
  const auto mine = folder / "mine";
  std::filesystem::create_directory(mine);
  ASSERT_EQ(::chown(mine.c_str(), 1234, 1235), 0);
  for (const auto& output : {mine, mine / "report.json"}) {
    const auto user = capture::whom_to_become(output);
    ASSERT_TRUE(user);
    EXPECT_EQ(user->user, 1234U);
    EXPECT_EQ(user->group, 1235U);
  }
  ASSERT_EQ(::chown(mine.c_str(), 1234, 0), 0);
  EXPECT_NE(capture::whom_to_become(mine)->group, 0U);
  EXPECT_EQ(capture::whom_to_become(folder.path()).error().code, ErrorCode::denied);
  EXPECT_EQ(capture::whom_to_become(folder / "no" / "where").error().code, ErrorCode::not_found);
}

}  // namespace
