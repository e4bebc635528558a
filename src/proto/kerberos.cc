#include "proto/kerberos.h"

#include <algorithm>

#include "proto/ber.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_name = 256;
constexpr std::uint8_t general_string = 0x1b;

constexpr std::uint8_t context(unsigned number) { return static_cast<std::uint8_t>(0xa0U | number); }

const char* kind_of(std::uint8_t tag) {
  switch (tag) {
    case 0x6a: return "AS-REQ";
    case 0x6b: return "AS-REP";
    case 0x6c: return "TGS-REQ";
    case 0x6d: return "TGS-REP";
    case 0x7e: return "KRB-ERROR";
    default: return nullptr;
  }
}

// What is inside the tag at the front, as far as it is there.
ByteView inside(ByteView bytes) {
  const auto head = ber_head(bytes);
  if (!head || !*head) return {};
  const auto rest = bytes.subspan((*head)->size);
  return rest.first(std::min(rest.size(), (*head)->length));
}

// The content of [number] in the SEQUENCE `fields`; empty where it is not there, or was cut off.
ByteView field(ByteView fields, unsigned number) {
  base::Reader in(fields);
  while (in.left() > 0) {
    const auto rest = fields.subspan(in.at());
    if (rest[0] == context(number)) return inside(rest);
    if (!ber_next(in)) return {};
  }
  return {};
}

std::string string_of(ByteView tagged) {
  if (tagged.empty() || tagged[0] != general_string) return {};
  const auto content = inside(tagged);
  return base::as_text(content.first(std::min(content.size(), longest_name)));
}

// PrincipalName: its parts joined (RFC 4120 section 6.2)
std::string name_of(ByteView principal) {
  std::string name;
  const auto strings = inside(field(inside(principal), 1));
  base::Reader in(strings);
  while (in.left() > 0 && name.size() < longest_name) {
    const auto rest = strings.subspan(in.at());
    if (!ber_next(in)) break;
    name += (name.empty() ? "" : "/") + string_of(rest);
  }
  return name;
}

}  // namespace

Result<KerberosMessage> parse_kerberos(ByteView front) {
  const auto* kind = front.empty() ? nullptr : kind_of(front[0]);
  const auto sequence = inside(front);
  if (kind == nullptr || sequence.empty() || sequence[0] != ber_sequence)
    return fail(ErrorCode::invalid, "no message of Kerberos");
  KerberosMessage message;
  message.kind = kind;
  const auto fields = inside(sequence);
  if (front[0] == 0x6a || front[0] == 0x6c) {  // KDC-REQ, its body
    const auto body = inside(field(fields, 4));
    message.realm = string_of(field(body, 2));
    message.service = name_of(field(body, 3));
  } else if (front[0] == 0x7e) {
    message.realm = string_of(field(fields, 9));
    message.service = name_of(field(fields, 10));
  } else {  // KDC-REP, its ticket
    const auto ticket = inside(inside(field(fields, 5)));
    message.realm = string_of(field(ticket, 1));
    message.service = name_of(field(ticket, 2));
  }
  return message;
}

}  // namespace runseal::proto
