#include "proto/smb_status.h"

#include <utility>

#include <fmt/format.h>

namespace runseal::proto::status {
namespace {
constexpr std::pair<std::uint32_t, const char*> names[] = {
    {success, "STATUS_SUCCESS"},
    {pending, "STATUS_PENDING"},
    {0xC0000001, "STATUS_UNSUCCESSFUL"},
    {not_implemented, "STATUS_NOT_IMPLEMENTED"},
    {invalid_parameter, "STATUS_INVALID_PARAMETER"},
    {more_processing_required, "STATUS_MORE_PROCESSING_REQUIRED"},
    {access_denied, "STATUS_ACCESS_DENIED"},
    {0xC0000034, "STATUS_OBJECT_NAME_NOT_FOUND"},
    {0xC000005E, "STATUS_NO_LOGON_SERVERS"},
    {0xC0000064, "STATUS_NO_SUCH_USER"},
    {0xC000006A, "STATUS_WRONG_PASSWORD"},
    {0xC000006D, "STATUS_LOGON_FAILURE"},
    {0xC000006E, "STATUS_ACCOUNT_RESTRICTION"},
    {0xC000006F, "STATUS_INVALID_LOGON_HOURS"},
    {0xC0000070, "STATUS_INVALID_WORKSTATION"},
    {0xC0000071, "STATUS_PASSWORD_EXPIRED"},
    {0xC0000072, "STATUS_ACCOUNT_DISABLED"},
    {0xC000009A, "STATUS_INSUFFICIENT_RESOURCES"},
    {not_supported, "STATUS_NOT_SUPPORTED"},
    {0xC00000C9, "STATUS_NETWORK_NAME_DELETED"},
    {0xC00000CA, "STATUS_NETWORK_ACCESS_DENIED"},
    {bad_network_name, "STATUS_BAD_NETWORK_NAME"},
    {0xC00000D0, "STATUS_REQUEST_NOT_ACCEPTED"},
    {0xC00000E5, "STATUS_INTERNAL_ERROR"},
    {0xC000015B, "STATUS_LOGON_TYPE_NOT_GRANTED"},
    {0xC0000203, "STATUS_USER_SESSION_DELETED"},
    {0xC0000205, "STATUS_INSUFF_SERVER_RESOURCES"},
    {0xC0000234, "STATUS_ACCOUNT_LOCKED_OUT"},
    {0xC0000418, "STATUS_NTLM_BLOCKED"},
    {0xC05D0000, "STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP"},
};
}  // namespace

std::string name(std::uint32_t value) {
  for (const auto& [candidate, text] : names)
    if (candidate == value) return text;
  return fmt::format("status 0x{:08x}", value);
}

bool denies_login(std::uint32_t value) {
  switch (value) {
    case access_denied:
    case 0xC0000064:
    case 0xC000006A:
    case 0xC000006D:
    case 0xC000006E:
    case 0xC0000072:
    case 0xC00000CA:
    case 0xC000015B:
    case 0xC0000418: return true;
    default: return false;
  }
}

}  // namespace runseal::proto::status
