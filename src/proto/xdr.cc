#include "proto/xdr.h"

namespace runseal::proto {
namespace {
constexpr std::size_t unit = 4;
std::size_t padding(std::size_t count) { return (unit - count % unit) % unit; }
}  // namespace

bool XdrReader::boolean() {
  const auto value = u32();
  if (value > 1) wrong_ = true;
  return value == 1;
}

ByteView XdrReader::fixed(std::size_t count) {
  const auto bytes = in_.take(count);
  in_.skip(padding(count));
  return bytes;
}

ByteView XdrReader::opaque(std::size_t most) {
  const std::size_t count = u32();
  if (count > most) wrong_ = true;
  return wrong_ ? ByteView{} : fixed(count);
}

void xdr_opaque(base::Writer& out, ByteView bytes) {
  out.be32(static_cast<std::uint32_t>(bytes.size())).bytes(bytes).zeros(padding(bytes.size()));
}

void xdr_text(base::Writer& out, std::string_view text) { xdr_opaque(out, base::as_bytes(text)); }

}  // namespace runseal::proto
