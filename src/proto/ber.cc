#include "proto/ber.h"

#include <fmt/format.h>

namespace runseal::proto {
namespace {

Error malformed(std::string why) { return {ErrorCode::invalid, "BER: " + std::move(why), {}, {}}; }

}  // namespace

Bytes ber(std::uint8_t tag, ByteView content) {
  base::Writer out;
  out.u8(tag);
  std::size_t width = 0;
  for (auto rest = content.size(); rest > 0; rest >>= 8U) ++width;
  if (content.size() >= 0x80) out.u8(static_cast<std::uint8_t>(0x80U | width));
  for (std::size_t i = std::max<std::size_t>(width, 1); i-- > 0;)
    if (content.size() >= 0x80 || i == 0) out.u8(static_cast<std::uint8_t>(content.size() >> (8U * i)));
  return std::move(out.bytes(content)).take();
}

Bytes ber_integer(std::int32_t value) {
  Bytes content;
  for (int shift = 24; shift >= 0; shift -= 8) content.push_back(static_cast<std::uint8_t>(value >> shift));
  // the shortest form: no leading byte that only repeats the sign
  while (content.size() > 1 && ((content[0] == 0 && content[1] < 0x80) || (content[0] == 0xff && content[1] >= 0x80)))
    content.erase(content.begin());
  return ber(ber_integer_tag, content);
}

Result<std::optional<BerHead>> ber_head(ByteView bytes) {
  if (bytes.size() < 2) return std::nullopt;
  BerHead head{2, bytes[1]};
  if (head.length < 0x80) return head;
  const auto width = head.length & 0x7fU;
  if (width == 0 || width > 4) return fail(malformed("a length that cannot be"));
  head = {2 + width, 0};
  if (bytes.size() < head.size) return std::nullopt;
  for (std::size_t i = 2; i < head.size; ++i) head.length = head.length << 8U | bytes[i];
  return head;
}

Result<BerElement> ber_next(base::Reader& in) {
  BerElement element;
  element.tag = in.u8();
  std::size_t length = in.u8();
  if (length >= 0x80) {
    const auto width = length & 0x7fU;
    if (width == 0 || width > 4) return fail(malformed("a length that cannot be"));
    length = 0;
    for (std::size_t i = 0; i < width; ++i) length = length << 8U | in.u8();
  }
  element.content = in.take(length);
  if (in.failed()) return fail(malformed("a part reaches past its end"));
  return element;
}

Result<ByteView> ber_take(base::Reader& in, std::uint8_t tag) {
  RUNSEAL_TRY(const auto element, ber_next(in));
  if (element.tag != tag) return fail(malformed(fmt::format("tag 0x{:02x} where 0x{:02x} belongs", element.tag, tag)));
  return element.content;
}

Result<std::int32_t> ber_number(ByteView content) {
  if (content.empty() || content.size() > 4) return fail(malformed("a number of no or too many bytes"));
  std::uint32_t value = content[0] >= 0x80 ? ~0U : 0U;
  for (const auto byte : content) value = value << 8U | byte;
  return static_cast<std::int32_t>(value);
}

}  // namespace runseal::proto
