// What TLS between two nodes makes of a network that holds bytes back.
#include "base/tls.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "base/random.h"

namespace runseal::base {
namespace {

using std::chrono::milliseconds;

struct Pair {
  Pair() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    near = Fd(ends[0]);
    far = Fd(ends[1]);
  }
  Fd near;
  Fd far;
};

// Passes on what both sides say; once it is starving, only a byte at a time of what the server says, `drops` times.
class Starving {
 public:
  Pair client;
  Pair server;
  std::atomic<bool> starving = false;

  void start() {
    relay_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        pass(client.far, server.far, 65'536);
        const bool drop = starving && left_ > 0;
        if (drop) --left_;
        pass(server.far, client.far, drop ? 1 : 65'536);
        std::this_thread::sleep_for(milliseconds(drop ? 20 : 1));
      }
    });
  }

 private:
  static void pass(const Fd& from, const Fd& to, std::size_t most) {
    Bytes block(most);
    const auto got = ::recv(from.get(), block.data(), block.size(), 0);
    if (got == 0) (void)::shutdown(to.get(), SHUT_WR);
    if (got > 0) (void)::send(to.get(), block.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL);
  }

  int left_ = 500;
  std::jthread relay_;
};

// The last bytes of a record were taken out on the way, and what is said later fills their place only slowly: no single
// wait is too long, and yet it must end.
TEST(Tls, ARecordThatComesDropByDropIsNotWaitedForUntilItIsWhole) {
  constexpr std::chrono::seconds limit{20};
  const auto client_key = PrivateKey::generate();
  const auto server_key = PrivateKey::generate();
  const TlsIdentity client(client_key, "test/1");
  const TlsIdentity server(server_key, "test/1");
  Starving network;
  network.start();
  const auto said = random_bytes(10'000);
  std::jthread serving([&] {
    auto tls = TlsConnection::accept(std::move(network.server.near), server, limit);
    ASSERT_TRUE(tls) << tls.error().describe();
    Bytes heard(1);
    ASSERT_TRUE(tls->read(heard));
    EXPECT_TRUE(tls->write(said) && tls->flush());
    (void)tls->read(heard);  // until the client has gone
  });
  auto tls = TlsConnection::connect(std::move(network.client.near), client, server_key.public_key(), limit);
  ASSERT_TRUE(tls) << tls.error().describe();
  tls->stall_limit(milliseconds(200));
  network.starving = true;
  ASSERT_TRUE(tls->write(Bytes{1}) && tls->flush());
  Bytes heard(said.size());
  const auto read = tls->read(heard);
  ASSERT_FALSE(read) << "it was whole in the end, after ten seconds";
  EXPECT_EQ(read.error().code, ErrorCode::timeout) << read.error().describe();
  tls->cut();
}

}  // namespace
}  // namespace runseal::base
