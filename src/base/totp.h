// One-time codes by time (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits), as every authenticator app makes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"

namespace runseal::base {

[[nodiscard]] std::string to_base32(ByteView bytes);             // RFC 4648 §6, without padding
[[nodiscard]] Result<Bytes> from_base32(std::string_view text);  // invalid; upper case, without padding

[[nodiscard]] std::string new_totp_secret();  // 160 bits in base32
// RFC 4226 §5.3 with the step as its counter.
[[nodiscard]] std::string totp_code(ByteView secret, std::uint64_t step, int digits = 6);
[[nodiscard]] std::uint64_t totp_step(Instant at);
// The step that `code` is of: this one, the one before or the one after (RFC 6238 §5.2), and later than `used`, the
// step of the last code that was taken, so that a code is good once.
[[nodiscard]] std::optional<std::uint64_t> totp_match(const std::string& secret, std::string_view code, Instant at,
                                                      std::uint64_t used);
// What a QR code for an authenticator app says.
[[nodiscard]] std::string totp_uri(const std::string& secret, const std::string& account, const std::string& issuer);

}  // namespace runseal::base
