#include "proto/ldap.h"

#include <algorithm>

#include <fmt/format.h>

#include "proto/ber.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_message = 256U << 10U;
constexpr std::size_t most_values = 4096;
constexpr std::uint8_t bind_request = 0x60, search_request = 0x63, extended_request = 0x77;
constexpr std::uint8_t bind_response = 0x61, search_entry = 0x64, search_done = 0x65, search_reference = 0x73,
                       extended_response = 0x78, intermediate_response = 0x79;
constexpr std::uint8_t extended_name_tag = 0x8a;

Bytes message(std::int32_t id, std::uint8_t operation, ByteView content) {
  base::Writer parts;
  parts.bytes(ber_integer(id)).bytes(ber(operation, content));
  return ber(ber_sequence, parts.data());
}

Bytes octets(std::string_view text) { return ber(ber_octets, base::as_bytes(text)); }

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return text;
}

// LDAPResult (RFC 4511 4.1.9): a code, the name matched, a diagnostic message; what follows is left in `in`.
Result<LdapResult> result_of(base::Reader& in) {
  LdapResult result;
  RUNSEAL_TRY(const auto code, ber_take(in, ber_enumerated));
  RUNSEAL_TRY(const auto number, ber_number(code));
  if (number < 0) return fail(ErrorCode::invalid, "LDAP answer: a result that cannot be");
  result.code = static_cast<LdapCode>(number);
  RUNSEAL_CHECK(ber_take(in, ber_octets));
  RUNSEAL_TRY(const auto words, ber_take(in, ber_octets));
  result.diagnostic = base::as_text(words);
  return result;
}

Result<> read_attribute(ByteView content, LdapMessage& into, std::size_t& values) {
  base::Reader in(content);
  RUNSEAL_TRY(const auto type, ber_take(in, ber_octets));
  RUNSEAL_TRY(const auto set, ber_take(in, ber_set));
  auto& list = into.attributes[lower(base::as_text(type))];
  base::Reader in_set(set);
  while (in_set.left() > 0) {
    RUNSEAL_TRY(const auto value, ber_take(in_set, ber_octets));
    if (++values > most_values) return fail(ErrorCode::limit, "LDAP entry with too many values");
    list.push_back(base::as_text(value));
  }
  return {};
}

Result<> read_entry(ByteView content, LdapMessage& into) {
  base::Reader in(content);
  RUNSEAL_TRY(const auto name, ber_take(in, ber_octets));
  into.entry = base::as_text(name);
  RUNSEAL_TRY(const auto list, ber_take(in, ber_sequence));
  base::Reader in_list(list);
  std::size_t values = 0;
  while (in_list.left() > 0) {
    RUNSEAL_TRY(const auto attribute, ber_take(in_list, ber_sequence));
    RUNSEAL_CHECK(read_attribute(attribute, into, values));
  }
  return {};
}

Result<> read_result(ByteView content, LdapMessage& into) {
  base::Reader in(content);
  RUNSEAL_TRY(into.result, result_of(in));
  while (in.left() > 0) {
    RUNSEAL_TRY(const auto more, ber_next(in));
    if (into.kind == LdapMessage::Kind::extended && more.tag == extended_name_tag)
      into.extended_name = base::as_text(more.content);
  }
  return {};
}

LdapMessage::Kind kind_of(std::uint8_t tag) {
  using Kind = LdapMessage::Kind;
  switch (tag) {
    case bind_response: return Kind::bind;
    case search_entry: return Kind::entry;
    case search_reference: return Kind::reference;
    case search_done: return Kind::search_done;
    case extended_response: return Kind::extended;
    case intermediate_response: return Kind::intermediate;
    default: return Kind::other;
  }
}

}  // namespace

std::string name(LdapCode code) {
  switch (code) {
    case LdapCode::success: return "success";
    case LdapCode::operations_error: return "operationsError";
    case LdapCode::protocol_error: return "protocolError";
    case LdapCode::auth_method_not_supported: return "authMethodNotSupported";
    case LdapCode::stronger_auth_required: return "strongerAuthRequired";
    case LdapCode::confidentiality_required: return "confidentialityRequired";
    case LdapCode::no_such_object: return "noSuchObject";
    case LdapCode::invalid_dn_syntax: return "invalidDNSyntax";
    case LdapCode::inappropriate_authentication: return "inappropriateAuthentication";
    case LdapCode::invalid_credentials: return "invalidCredentials";
    case LdapCode::insufficient_access: return "insufficientAccessRights";
    case LdapCode::unavailable: return "unavailable";
    case LdapCode::unwilling_to_perform: return "unwillingToPerform";
  }
  return fmt::format("result {}", static_cast<std::uint32_t>(code));
}

Bytes ldap_simple_bind(std::int32_t id, std::string_view name, std::string_view password) {
  base::Writer content;
  content.bytes(ber_integer(3)).bytes(octets(name)).bytes(ber(0x80, base::as_bytes(password)));
  return message(id, bind_request, content.data());
}

Bytes ldap_read(std::int32_t id, std::string_view base_entry, const std::vector<std::string_view>& attributes) {
  constexpr std::uint8_t boolean = 0x01, present = 0x87;
  base::Writer list;
  for (const auto attribute : attributes) list.bytes(octets(attribute));
  const Bytes zero(1, 0);
  base::Writer content;
  content.bytes(octets(base_entry));
  content.bytes(ber(ber_enumerated, zero)).bytes(ber(ber_enumerated, zero));      // baseObject, neverDerefAliases
  content.bytes(ber_integer(1)).bytes(ber_integer(5)).bytes(ber(boolean, zero));  // entries, seconds, with values
  content.bytes(ber(present, base::as_bytes("objectclass"))).bytes(ber(ber_sequence, list.data()));
  return message(id, search_request, content.data());
}

Bytes ldap_extended(std::int32_t id, std::string_view oid) {
  return message(id, extended_request, ber(0x80, base::as_bytes(oid)));
}

Result<std::optional<std::size_t>> ldap_message_size(ByteView bytes) {
  if (!bytes.empty() && bytes[0] != ber_sequence) return fail(ErrorCode::not_found, "no LDAP message begins like this");
  RUNSEAL_TRY(const auto head, ber_head(bytes));
  if (!head) return std::nullopt;
  if (head->length > longest_message) return fail(ErrorCode::limit, fmt::format("a message of {} bytes", head->length));
  // every message begins with its number: tells LDAP from anything else before a length is believed
  if (bytes.size() > head->size && bytes[head->size] != ber_integer_tag)
    return fail(ErrorCode::not_found, "no LDAP message begins like this");
  return head->size + head->length;
}

Result<LdapMessage> parse_ldap_message(ByteView bytes) {
  base::Reader outer(bytes);
  RUNSEAL_TRY(const auto content, ber_take(outer, ber_sequence));
  base::Reader in(content);
  LdapMessage parsed;
  RUNSEAL_TRY(const auto id, ber_take(in, ber_integer_tag));
  RUNSEAL_TRY(parsed.id, ber_number(id));
  if (parsed.id < 0) return fail(ErrorCode::invalid, "LDAP answer: a negative number of the message");
  RUNSEAL_TRY(const auto operation, ber_next(in));
  parsed.kind = kind_of(operation.tag);
  using Kind = LdapMessage::Kind;
  if (parsed.kind == Kind::entry) RUNSEAL_CHECK(read_entry(operation.content, parsed));
  if (parsed.kind == Kind::bind || parsed.kind == Kind::search_done || parsed.kind == Kind::extended)
    RUNSEAL_CHECK(read_result(operation.content, parsed));
  return parsed;
}

}  // namespace runseal::proto
