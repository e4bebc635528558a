// A paired sender that says what it likes.
#pragma once

#include <memory>

#include "base/tcp.h"
#include "transfer/engine/channel.h"

namespace runseal::test {

class HostileSender {
 public:
  using Type = transfer::FrameType;

  HostileSender(std::uint16_t port, const base::PrivateKey& key, const base::PublicKey& receiver)
      : port_(port), identity_(key, transfer::wire_protocol), receiver_(receiver), control(connect()) {}

  std::unique_ptr<transfer::Channel> connect() const {
    constexpr std::chrono::milliseconds patience{5'000};
    auto tls = base::TlsConnection::connect(*base::tcp_connect({"127.0.0.1", port_}, patience), identity_, receiver_,
                                            patience);
    auto channel = std::make_unique<transfer::Channel>(*std::move(tls));
    channel->tls().stall_limit(patience);
    EXPECT_TRUE(channel->receive(Type::greeting));
    return channel;
  }

  // Names a run and its entries; what the receiver says to it.
  Result<> open(const std::string& run, const std::vector<transfer::Entry>& entries, std::uint64_t promised = 0) {
    std::size_t from = 0;
    return open_raw(run, transfer::encode_entries(transfer::refs_to(entries), from), promised);
  }
  Result<> open_raw(const std::string& run, ByteView entries, std::uint64_t promised = 0) {
    RUNSEAL_CHECK(control->say(Type::open, transfer::encode(transfer::Open{run, 1, promised, "hostile"})));
    RUNSEAL_TRY(const auto body, control->receive(Type::opened));
    RUNSEAL_TRY(opened, transfer::decode_opened(body));
    RUNSEAL_CHECK(control->say(Type::entries, entries));
    RUNSEAL_CHECK(control->say(Type::listed));
    RUNSEAL_CHECK(control->receive(Type::ready));
    return {};
  }

  std::unique_ptr<transfer::Channel> join(transfer::Purpose purpose) const {
    auto channel = connect();
    EXPECT_TRUE(channel->say(Type::join, transfer::encode(transfer::Join{opened.token, purpose})));
    if (purpose == transfer::Purpose::report) {
      EXPECT_TRUE(channel->receive(Type::alive));  // it has been joined
    }
    return channel;
  }
  static Result<> piece(transfer::Channel& data, const transfer::Piece& piece, const std::string& bytes) {
    RUNSEAL_CHECK(data.send(Type::group, transfer::encode_pieces({piece}), base::as_bytes(bytes)));
    return data.flush();
  }
  // The next word of the report connection that is not `alive`; refusals are errors.
  static Result<Type> hear(transfer::Channel& report) {
    for (;;) {
      RUNSEAL_TRY(const auto frame, report.receive());
      if (frame.type != Type::alive) return frame.type;
    }
  }

 private:
  std::uint16_t port_;
  base::TlsIdentity identity_;
  base::PublicKey receiver_;

 public:
  std::unique_ptr<transfer::Channel> control;
  transfer::Opened opened;
};

}  // namespace runseal::test
