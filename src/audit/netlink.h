// A question to the kernel over netlink(7), and the messages of its answer.
#pragma once

#include <functional>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::audit {

struct NetlinkMessage {
  std::uint16_t type = 0;
  ByteView body;  // after the header
};

// Sends one request and takes each message of the answer, at most 16 MiB of them. `dump`: the kernel lists all.
// Errors: denied, not_found (the kernel's ENETUNREACH, ESRCH and the like), io, timeout.
Result<> ask_netlink(int protocol, std::uint16_t type, bool dump, ByteView body,
                     const std::function<void(const NetlinkMessage&)>& take);

// The attributes that follow a fixed part of `fixed` bytes: type and value.
void each_attribute(ByteView body, std::size_t fixed, const std::function<void(std::uint16_t, ByteView)>& take);

}  // namespace runseal::audit
