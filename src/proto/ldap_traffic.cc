#include "proto/ldap_traffic.h"

#include <algorithm>

#include "proto/ber.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest = 16U << 20U;
constexpr std::size_t longest_name = 512;
constexpr std::uint8_t bind_request = 0x60, bind_response = 0x61, extended_request = 0x77, extended_response = 0x78;
constexpr std::uint8_t simple_tag = 0x80, sasl_tag = 0xa3, oid_tag = 0x80;

std::string text(ByteView bytes) { return base::as_text(bytes.first(std::min(bytes.size(), longest_name))); }

// Tag and length off the front; the content may be cut.
Result<std::uint8_t> enter(base::Reader& in, ByteView bytes) {
  RUNSEAL_TRY(const auto head, ber_head(bytes.subspan(in.at())));
  if (!head) return fail(ErrorCode::invalid, "LDAP: cut");
  const auto tag = bytes[in.at()];
  in.skip(head->size);
  return tag;
}

Result<> read_bind(ByteView rest, LdapSeen& into) {
  base::Reader in(rest);
  RUNSEAL_CHECK(ber_take(in, ber_integer_tag));
  RUNSEAL_TRY(const auto name, ber_take(in, ber_octets));
  into.name = text(name);
  RUNSEAL_TRY(const auto head, ber_head(rest.subspan(in.at())));
  if (!head) return fail(ErrorCode::invalid, "LDAP: a bind that is cut");
  const auto tag = rest[in.at()];
  into.simple = tag == simple_tag;
  into.password = into.simple && head->length > 0;
  if (tag != sasl_tag) return {};
  in.skip(head->size);
  RUNSEAL_TRY(const auto mechanism, ber_take(in, ber_octets));
  into.mechanism = text(mechanism);
  return {};
}

}  // namespace

Result<std::optional<std::uint64_t>> ldap_seen_size(ByteView bytes) {
  if (!bytes.empty() && bytes[0] != ber_sequence) return fail(ErrorCode::not_found, "no LDAP message");
  RUNSEAL_TRY(const auto head, ber_head(bytes));
  if (!head) return std::nullopt;
  if (head->length > longest) return fail(ErrorCode::limit, "LDAP: a message too long");
  if (bytes.size() > head->size && bytes[head->size] != ber_integer_tag)
    return fail(ErrorCode::not_found, "no LDAP message");
  return head->size + head->length;
}

Result<LdapSeen> parse_ldap_seen(ByteView front) {
  base::Reader in(front);
  RUNSEAL_TRY(const auto outer, enter(in, front));
  if (outer != ber_sequence) return fail(ErrorCode::invalid, "no LDAP message");
  RUNSEAL_CHECK(ber_take(in, ber_integer_tag));
  LdapSeen seen;
  RUNSEAL_TRY(seen.operation, enter(in, front));
  const auto content = front.subspan(in.at());
  base::Reader inner(content);
  if (seen.operation == bind_request) RUNSEAL_CHECK(read_bind(content, seen));
  if (seen.operation == bind_response || seen.operation == extended_response) {
    RUNSEAL_TRY(const auto code, ber_take(inner, ber_enumerated));
    RUNSEAL_TRY(const auto number, ber_number(code));
    seen.result = number;
  }
  if (seen.operation == extended_request) {
    RUNSEAL_TRY(const auto oid, ber_take(inner, oid_tag));
    seen.oid = text(oid);
  }
  return seen;
}

SaslCover sasl_cover(ByteView buffer) {
  constexpr std::uint8_t sealed_flag = 2;
  if (buffer.size() < 16 || buffer[0] != 5 || buffer[1] != 4 || buffer[3] != 0xff) return SaslCover::not_known;
  return (buffer[2] & sealed_flag) != 0 ? SaslCover::sealed : SaslCover::signed_only;
}

}  // namespace runseal::proto
