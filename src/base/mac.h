// Message authentication codes and older or longer digests, by OpenSSL: what an SMB login, S3 and SSH need.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/hash.h"

namespace runseal::base {

[[nodiscard]] Bytes sha512(ByteView bytes);
[[nodiscard]] Bytes md5(ByteView bytes);  // S3 wants it where many objects are deleted; it protects nothing
enum class DigestKind { sha1, sha256, sha384, sha512 };
[[nodiscard]] Bytes digest(DigestKind kind, ByteView bytes);
[[nodiscard]] Bytes hmac_sha1(ByteView key, ByteView message);     // 20 bytes; only to read what others hashed with it
[[nodiscard]] Bytes hmac_md5(ByteView key, ByteView message);      // RFC 2104: 16 bytes
[[nodiscard]] Bytes hmac_sha256(ByteView key, ByteView message);   // 32 bytes
[[nodiscard]] Bytes aes_128_cmac(ByteView key, ByteView message);  // RFC 4493: 16 bytes
[[nodiscard]] Bytes aes_128_gmac(ByteView key, ByteView nonce, ByteView message);  // SP 800-38D: 16 bytes
// In a time that tells nothing about where they differ.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b);

}  // namespace runseal::base
