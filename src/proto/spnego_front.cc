// The parts of a login token that the capture has, though its end may be missing.
#include <algorithm>

#include "proto/ber.h"
#include "proto/spnego.h"

namespace runseal::proto {
namespace {

constexpr std::uint8_t oid_spnego[] = {0x2b, 6, 1, 5, 5, 2};

// One element off the front of `bytes`, or the beginning of one.
Result<BerElement> front(ByteView& bytes) {
  RUNSEAL_TRY(const auto head, ber_head(bytes));
  if (!head) return fail(ErrorCode::invalid, "login token: it ends early");
  const auto length = std::min(head->length, bytes.size() - head->size);
  const BerElement element{bytes[0], bytes.subspan(head->size, length)};
  bytes = bytes.subspan(head->size + length);
  return element;
}

Result<ByteView> inside(ByteView bytes, std::uint8_t tag) {
  RUNSEAL_TRY(const auto element, front(bytes));
  if (element.tag != tag) return fail(ErrorCode::invalid, "login token: another part where one belongs");
  return element.content;
}

}  // namespace

Result<ByteView> spnego_front(ByteView token) {
  if (token.empty() || base::as_text(token.first(std::min<std::size_t>(token.size(), 7))) == "NTLMSSP") return token;
  auto rest = token;
  std::uint8_t wanted = 0xa1;
  if (token[0] == 0x60) {  // RFC 2743 3.1: a mechanism, then its token
    RUNSEAL_TRY(rest, inside(token, 0x60));
    RUNSEAL_TRY(const auto mechanism, front(rest));
    if (!std::ranges::equal(mechanism.content, oid_spnego)) return token;
    wanted = 0xa0;
  }
  RUNSEAL_TRY(const auto choice, inside(rest, wanted));
  RUNSEAL_TRY(auto fields, inside(choice, ber_sequence));
  while (!fields.empty()) {
    RUNSEAL_TRY(const auto field, front(fields));
    if (field.tag == 0xa2) return inside(field.content, ber_octets);
  }
  return ByteView{};
}

}  // namespace runseal::proto
