#include "proto/spnego.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace runseal::proto {
namespace {

constexpr std::uint8_t tag_sequence = 0x30, tag_oid = 0x06, tag_octets = 0x04, tag_application = 0x60;
constexpr std::uint8_t oid_spnego[] = {0x2b, 6, 1, 5, 5, 2};
constexpr std::uint8_t oid_ntlmssp[] = {0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 10};
constexpr std::size_t most_mechanisms = 16;

Error malformed(std::string why) { return {ErrorCode::invalid, "SPNEGO token: " + std::move(why), {}, {}}; }

Bytes der(std::uint8_t tag, ByteView content) {
  base::Writer out;
  out.u8(tag);
  if (content.size() < 0x80)
    out.u8(static_cast<std::uint8_t>(content.size()));
  else
    out.u8(0x82).be16(static_cast<std::uint16_t>(content.size()));
  return std::move(out.bytes(content)).take();
}

struct Element {
  std::uint8_t tag = 0;
  ByteView content;
};

// One element off the front; lengths of at most four bytes, never indefinite.
Result<Element> next(base::Reader& in) {
  Element element;
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

Result<ByteView> expect(base::Reader& in, std::uint8_t tag) {
  RUNSEAL_TRY(const auto element, next(in));
  if (element.tag != tag) return fail(malformed(fmt::format("tag 0x{:02x} where 0x{:02x} belongs", element.tag, tag)));
  return element.content;
}

// The field [number] of a SEQUENCE's content; empty when it is not there.
Result<ByteView> field(ByteView sequence, std::uint8_t number) {
  base::Reader in(sequence);
  while (in.left() > 0) {
    RUNSEAL_TRY(const auto element, next(in));
    if (element.tag == (0xa0 | number)) return element.content;
  }
  return ByteView{};
}

std::string dotted(ByteView oid) {
  std::string text;
  std::uint64_t value = 0;
  for (const auto byte : oid) {
    if (value > std::numeric_limits<std::uint32_t>::max()) return "unreadable";
    value = value << 7U | (byte & 0x7fU);
    if ((byte & 0x80U) != 0) continue;
    text += text.empty() ? fmt::format("{}.{}", std::min<std::uint64_t>(value / 40, 2),
                                       value - 40 * std::min<std::uint64_t>(value / 40, 2))
                         : fmt::format(".{}", value);
    value = 0;
  }
  return text;
}

std::string mechanism(ByteView oid) {
  const auto text = dotted(oid.first(std::min<std::size_t>(oid.size(), 32)));
  if (text == "1.3.6.1.4.1.311.2.2.10") return "NTLM";
  if (text == "1.3.6.1.4.1.311.2.2.30") return "NEGOEX";
  if (text == "1.2.840.113554.1.2.2" || text == "1.2.840.48018.1.2.2") return "Kerberos";
  return text;
}

}  // namespace

Bytes spnego_init(ByteView ntlm_token) {
  base::Writer fields;
  fields.bytes(der(0xa0, der(tag_sequence, der(tag_oid, oid_ntlmssp)))).bytes(der(0xa2, der(tag_octets, ntlm_token)));
  base::Writer token;
  token.bytes(der(tag_oid, oid_spnego)).bytes(der(0xa0, der(tag_sequence, fields.data())));
  return der(tag_application, token.data());
}

Bytes spnego_response(ByteView ntlm_token) {
  return der(0xa1, der(tag_sequence, der(0xa2, der(tag_octets, ntlm_token))));
}

Result<std::vector<std::string>> spnego_mechanisms(ByteView init_token) {
  base::Reader outer(init_token);
  RUNSEAL_TRY(const auto token, expect(outer, tag_application));
  base::Reader inside(token);
  RUNSEAL_TRY(const auto oid, expect(inside, tag_oid));
  if (!std::equal(oid.begin(), oid.end(), std::begin(oid_spnego), std::end(oid_spnego)))
    return fail(malformed("it is for another mechanism"));
  RUNSEAL_TRY(const auto init, expect(inside, 0xa0));
  base::Reader in_init(init);
  RUNSEAL_TRY(const auto fields, expect(in_init, tag_sequence));
  RUNSEAL_TRY(const auto types, field(fields, 0));
  base::Reader in_types(types);
  RUNSEAL_TRY(const auto list, expect(in_types, tag_sequence));
  std::vector<std::string> names;
  base::Reader in_list(list);
  while (in_list.left() > 0 && names.size() < most_mechanisms) {
    RUNSEAL_TRY(const auto type, expect(in_list, tag_oid));
    auto name = mechanism(type);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

Result<Bytes> spnego_inner_token(ByteView response) {
  if (base::as_text(response).starts_with("NTLMSSP")) return Bytes(response.begin(), response.end());
  base::Reader outer(response);
  RUNSEAL_TRY(const auto token, expect(outer, 0xa1));
  base::Reader inside(token);
  RUNSEAL_TRY(const auto fields, expect(inside, tag_sequence));
  RUNSEAL_TRY(const auto inner, field(fields, 2));
  if (inner.empty()) return Bytes{};
  base::Reader in_inner(inner);
  RUNSEAL_TRY(const auto octets, expect(in_inner, tag_octets));
  return Bytes(octets.begin(), octets.end());
}

}  // namespace runseal::proto
