// One message of ONC RPC as others exchange it, a call or a reply (RFC 5531 section 9), or only its front where the
// rest was not kept; with what RPCSEC_GSS (RFC 2203) says of its protection. rpc.h builds calls and reads answers to
// them.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace runseal::proto {

constexpr std::uint32_t rpc_flavour_gss = 6;
constexpr std::uint32_t rpc_flavour_tls = 7;  // RFC 9289 section 4.1

enum class GssService : std::uint32_t { none = 1, integrity = 2, privacy = 3 };  // RFC 2203 section 5.3.1

struct RpcGss {
  bool data = false;  // a call, not the setting up or giving up of a context
  GssService service = GssService::none;
};

struct RpcMessage {
  std::uint32_t xid = 0;
  bool call = false;

  std::uint32_t program = 0;  // from here: of a call
  std::uint32_t version = 0;
  std::uint32_t procedure = 0;
  std::uint32_t flavour = 0;
  ByteView credential;
  std::optional<RpcGss> gss;

  bool success = false;  // from here: of a reply; it was accepted and carried out
  bool refused = false;  // for how the call said who it is
  bool start_tls = false;

  ByteView body;  // arguments or results, as far as they are there
};
// Errors: invalid (no message of RPC begins like this, or its front is too short to tell).
[[nodiscard]] Result<RpcMessage> parse_rpc_message(ByteView front);

struct RpcSysUser {
  std::string machine;
  std::uint32_t user = 0;
};
// Of the body of an AUTH_SYS credential (RFC 5531 appendix A). Errors: invalid.
[[nodiscard]] Result<RpcSysUser> parse_rpc_sys(ByteView credential);

// What a body under rpc_gss_svc_integrity holds in clear: its arguments or results (RFC 2203 section 5.3.2.2). Empty
// where it is too short. Behind them stands a checksum.
[[nodiscard]] ByteView rpc_signed_body(ByteView body);

}  // namespace runseal::proto
