#include "base/totp.h"

#include <fmt/format.h>

#include "base/mac.h"
#include "base/random.h"

namespace runseal::base {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::uint64_t step_seconds = 30;
constexpr std::size_t secret_size = 20;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

}  // namespace

std::string to_base32(ByteView bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const auto byte : bytes) {
    bits = (bits << 8U) | byte;
    for (held += 8; held >= 5; held -= 5) out += letters[(bits >> static_cast<unsigned>(held - 5)) & 31U];
  }
  if (held > 0) out += letters[(bits << static_cast<unsigned>(5 - held)) & 31U];
  return out;
}

Result<Bytes> from_base32(std::string_view text) {
  Bytes out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const auto value = letters.find(c);
    if (value == std::string_view::npos) return fail(ErrorCode::invalid, "not base32");
    bits = (bits << 5U) | static_cast<std::uint32_t>(value);
    held += 5;
    if (held >= 8) {
      held -= 8;
      out.push_back(static_cast<std::uint8_t>(bits >> static_cast<unsigned>(held)));
    }
  }
  return out;
}

std::string new_totp_secret() { return to_base32(random_bytes(secret_size)); }

std::string totp_code(ByteView secret, std::uint64_t step, int digits) {
  Writer counter;
  counter.be64(step);
  const auto mac = hmac_sha1(secret, counter.data());
  const std::size_t at = mac.back() & 15U;
  Reader reader(ByteView(mac).subspan(at, 4));
  std::uint32_t modulus = 1;
  for (int i = 0; i < digits; ++i) modulus *= 10;
  return fmt::format("{:0{}}", (reader.be32() & 0x7fffffffU) % modulus, digits);
}

std::uint64_t totp_step(Instant at) {
  return static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count()) /
         step_seconds;
}

std::optional<std::uint64_t> totp_match(const std::string& secret, std::string_view code, Instant at,
                                        std::uint64_t used) {
  const auto key = from_base32(secret);
  if (!key || key->empty()) return std::nullopt;
  const auto now = totp_step(at);
  for (auto step = now == 0 ? 0 : now - 1; step <= now + 1; ++step)
    if (step > used && same_secret(totp_code(*key, step), code)) return step;
  return std::nullopt;
}

std::string totp_uri(const std::string& secret, const std::string& account, const std::string& issuer) {
  return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits=6&period=30", escaped(issuer),
                     escaped(account), secret);
}

}  // namespace runseal::base
