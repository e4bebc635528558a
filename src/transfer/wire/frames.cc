#include "transfer/wire/frames.h"

#include <algorithm>

#include "base/confined.h"
#include "base/text.h"
#include "transfer/wire/frame_parts.h"

namespace runseal::transfer {

std::array<std::uint8_t, frame_header> encode_header(FrameType type, std::size_t length) {
  const auto n = static_cast<std::uint32_t>(length);
  return {static_cast<std::uint8_t>(n >> 24U), static_cast<std::uint8_t>(n >> 16U), static_cast<std::uint8_t>(n >> 8U),
          static_cast<std::uint8_t>(n), static_cast<std::uint8_t>(type)};
}

Result<FrameHeader> decode_header(ByteView bytes) {
  Reader in(bytes);
  FrameHeader header;
  header.length = in.be32();
  const auto type = in.u8();
  if (!ended(in) || type < 1 || type > static_cast<std::uint8_t>(FrameType::done)) return malformed("header");
  if (header.length > max_frame) return malformed("header: longer than a frame may be");
  header.type = static_cast<FrameType>(type);
  return header;
}

Bytes encode(const Greeting& value) {
  Writer out;
  out.be16(value.version);
  put_text(out, value.software);
  return std::move(out).take();
}

Result<Greeting> decode_greeting(ByteView body) {
  Reader in(body);
  Greeting value;
  value.version = in.be16();
  value.software = take_text(in);
  if (!ended(in)) return malformed("greeting");
  return value;
}

Bytes encode(const Refused& value) {
  Writer out;
  out.u8(static_cast<std::uint8_t>(value.code));
  put_text(out, value.what);
  put_text(out, value.next);
  return std::move(out).take();
}

Result<Refused> decode_refused(ByteView body) {
  Reader in(body);
  Refused value;
  const auto code = in.u8();
  value.what = base::printable(take_text(in));
  value.next = base::printable(take_text(in));
  if (!ended(in) || code > static_cast<std::uint8_t>(ErrorCode::internal)) return malformed("refused");
  value.code = static_cast<ErrorCode>(code);
  return value;
}

Bytes encode(const Open& value) {
  Writer out;
  put_text(out, value.name);
  out.be64(value.files).be64(value.bytes);
  put_text(out, value.software);
  return std::move(out).take();
}

Result<Open> decode_open(ByteView body) {
  Reader in(body);
  Open value;
  value.name = take_text(in);
  value.files = in.be64();
  value.bytes = in.be64();
  value.software = base::printable(take_text(in), 64);
  if (!ended(in)) return malformed("open");
  RUNSEAL_CHECK(base::check_relative(value.name));
  return value;
}

Bytes encode(const Opened& value) {
  Writer out;
  out.bytes(value.token).u8(static_cast<std::uint8_t>(value.state));
  return std::move(out).take();
}

Result<Opened> decode_opened(ByteView body) {
  Reader in(body);
  Opened value;
  value.token = take_array<16>(in);
  const auto state = in.u8();
  if (!ended(in) || state > static_cast<std::uint8_t>(OpenState::exists)) return malformed("opened");
  value.state = static_cast<OpenState>(state);
  return value;
}

Bytes encode(const Join& value) {
  Writer out;
  out.bytes(value.token).u8(static_cast<std::uint8_t>(value.purpose));
  return std::move(out).take();
}

Result<Join> decode_join(ByteView body) {
  Reader in(body);
  Join value;
  value.token = take_array<16>(in);
  const auto purpose = in.u8();
  if (!ended(in) || purpose > static_cast<std::uint8_t>(Purpose::report)) return malformed("join");
  value.purpose = static_cast<Purpose>(purpose);
  return value;
}

Bytes encode(const Part& value) {
  Writer out;
  out.u8(static_cast<std::uint8_t>(value.which)).text(value.bytes);
  return std::move(out).take();
}

Result<Part> decode_part(ByteView body) {
  Reader in(body);
  Part value;
  const auto which = in.u8();
  if (in.failed() || which > static_cast<std::uint8_t>(SealPart::signature)) return malformed("part");
  value.which = static_cast<SealPart>(which);
  value.bytes = base::as_text(in.take(in.left()));
  return value;
}

Bytes encode(const Done& value) {
  Writer out;
  put_text(out, value.receipt);
  put_text(out, value.signature);
  out.u8(value.was_there ? 1 : 0);
  return std::move(out).take();
}

Result<Done> decode_done(ByteView body) {
  Reader in(body);
  Done value;
  bool well_formed = true;
  value.receipt = take_text(in);
  value.signature = take_text(in);
  value.was_there = take_flag(in, well_formed);
  if (!ended(in) || !well_formed) return malformed("done");
  return value;
}

}  // namespace runseal::transfer
