// ONC RPC version 2 over TCP (RFC 5531): records (section 11), calls and replies (section 9), the flavours of
// authentication (sections 8.2 and 10), and the question for RPC-with-TLS (RFC 9289 section 4.1).
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace runseal::proto {

constexpr std::size_t rpc_record_limit = 512U << 10U;  // longer than any answer that a probe asks for

constexpr std::uint32_t rpc_flavour_sys = 1;
constexpr std::uint32_t rpc_auth_too_weak = 5;  // auth_stat: AUTH_TOOWEAK

// "none", "sys", "krb5", "krb5i", "krb5p", else "flavour 390009" (RFC 5531 section 14, RFC 2623 section 2.1).
[[nodiscard]] std::string rpc_flavour_name(std::uint32_t flavour);

struct RpcCredential {
  std::uint32_t flavour = 0;
  Bytes body;
};
[[nodiscard]] RpcCredential rpc_auth_none();
// Whoever calls says who he is, and nothing proves it (RFC 5531 appendix A).
[[nodiscard]] RpcCredential rpc_auth_sys(std::uint32_t user, std::uint32_t group, std::string_view machine);
// Asks whether the server speaks TLS (RFC 9289 section 4.1); for the procedure 0 alone.
[[nodiscard]] RpcCredential rpc_auth_tls();

struct RpcCall {
  std::uint32_t xid = 0;
  std::uint32_t program = 0;
  std::uint32_t version = 0;
  std::uint32_t procedure = 0;
  RpcCredential credential;
  Bytes arguments;
};
[[nodiscard]] Bytes rpc_record(const RpcCall& call);  // one record of one fragment

// For Talk: where the first whole record ends. A record may have several fragments.
// Errors: limit (over rpc_record_limit), not_found (no reply of RPC), invalid.
[[nodiscard]] Result<std::optional<std::size_t>> rpc_record_size(ByteView bytes);

struct RpcReply {
  enum class Outcome {
    success,
    program_unavailable,
    version_mismatch,  // lowest and highest say which versions there are
    procedure_unavailable,
    garbage_arguments,
    system_error,
    rpc_mismatch,
    auth_error,  // auth_status says why
  };
  Outcome outcome = Outcome::system_error;
  std::uint32_t lowest = 0;
  std::uint32_t highest = 0;
  std::uint32_t auth_status = 0;
  bool start_tls = false;  // the verifier is the word STARTTLS (RFC 9289 section 4.1)
  Bytes results;           // when success
};
// Of one whole record. Errors: invalid, limit.
[[nodiscard]] Result<RpcReply> parse_rpc_reply(ByteView record, std::uint32_t xid);

// "AUTH_TOOWEAK", …: RFC 5531 section 9, auth_stat.
[[nodiscard]] std::string rpc_auth_status_name(std::uint32_t status);

}  // namespace runseal::proto
