#include "proto/rpc_message.h"

#include "proto/rpc.h"
#include "proto/xdr.h"

namespace runseal::proto {
namespace {

constexpr std::uint32_t rpc_version = 2;
constexpr std::size_t opaque_auth_limit = 400;  // RFC 5531 section 8.2
constexpr std::size_t longest_machine = 255;
constexpr std::uint32_t last_acceptance = 5;

Error no_message() { return {ErrorCode::invalid, "no message of RPC", {}, {}}; }

std::optional<RpcGss> gss_of(ByteView credential) {
  XdrReader in(credential);
  const auto version = in.u32();
  const auto procedure = in.u32();
  (void)in.u32();  // sequence number
  const auto service = in.u32();
  if (in.failed() || version != 1 || procedure > 3 || service < 1 || service > 3) return std::nullopt;
  return RpcGss{procedure == 0, static_cast<GssService>(service)};
}

Result<RpcMessage> call(XdrReader& in, RpcMessage message) {
  if (in.u32() != rpc_version) return fail(no_message());
  message.call = true;
  message.program = in.u32();
  message.version = in.u32();
  message.procedure = in.u32();
  message.flavour = in.u32();
  message.credential = in.opaque(opaque_auth_limit);
  (void)in.u32();
  (void)in.opaque(opaque_auth_limit);  // the verifier
  if (in.failed()) return fail(no_message());
  if (message.flavour == rpc_flavour_gss) message.gss = gss_of(message.credential);
  message.body = in.rest();
  return message;
}

Result<RpcMessage> reply(XdrReader& in, RpcMessage message) {
  const auto state = in.u32();
  if (state == 1) {
    const auto why = in.u32();
    if (in.failed() || why > 1) return fail(no_message());
    message.refused = why == 1;
    return message;
  }
  const auto flavour = in.u32();
  const auto verifier = in.opaque(opaque_auth_limit);
  const auto acceptance = in.u32();
  if (in.failed() || state != 0 || acceptance > last_acceptance) return fail(no_message());
  message.success = acceptance == 0;
  message.start_tls = flavour == 0 && base::as_text(verifier) == "STARTTLS";
  message.body = in.rest();
  return message;
}

}  // namespace

Result<RpcMessage> parse_rpc_message(ByteView front) {
  XdrReader in(front);
  RpcMessage message;
  message.xid = in.u32();
  const auto type = in.u32();
  if (in.failed() || type > 1) return fail(no_message());
  return type == 0 ? call(in, message) : reply(in, message);
}

Result<RpcSysUser> parse_rpc_sys(ByteView credential) {
  XdrReader in(credential);
  (void)in.u32();  // stamp
  RpcSysUser user;
  user.machine = in.text(longest_machine);
  user.user = in.u32();
  if (in.failed()) return fail(ErrorCode::invalid, "no credential of AUTH_SYS");
  return user;
}

ByteView rpc_signed_body(ByteView body) {
  XdrReader in(body);
  const std::size_t size = in.u32();
  (void)in.u32();  // sequence number, the first of these bytes
  if (in.failed() || size < 4) return {};
  return in.rest().first(std::min(size - 4, body.size() - 8));
}

}  // namespace runseal::proto
