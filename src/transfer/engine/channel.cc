#include "transfer/engine/channel.h"

namespace runseal::transfer {

Result<> Channel::send(FrameType type, ByteView body, ByteView payload) {
  RUNSEAL_CHECK(tls_.write(encode_header(type, body.size() + payload.size())));
  RUNSEAL_CHECK(tls_.write(body));
  return tls_.write(payload);
}

Result<> Channel::say(FrameType type, ByteView body) {
  RUNSEAL_CHECK(send(type, body));
  return tls_.flush();
}

Result<Frame> Channel::receive() {
  std::array<std::uint8_t, frame_header> head{};
  RUNSEAL_CHECK(tls_.read(head));
  RUNSEAL_TRY(const auto header, decode_header(head));
  if (body_.size() < header.length) body_.resize(header.length);
  const std::span<std::uint8_t> body(body_.data(), header.length);
  RUNSEAL_CHECK(tls_.read(body));
  if (header.type != FrameType::refused) return Frame{header.type, body};
  RUNSEAL_TRY(const auto said, decode_refused(body));
  refused_ = true;
  return fail(said.code, "the receiver refused: " + said.what, {}, said.next);
}

Result<ByteView> Channel::receive(FrameType expected) {
  RUNSEAL_TRY(const auto frame, receive());
  if (frame.type != expected)
    return fail(ErrorCode::invalid, "the other end sent a frame that does not belong here", {},
                "do both ends run the same version of runseal?");
  return frame.body;
}

Error connection_lost(Error error) {
  if (error.code == ErrorCode::io || error.code == ErrorCode::timeout) error.code = ErrorCode::unavailable;
  return error;
}

Refused refusal(const Error& error) {
  return {error.code, error.what + (error.where.empty() ? "" : " (" + error.where + ")"), error.next};
}

}  // namespace runseal::transfer
