#include "proto/spnego.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "proto/ber.h"

namespace runseal::proto {
namespace {

constexpr std::uint8_t tag_oid = 0x06, tag_application = 0x60;
constexpr std::uint8_t oid_spnego[] = {0x2b, 6, 1, 5, 5, 2};
constexpr std::uint8_t oid_ntlmssp[] = {0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 10};
constexpr std::size_t most_mechanisms = 16;

Error malformed(std::string why) { return {ErrorCode::invalid, "SPNEGO token: " + std::move(why), {}, {}}; }

// The field [number] of a SEQUENCE's content; empty when it is not there.
Result<ByteView> field(ByteView sequence, std::uint8_t number) {
  base::Reader in(sequence);
  while (in.left() > 0) {
    RUNSEAL_TRY(const auto element, ber_next(in));
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
  fields.bytes(ber(0xa0, ber(ber_sequence, ber(tag_oid, oid_ntlmssp)))).bytes(ber(0xa2, ber(ber_octets, ntlm_token)));
  base::Writer token;
  token.bytes(ber(tag_oid, oid_spnego)).bytes(ber(0xa0, ber(ber_sequence, fields.data())));
  return ber(tag_application, token.data());
}

Bytes spnego_response(ByteView ntlm_token) {
  return ber(0xa1, ber(ber_sequence, ber(0xa2, ber(ber_octets, ntlm_token))));
}

Result<std::vector<std::string>> spnego_mechanisms(ByteView init_token) {
  base::Reader outer(init_token);
  RUNSEAL_TRY(const auto token, ber_take(outer, tag_application));
  base::Reader inside(token);
  RUNSEAL_TRY(const auto oid, ber_take(inside, tag_oid));
  if (!std::equal(oid.begin(), oid.end(), std::begin(oid_spnego), std::end(oid_spnego)))
    return fail(malformed("it is for another mechanism"));
  RUNSEAL_TRY(const auto init, ber_take(inside, 0xa0));
  base::Reader in_init(init);
  RUNSEAL_TRY(const auto fields, ber_take(in_init, ber_sequence));
  RUNSEAL_TRY(const auto types, field(fields, 0));
  base::Reader in_types(types);
  RUNSEAL_TRY(const auto list, ber_take(in_types, ber_sequence));
  std::vector<std::string> names;
  base::Reader in_list(list);
  while (in_list.left() > 0 && names.size() < most_mechanisms) {
    RUNSEAL_TRY(const auto type, ber_take(in_list, tag_oid));
    auto name = mechanism(type);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

Result<Bytes> spnego_inner_token(ByteView response) {
  if (base::as_text(response).starts_with("NTLMSSP")) return Bytes(response.begin(), response.end());
  base::Reader outer(response);
  RUNSEAL_TRY(const auto token, ber_take(outer, 0xa1));
  base::Reader inside(token);
  RUNSEAL_TRY(const auto fields, ber_take(inside, ber_sequence));
  RUNSEAL_TRY(const auto inner, field(fields, 2));
  if (inner.empty()) return Bytes{};
  base::Reader in_inner(inner);
  RUNSEAL_TRY(const auto octets, ber_take(in_inner, ber_octets));
  return Bytes(octets.begin(), octets.end());
}

}  // namespace runseal::proto
