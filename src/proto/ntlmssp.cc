#include "proto/ntlmssp.h"

#include <fmt/format.h>

#include "base/text.h"
#include "proto/utf16_name.h"

namespace runseal::proto {
namespace {

constexpr std::string_view signature{"NTLMSSP\0", 8};
// unicode, request target, NTLM, always sign, extended session security, version, 128 and 56 bit keys
constexpr std::uint32_t our_flags = 0xA2088205;
constexpr std::uint32_t flag_anonymous = 0x800;
constexpr std::uint32_t flag_version = 0x02000000;
constexpr std::size_t challenge_fixed = 48;
constexpr std::size_t authenticate_fixed = 72;
constexpr int most_names = 32;
enum AvPair : std::uint16_t {
  end = 0,
  nb_computer = 1,
  nb_domain = 2,
  dns_computer = 3,
  dns_domain = 4,
  timestamp = 7
};

Error malformed(std::string why) { return {ErrorCode::invalid, "NTLM challenge: " + std::move(why), {}, {}}; }

void put_version(base::Writer& out) { out.u8(10).u8(0).le16(0).zeros(3).u8(15); }

Bytes utf16_bytes(std::string_view text) {
  base::Writer out;
  for (const auto unit : base::utf16(text).value_or(std::u16string())) out.le16(unit);
  return std::move(out).take();
}

Result<std::string> text_of(ByteView raw) {
  if (raw.size() % 2 != 0) return fail(malformed("a name with half a character"));
  std::u16string text;
  base::Reader in(raw);
  while (in.left() > 0) text += static_cast<char16_t>(in.le16());
  return base::printable(base::from_utf16(text), 255);
}

struct Field {
  std::size_t length = 0;
  std::size_t offset = 0;
};

Field read_field(base::Reader& in) {
  Field field;
  field.length = in.le16();
  in.skip(2);
  field.offset = in.le32();
  return field;
}

Result<ByteView> content(ByteView message, const Field& field) {
  if (field.length == 0) return ByteView{};
  if (field.offset < challenge_fixed || field.offset > message.size() || field.length > message.size() - field.offset)
    return fail(malformed("a field lies outside the message"));
  return message.subspan(field.offset, field.length);
}

Result<> read_names(ByteView list, NtlmChallenge& into) {
  base::Reader in(list);
  for (int i = 0; i < most_names; ++i) {
    const auto id = in.le16();
    const auto value = in.take(in.le16());
    if (in.failed()) return fail(malformed("the list of names has no end"));
    if (id == end) return {};
    if (id == timestamp) {
      if (value.size() != 8) return fail(malformed("a time that is not 8 bytes"));
      into.time = base::Reader(value).le64();
      continue;
    }
    auto* target = id == nb_computer    ? &into.netbios_name
                   : id == nb_domain    ? &into.netbios_domain
                   : id == dns_computer ? &into.dns_name
                   : id == dns_domain   ? &into.dns_domain
                                        : nullptr;
    if (target == nullptr) continue;
    RUNSEAL_TRY(*target, text_of(value));
  }
  return fail(malformed("too many names"));
}

Bytes authenticate(std::uint32_t flags, ByteView lm, ByteView nt, ByteView user) {
  base::Writer out;
  out.text(signature).le32(3);
  std::size_t at = authenticate_fixed;
  for (const auto part : {lm, nt, ByteView{}, user, ByteView{}, ByteView{}}) {
    const auto length = static_cast<std::uint16_t>(part.size());
    out.le16(length).le16(length).le32(static_cast<std::uint32_t>(at));
    at += part.size();
  }
  out.le32(flags);
  put_version(out);
  out.bytes(lm).bytes(nt).bytes(user);
  return std::move(out).take();
}

}  // namespace

Bytes ntlm_negotiate() {
  base::Writer out;
  out.text(signature).le32(1).le32(our_flags).zeros(4).le32(40).zeros(4).le32(40);
  put_version(out);
  return std::move(out).take();
}

Result<NtlmChallenge> parse_ntlm_challenge(ByteView message) {
  base::Reader in(message);
  const auto magic = in.take(8);
  const auto type = in.le32();
  const auto name = read_field(in);
  NtlmChallenge challenge;
  challenge.flags = in.le32();
  in.skip(16);  // the challenge itself, which nothing here answers, and reserved bytes
  const auto info = read_field(in);
  if (in.failed()) return fail(malformed("it ends early"));
  if (base::as_text(magic) != signature || type != 2) return fail(malformed("not one"));
  RUNSEAL_CHECK(content(message, name));
  RUNSEAL_TRY(const auto list, content(message, info));
  challenge.target_info.assign(list.begin(), list.end());
  if (!list.empty()) RUNSEAL_CHECK(read_names(list, challenge));
  if ((challenge.flags & flag_version) != 0) {
    const auto major = in.u8();
    const auto minor = in.u8();
    const auto build = in.le16();
    in.skip(4);
    if (in.failed()) return fail(malformed("it ends before its version"));
    challenge.os_build = fmt::format("{}.{}.{}", major, minor, build);
  }
  return challenge;
}

Result<NtlmNames> parse_ntlm_names(ByteView message) {
  const auto malformed_names = [](const char* why) {
    return fail(ErrorCode::invalid, std::string("NTLM authentication: ") + why);
  };
  base::Reader in(message);
  const auto magic = in.take(8);
  const auto type = in.le32();
  in.skip(16);  // both proofs of the password
  const Field domain = read_field(in);
  const Field user = read_field(in);
  const Field workstation = read_field(in);
  in.skip(8);  // the session key
  const auto flags = in.le32();
  if (in.failed()) return malformed_names("it ends early");
  if (base::as_text(magic) != signature || type != 3) return malformed_names("not one");
  const auto text = [&](const Field& field) -> std::string {
    if (field.offset > message.size() || field.length > message.size() - field.offset) return {};
    const auto raw = message.subspan(field.offset, field.length);
    if ((flags & 1U) == 0) return base::printable(base::as_text(raw), 255);
    return base::printable(utf16_name(raw), 255);
  };
  return NtlmNames{text(user), text(domain), text(workstation), user.length == 0};
}

Bytes ntlm_anonymous(const NtlmChallenge& challenge) {
  // 3.2.5.1.2: no user, no NT response, one zero byte as the LM response
  const Bytes zero(1);
  return authenticate((our_flags & challenge.flags) | flag_version | flag_anonymous, zero, {}, {});
}

Bytes ntlm_unknown_user(const NtlmChallenge& challenge, const std::string& user, ByteView noise) {
  base::Writer nt;
  nt.bytes(noise.first(16)).u8(1).u8(1).zeros(6).le64(challenge.time).bytes(noise.subspan(16, 8)).zeros(4);
  nt.bytes(challenge.target_info).zeros(4);
  return authenticate((our_flags & challenge.flags) | flag_version, Bytes(24), nt.data(), utf16_bytes(user));
}

}  // namespace runseal::proto
