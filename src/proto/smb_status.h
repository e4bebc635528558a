// NTSTATUS values that an SMB server answers with (MS-ERREF 2.3.1).
#pragma once

#include <cstdint>
#include <string>

namespace runseal::proto::status {

constexpr std::uint32_t success = 0x00000000;
constexpr std::uint32_t pending = 0x00000103;
constexpr std::uint32_t buffer_overflow = 0x80000005;  // an answer with as much as had room
constexpr std::uint32_t not_implemented = 0xC0000002;
constexpr std::uint32_t more_processing_required = 0xC0000016;
constexpr std::uint32_t invalid_parameter = 0xC000000D;
constexpr std::uint32_t no_such_file = 0xC000000F;
constexpr std::uint32_t object_name_not_found = 0xC0000034;
constexpr std::uint32_t object_path_not_found = 0xC000003A;
constexpr std::uint32_t access_denied = 0xC0000022;
constexpr std::uint32_t not_supported = 0xC00000BB;
constexpr std::uint32_t bad_network_name = 0xC00000CC;

[[nodiscard]] std::string name(std::uint32_t value);  // "STATUS_ACCESS_DENIED", or "status 0xc0001234"

// Says that this user may not come in, rather than that something went wrong.
[[nodiscard]] bool denies_login(std::uint32_t value);

}  // namespace runseal::proto::status
