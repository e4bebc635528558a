#include "transfer/engine/calling.h"

#include <algorithm>

namespace runseal::transfer {
namespace {

constexpr std::chrono::milliseconds connect_limit{10'000};

}  // namespace

Result<std::unique_ptr<Channel>> Calling::connect() {
  RUNSEAL_TRY(auto socket, base::tcp_connect(to_.at, connect_limit));
  RUNSEAL_TRY(auto tls,
              base::TlsConnection::connect(std::move(socket), identity_, to_.key, std::min(connect_limit, stall_)));
  tls.stall_limit(stall_);
  auto channel = std::make_unique<Channel>(std::move(tls));
  const auto body = hear(*channel, FrameType::greeting);
  if (!body) return fail(body.error());
  RUNSEAL_TRY(const auto greeting, decode_greeting(*body));
  if (greeting.version != wire_version)
    return fail(ErrorCode::invalid, "the receiver speaks another version of the protocol", to_.at.text(),
                "install the same version of runseal on both ends");
  return channel;
}

Result<ByteView> Calling::hear(Channel& channel, FrameType expected) {
  RUNSEAL_TRY(const auto frame, hear_any(channel));
  if (frame.type != expected)
    return fail(ErrorCode::invalid, "the receiver sent a frame that does not belong here", to_.at.text());
  return frame.body;
}

Result<Frame> Calling::hear_any(Channel& channel) {
  auto frame = channel.receive();
  if (frame || !channel.refused()) return frame;
  auto error = frame.error();
  refused_ = error.code != ErrorCode::conflict && error.code != ErrorCode::unavailable;
  if (!refused_) error.code = ErrorCode::timeout;  // a connection broke, or an older session of ours has yet to end
  const std::lock_guard lock(mutex_);
  refusal_ = error;
  return fail(std::move(error));
}

std::optional<Error> Calling::refusal() const {
  const std::lock_guard lock(mutex_);
  return refusal_;
}

}  // namespace runseal::transfer
