// Direct TCP transport of SMB (MS-SMB2 2.1): a zero byte, a 24-bit big-endian length, then one message.
#pragma once

#include "base/bytes.h"

namespace runseal::proto {

constexpr std::size_t smb_frame_header = 4;
constexpr std::size_t smb_frame_limit = 64U << 10U;  // longer than any answer that a probe asks for

[[nodiscard]] Bytes smb_frame(ByteView message);

// The length of the message behind a 4-byte header.
// Errors: invalid (not a session message, or too short to hold any SMB header), limit (over smb_frame_limit).
[[nodiscard]] Result<std::size_t> smb_frame_length(ByteView header);

enum class SmbFamily { smb1, smb2 };
// By the first four bytes of a message. Errors: invalid (not SMB, or SMB 3 encrypted or compressed).
[[nodiscard]] Result<SmbFamily> smb_family(ByteView message);

}  // namespace runseal::proto
