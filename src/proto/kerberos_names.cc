#include "proto/kerberos_names.h"

#include <algorithm>

#include "base/text.h"
#include "proto/ber.h"

namespace runseal::proto {
namespace {

constexpr std::uint8_t oid_kerberos[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2};
constexpr std::uint8_t oid_kerberos_of_microsoft[] = {0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 1, 2, 2};
constexpr int most_names = 8;

// One element off the front, or the beginning of one. Nothing: none.
std::optional<BerElement> front(ByteView& bytes) {
  const auto head = ber_head(bytes);
  if (!head || !*head) return std::nullopt;
  const auto length = std::min((*head)->length, bytes.size() - (*head)->size);
  const BerElement element{bytes[0], bytes.subspan((*head)->size, length)};
  bytes = bytes.subspan((*head)->size + length);
  return element;
}

// The content of the first element with this tag among those that stand here.
ByteView find(ByteView bytes, std::uint8_t tag) {
  while (const auto element = front(bytes))
    if (element->tag == tag) return element->content;
  return {};
}

std::string string_in(ByteView bytes) {
  const auto element = front(bytes);
  return element ? base::printable(base::as_text(element->content), 255) : std::string();
}

// PrincipalName: its parts, joined as they are written.
std::string principal(ByteView name) {
  auto parts = find(find(find(name, ber_sequence), 0xa1), ber_sequence);
  std::string text;
  for (int i = 0; i < most_names && !parts.empty(); ++i) {
    if (i > 0) text += '/';
    text += string_in(parts);
    (void)front(parts);
  }
  return text;
}

}  // namespace

std::optional<KerberosNames> parse_kerberos_names(ByteView token) {
  if (token.empty() || token[0] != 0x60) return std::nullopt;
  auto rest = find(token, 0x60);
  const auto mechanism = front(rest);
  if (!mechanism || (!std::ranges::equal(mechanism->content, oid_kerberos) &&
                     !std::ranges::equal(mechanism->content, oid_kerberos_of_microsoft)))
    return std::nullopt;
  if (rest.size() < 2 || rest[0] != 1 || rest[1] != 0) return std::nullopt;  // KRB_AP_REQ
  const auto request = find(find(rest.subspan(2), 0x6e), ber_sequence);
  const auto ticket = find(find(find(request, 0xa3), 0x61), ber_sequence);
  KerberosNames names{string_in(find(ticket, 0xa1)), principal(find(ticket, 0xa2))};
  if (names.realm.empty()) return std::nullopt;
  return names;
}

}  // namespace runseal::proto
