// The attack of the demonstration: a byte changed on the way from the sequencer to the storage.
#include "demo/relay.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <random>
#include <thread>

#include "demo/loopback.h"
#include "demo/samba.h"
#include "support/smbclient.h"
#include "support/temporary.h"

namespace runseal::demo {
namespace {

constexpr auto safe_settings =
    "[global]\n  server min protocol = SMB3_11\n  server signing = mandatory\n  server smb encrypt = required\n";

void send_all(const base::Fd& to, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(to.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    ASSERT_GT(sent, 0);
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
}

Bytes receive_all(const base::Fd& from, std::size_t count) {
  Bytes bytes(count);
  std::size_t have = 0;
  while (have < count) {
    const auto got = ::recv(from.get(), bytes.data() + have, count - have, 0);
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

Bytes frame(std::size_t length, std::uint8_t filling) {
  Bytes made(4 + length, filling);
  for (std::size_t i = 0; i < 4; ++i) made[i] = static_cast<std::uint8_t>(length >> (8 * (3 - i)));
  return made;
}

std::vector<std::size_t> differences(const Bytes& left, const Bytes& right) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
    if (left[i] != right[i]) found.push_back(i);
  return found;
}

TEST(Relay, ChangesOneByteInTheMiddleOfTheFirstLongMessageHoweverItIsCut) {
  auto listener = listen_on_loopback();
  ASSERT_TRUE(listener);
  auto relay = Relay::start(listener->port);
  ASSERT_TRUE(relay);
  const auto client = connect_to_loopback(relay->port());
  ASSERT_TRUE(client);
  const base::Fd server(::accept(listener->socket.get(), nullptr, nullptr));

  Bytes sent;
  for (const auto& part : {frame(100, 1), frame(16U << 10U, 2), frame(20'001, 3), frame(30'000, 4)})
    sent.insert(sent.end(), part.begin(), part.end());
  const auto expected_at = 104 + 4 + (16U << 10U) + 4 + 20'001 / 2;
  std::jthread sending([&] {
    for (std::size_t at = 0; at < sent.size(); at += 997)
      send_all(*client, std::span(sent).subspan(at, std::min<std::size_t>(997, sent.size() - at)));
  });
  const auto received = receive_all(server, sent.size());
  ASSERT_EQ(received.size(), sent.size());
  EXPECT_EQ(differences(sent, received), std::vector<std::size_t>{expected_at});
  EXPECT_TRUE(relay->changed_a_byte());
}

TEST(Relay, LeavesWhatTheServerSaysAlone) {
  auto listener = listen_on_loopback();
  ASSERT_TRUE(listener);
  auto relay = Relay::start(listener->port);
  ASSERT_TRUE(relay);
  const auto client = connect_to_loopback(relay->port());
  ASSERT_TRUE(client);
  const base::Fd server(::accept(listener->socket.get(), nullptr, nullptr));
  const auto said = frame(40'000, 7);
  std::jthread sending([&] { send_all(server, said); });
  EXPECT_EQ(receive_all(*client, said.size()), said);
  EXPECT_FALSE(relay->changed_a_byte());
}

TEST(Relay, EndsWithConnectionsStillOpen) {
  auto listener = listen_on_loopback();
  ASSERT_TRUE(listener);
  auto relay = Relay::start(listener->port);
  ASSERT_TRUE(relay);
  const auto client = connect_to_loopback(relay->port());
  ASSERT_TRUE(client);
  relay->stop();
  EXPECT_FALSE(connect_to_loopback(relay->port()));
}

class RelayOnSamba : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(base::program_exists("smbd")) << "script/bootstrap test installs Samba";
    std::mt19937 numbers(1);
    std::string content(1U << 20U, '\0');
    for (auto& c : content) c = static_cast<char>(numbers() & 0xFFU);
    test::write_file(original_, content);
    auto started = Samba::start(folder_ / "samba", {});
    ASSERT_TRUE(started) << started.error().describe();
    samba_.emplace(std::move(*started));
  }

  bool put_through(const Relay& relay) {
    return test::smbclient(relay.port(), samba_->user(), samba_->password(), "put " + original_.string() + " run.bcl")
        .ok();
  }

  test::TemporaryFolder folder_;
  std::filesystem::path original_ = folder_ / "run.bcl";
  std::optional<Samba> samba_;
};

TEST_F(RelayOnSamba, NobodyNoticesTheChangedByteOnAnUnprotectedShare) {
  auto relay = Relay::start(samba_->port());
  ASSERT_TRUE(relay);
  EXPECT_TRUE(put_through(*relay));
  EXPECT_TRUE(relay->changed_a_byte());
  base::Command compare;
  compare.program = "cmp";
  compare.arguments = {"-l", original_.string(), (samba_->share_folder() / "run.bcl").string()};
  const auto compared = base::run(compare);
  ASSERT_TRUE(compared);
  EXPECT_EQ(std::count(compared->out.begin(), compared->out.end(), '\n'), 1) << compared->out << compared->err;
}

TEST_F(RelayOnSamba, TheConnectionBreaksOnceTheShareRequiresProtection) {
  ASSERT_TRUE(samba_->apply(safe_settings));
  auto relay = Relay::start(samba_->port());
  ASSERT_TRUE(relay);
  EXPECT_FALSE(put_through(*relay));
  EXPECT_TRUE(relay->changed_a_byte());
  // without anybody on the way it still works
  ASSERT_TRUE(
      test::smbclient(samba_->port(), samba_->user(), samba_->password(), "put " + original_.string() + " run.bcl")
          .ok());
  EXPECT_EQ(test::read_file(samba_->share_folder() / "run.bcl"), test::read_file(original_));
}

}  // namespace
}  // namespace runseal::demo
