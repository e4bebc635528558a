// A sender and a receiver whose memory, or network card, flips a bit where TLS does not look: a relay that holds both
// keys, so that each end believes it speaks with the other.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "base/tcp.h"
#include "transfer/engine/channel.h"

namespace runseal::test {

class FaultyMemory {
 public:
  // The first byte of the first `times` groups that are sent arrives wrong.
  FaultyMemory(std::uint16_t receiver, const base::PrivateKey& sender_key, const base::PrivateKey& receiver_key,
               int times)
      : receiver_(receiver),
        as_sender_(sender_key, transfer::wire_protocol),
        as_receiver_(receiver_key, transfer::wire_protocol),
        receiver_key_(receiver_key.public_key()),
        left_(times),
        listener_(*base::tcp_listen({"127.0.0.1", 0})),
        acceptor_([this] { accept(); }) {}
  ~FaultyMemory() {
    stop_ = true;
    acceptor_.join();
    for (auto& thread : threads_) thread.join();
  }
  FaultyMemory(const FaultyMemory&) = delete;
  FaultyMemory& operator=(const FaultyMemory&) = delete;

  [[nodiscard]] std::uint16_t port() const { return base::tcp_port(listener_); }

 private:
  using Type = transfer::FrameType;
  static constexpr std::chrono::milliseconds patience{5'000};

  void accept() {
    while (!stop_) {
      std::string from;
      auto client = base::tcp_accept(listener_, std::chrono::milliseconds(20), from);
      if (client && *client)
        threads_.emplace_back(
            [this, socket = std::make_shared<base::Fd>(*std::move(client))] { (void)relay(std::move(*socket)); });
    }
  }

  // Each connection goes one way at a time (docs/formats/wire.md), so one thread serves it.
  Result<> relay(base::Fd client) {
    RUNSEAL_TRY(auto sender, base::TlsConnection::accept(std::move(client), as_receiver_, patience));
    RUNSEAL_TRY(auto socket, base::tcp_connect({"127.0.0.1", receiver_}, patience));
    RUNSEAL_TRY(auto receiver, base::TlsConnection::connect(std::move(socket), as_sender_, receiver_key_, patience));
    const auto ended = pass_all(sender, receiver);
    sender.finish();
    receiver.finish();
    return ended;
  }

  Result<> pass_all(base::TlsConnection& sender, base::TlsConnection& receiver) {
    RUNSEAL_CHECK(pass_one(receiver, sender));
    RUNSEAL_TRY(const auto first, pass_one(sender, receiver));
    if (first == Type::open) {
      RUNSEAL_CHECK(pass_one(receiver, sender));
      RUNSEAL_CHECK(pass_until(Type::listed, sender, receiver));
      RUNSEAL_CHECK(pass_until(Type::ready, receiver, sender));
      return pass_until({}, sender, receiver);
    }
    if (first != Type::join) return {};
    return report_ ? pass_until({}, receiver, sender) : pass_until({}, sender, receiver);
  }

  Result<> pass_until(Type last, base::TlsConnection& from, base::TlsConnection& to) {
    for (;;) {
      RUNSEAL_TRY(const auto type, pass_one(from, to));
      if (type == last) return {};
    }
  }

  Result<Type> pass_one(base::TlsConnection& from, base::TlsConnection& to) {
    Bytes frame(transfer::frame_header);
    RUNSEAL_CHECK(from.read(frame));
    RUNSEAL_TRY(const auto header, transfer::decode_header(frame));
    frame.resize(frame.size() + header.length);
    const auto body = std::span(frame).subspan(transfer::frame_header);
    RUNSEAL_CHECK(from.read(body));
    if (header.type == Type::join) {
      RUNSEAL_TRY(const auto join, transfer::decode_join(body));
      report_ = join.purpose == transfer::Purpose::report;
    }
    if (header.type == Type::group) flip(body);
    RUNSEAL_CHECK(to.write(frame));
    RUNSEAL_CHECK(to.flush());
    return header.type;
  }

  void flip(std::span<std::uint8_t> body) {
    ByteView payload;
    const auto pieces = transfer::decode_pieces(body, payload);
    if (!pieces || payload.empty() || left_.fetch_sub(1) <= 0) return;
    body[body.size() - payload.size()] ^= 1U;
  }

  std::uint16_t receiver_;
  base::TlsIdentity as_sender_;
  base::TlsIdentity as_receiver_;
  base::PublicKey receiver_key_;
  std::atomic<int> left_;
  std::atomic<bool> stop_ = false;
  static inline thread_local bool report_ = false;  // this thread's connection is the report
  base::Fd listener_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace runseal::test
