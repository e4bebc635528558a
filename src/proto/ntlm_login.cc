#include "proto/ntlm_login.h"

#include <array>
#include <bit>

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include "base/mac.h"
#include "base/text.h"

namespace runseal::proto {
namespace {

constexpr std::size_t challenge_at = 24;
constexpr std::size_t fixed_size = 72;
// unicode, request target, NTLM, always sign, extended session security, version, 128 and 56 bit keys
constexpr std::uint32_t wanted_flags = 0xA2088205;

Bytes utf16_bytes(std::string_view text, bool upper) {
  auto wide = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  if (upper) wide.toUpper(icu::Locale::getRoot());
  base::Writer out;
  for (std::int32_t i = 0; i < wide.length(); ++i) out.le16(static_cast<std::uint16_t>(wide[i]));
  return std::move(out).take();
}

// One of MD4's three rounds: 16 steps over the words in `order`, rotated by `turns`.
template <class Mix>
void round(std::array<std::uint32_t, 4>& state, const std::array<std::uint32_t, 16>& words,
           const std::array<std::size_t, 16>& order, const std::array<int, 4>& turns, std::uint32_t constant, Mix mix) {
  auto& [a, b, c, d] = state;
  for (std::size_t i = 0; i < 16; ++i) {
    const auto turned = std::rotl(a + mix(b, c, d) + words[order[i]] + constant, turns[i % 4]);
    a = d;
    d = c;
    c = b;
    b = turned;
  }
}

void md4_block(std::array<std::uint32_t, 4>& state, ByteView block) {
  std::array<std::uint32_t, 16> words{};
  base::Reader in(block);
  for (auto& word : words) word = in.le32();
  auto next = state;
  using Word = std::uint32_t;
  round(next, words, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {3, 7, 11, 19}, 0,
        [](Word x, Word y, Word z) { return (x & y) | (~x & z); });
  round(next, words, {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}, {3, 5, 9, 13}, 0x5A827999,
        [](Word x, Word y, Word z) { return (x & y) | (x & z) | (y & z); });
  round(next, words, {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15}, {3, 9, 11, 15}, 0x6ED9EBA1,
        [](Word x, Word y, Word z) { return x ^ y ^ z; });
  for (std::size_t i = 0; i < 4; ++i) state[i] += next[i];
}

// The response and its key (3.3.2): what the password proves about this challenge.
struct Response {
  Bytes nt;
  Bytes session_key;
};

Response respond(ByteView server_challenge, const NtlmChallenge& told, const NtlmAccount& account, ByteView random) {
  auto name = utf16_bytes(account.user, true);
  const auto domain = utf16_bytes(account.domain, false);
  name.insert(name.end(), domain.begin(), domain.end());
  const auto key = base::hmac_md5(md4(utf16_bytes(account.password, false)), name);

  base::Writer temp;
  temp.u8(1).u8(1).zeros(6).le64(told.time).bytes(random.first(8)).zeros(4).bytes(told.target_info).zeros(4);
  base::Writer proved;
  proved.bytes(server_challenge).bytes(temp.data());
  const auto proof = base::hmac_md5(key, proved.data());
  base::Writer nt;
  nt.bytes(proof).bytes(temp.data());
  return {std::move(nt).take(), base::hmac_md5(key, proof)};
}

Bytes authenticate(std::uint32_t flags, ByteView nt, ByteView domain, ByteView user) {
  const Bytes lm(24);
  base::Writer out;
  out.text({"NTLMSSP\0", 8}).le32(3);
  std::size_t at = fixed_size;
  const std::array<ByteView, 6> parts{lm, nt, domain, user, ByteView{}, ByteView{}};  // then workstation, session key
  for (const auto part : parts) {
    const auto length = static_cast<std::uint16_t>(part.size());
    out.le16(length).le16(length).le32(static_cast<std::uint32_t>(at));
    at += part.size();
  }
  out.le32(flags).u8(10).u8(0).le16(0).zeros(3).u8(15);
  for (const auto part : parts) out.bytes(part);
  return std::move(out).take();
}

}  // namespace

Bytes md4(ByteView bytes) {
  base::Writer padded;
  padded.bytes(bytes).u8(0x80);
  while (padded.size() % 64 != 56) padded.u8(0);
  padded.le64(bytes.size() * 8);
  std::array<std::uint32_t, 4> state{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  for (std::size_t at = 0; at < padded.size(); at += 64) md4_block(state, ByteView(padded.data()).subspan(at, 64));
  base::Writer out;
  for (const auto word : state) out.le32(word);
  return std::move(out).take();
}

Result<NtlmProof> ntlm_login(ByteView challenge, const NtlmAccount& account, ByteView random) {
  RUNSEAL_TRY(const auto told, parse_ntlm_challenge(challenge));  // holds at least 48 bytes
  const auto user = utf16_bytes(account.user, false);
  const auto domain = utf16_bytes(account.domain, false);
  if (user.size() > 1024 || domain.size() > 1024 || random.size() < 8)
    return fail(ErrorCode::invalid, "a user or domain name is too long for NTLM");
  auto response = respond(challenge.subspan(challenge_at, 8), told, account, random);
  const auto flags = (wanted_flags & told.flags) | 0x02000000U;
  return NtlmProof{authenticate(flags, response.nt, domain, user), std::move(response.session_key)};
}

Bytes smb3_key(ByteView session_key, std::string_view label, ByteView context, std::size_t size) {
  base::Writer input;
  input.be32(1).text(label).u8(0).u8(0).bytes(context).be32(static_cast<std::uint32_t>(size * 8));
  auto key = base::hmac_sha256(session_key, input.data());
  key.resize(size);
  return key;
}

}  // namespace runseal::proto
