// What is asked of a server's own services over named pipes (MS-RPCE 2.1.1.2), as far as telling that it is not about
// files: only a few calls are known not to be. Others list open files, search, or print.
#pragma once

#include <optional>
#include <string_view>

#include "proto/smb2_messages.h"

namespace runseal::proto {

// A pipe over which something is known to be asked that is not about files.
[[nodiscard]] bool is_smb_service(std::string_view pipe);

// A WRITE or IOCTL question to the service behind `pipe` that is known not to be about files: a call of a few, or the
// making of the connection. Nothing: it is cut, or the service is not known, and cannot be told.
[[nodiscard]] std::optional<bool> is_smb_service_call(std::string_view pipe, ByteView message, Smb2Verb verb);

}  // namespace runseal::proto
