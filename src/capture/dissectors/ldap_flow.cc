#include "capture/dissectors/ldap_flow.h"

#include "base/text.h"
#include "capture/dissectors/shown_name.h"
#include "proto/ldap.h"

namespace runseal::capture {
namespace {

constexpr std::size_t kept = 1024;
constexpr std::size_t kept_of_buffer = 4 + 16;  // a length, and the head of a token
constexpr std::uint64_t longest_buffer = 16U << 20U;
constexpr std::uint8_t bind_request = 0x60, bind_response = 0x61, unbind = 0x42, extended_request = 0x77,
                       extended_response = 0x78;

// RFC 4752 section 3.1: a buffer behind its length.
Result<std::optional<std::uint64_t>> buffer_size(ByteView bytes) {
  base::Reader in(bytes);
  const std::uint64_t size = in.be32();
  if (in.failed()) return std::nullopt;
  if (size == 0 || size > longest_buffer) return fail(ErrorCode::limit, "no buffer of SASL");
  return 4 + size;
}

std::optional<std::size_t> find_message(ByteView bytes) {
  const auto size = proto::ldap_seen_size(bytes);
  return size && *size && proto::parse_ldap_seen(bytes) ? std::optional<std::size_t>(0) : std::nullopt;
}

// Behind TLS, or a loss in it: a whole message, and nothing behind it that is none.
bool looks_like_messages(ByteView bytes) {
  constexpr std::uint8_t sequence = 0x30, application = 0x40;
  const auto size = proto::ldap_seen_size(bytes);
  if (!size || !*size || **size > bytes.size()) return false;
  const auto seen = proto::parse_ldap_seen(bytes);
  if (!seen || (seen->operation & 0xc0U) != application) return false;
  return **size == bytes.size() || bytes[static_cast<std::size_t>(**size)] == sequence;
}

std::optional<std::size_t> find_buffer(ByteView bytes) {
  const bool token =
      bytes.size() >= kept_of_buffer && proto::sasl_cover(bytes.subspan(4)) != proto::SaslCover::not_known;
  return token ? std::optional<std::size_t>(0) : std::nullopt;
}

}  // namespace

LdapFlow::LdapFlow(const FlowContext& flow)
    : flow_(flow),
      sides_{Messages(proto::ldap_seen_size, find_message, kept), Messages(proto::ldap_seen_size, find_message, kept)},
      buffers_{Messages(buffer_size, find_buffer, kept_of_buffer), Messages(buffer_size, find_buffer, kept_of_buffer)},
      tls_(flow) {
  if (flow.from_start) return;
  for (auto& side : sides_) side.gap(1);
}

// Behind a bind of SASL either side may go over: a length never begins like a message.
bool LdapFlow::turns_to_sasl(Side from, ByteView bytes) {
  const bool may = sasl_done_ || !flow_.from_start || lost_.any();
  const bool between = sides_[index(from)].rest() == 0 && sides_[index(from)].footprint() == 0;
  if (!may || bytes.empty() || bytes[0] == 0x30 || !between) return false;
  return sasl_done_ ? bytes[0] == 0 : find_buffer(bytes).has_value();
}

void LdapFlow::data(Side from, ByteView bytes, std::uint64_t missing, Moment at) {
  if (!tls_.on() && from == Side::client && begins_like_tls(bytes) == Match::yes && sides_[0].rest() == 0) tls_.begin();
  if (tls_.take(from, bytes, missing, at, looks_like_messages)) return;
  if (!sasl_[index(from)] && turns_to_sasl(from, bytes)) sasl_[index(from)] = true;
  if (sasl_[index(from)])
    buffers_[index(from)].feed(bytes, missing, [&](ByteView front, std::uint64_t) { on_buffer(front, at); });
  else
    sides_[index(from)].feed(bytes, missing, [&](ByteView front, std::uint64_t) { on_message(from, front, at); });
  if (missing > 0) lost_.add(at, missing);
}

void LdapFlow::gap(Side from, std::uint64_t bytes, Moment at) {
  if (tls_.on()) return tls_.gap(from, bytes, at);
  lost_.add(at, bytes);
  (sasl_[index(from)] ? buffers_ : sides_)[index(from)].gap(bytes);
}

void LdapFlow::on_buffer(ByteView front, Moment at) {
  wrapped_.add(at);
  const auto cover = proto::sasl_cover(front.subspan(4));
  if (cover == proto::SaslCover::sealed) sealed_.add(at);
  if (cover == proto::SaslCover::signed_only) signed_.add(at);
}

void LdapFlow::on_message(Side from, ByteView front, Moment at) {
  const auto seen = proto::parse_ldap_seen(front);
  if (!seen) return clear_.add(at);
  if (from == Side::client && seen->operation == bind_request) return on_bind(*seen, at);
  if (from == Side::server && seen->operation == bind_response) {
    if (seen->result == 0 && bind_is_sasl_) {
      sasl_done_ = true;
      mechanism_ = mechanisms_.all().empty() ? "" : mechanisms_.all().back();
    }
    if (seen->result != 0 && seen->result != 14) refused_.add(at);  // 14: more of SASL follows
    return;
  }
  if (seen->operation == extended_request && seen->oid == proto::ldap_start_tls) return start_tls_.add(at);
  if (seen->operation == extended_response || seen->operation == unbind) return;
  clear_.add(at);
}

void LdapFlow::on_bind(const proto::LdapSeen& bind, Moment at) {
  binds_.add(at);
  if (tls_.seen()) clear_.add(at);  // StopTLS, RFC 4511 section 4.14.3
  bind_is_sasl_ = !bind.mechanism.empty();
  if (bind_is_sasl_) mechanisms_.add(base::printable(bind.mechanism, 40), at);
  if (bind.simple) (bind.password ? simple_ : anonymous_).add(at);
  if (bind.password) password_.add(at);
  if (bind.mechanism == "PLAIN" || bind.mechanism == "LOGIN") password_.add(at);
  if (!bind.name.empty()) names_.add(shown_name(bind.name), at);
}

std::size_t LdapFlow::footprint() const {
  std::size_t all = sizeof *this + names_.footprint() + mechanisms_.footprint() + tls_.footprint();
  for (std::size_t i = 0; i < 2; ++i) all += sides_[i].footprint() + buffers_[i].footprint();
  return all;
}

}  // namespace runseal::capture
