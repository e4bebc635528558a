#include "proto/rpc.h"

#include <algorithm>

#include <fmt/format.h>

#include "proto/xdr.h"

namespace runseal::proto {
namespace {

constexpr std::uint32_t last_fragment = 0x80000000U;
constexpr std::uint32_t call_message = 0;
constexpr std::uint32_t reply_message = 1;
constexpr std::uint32_t rpc_version = 2;
constexpr std::size_t opaque_auth_limit = 400;  // RFC 5531 section 8.2
constexpr std::size_t most_fragments = 64;

Error malformed(std::string why) { return {ErrorCode::invalid, "RPC reply: " + std::move(why), {}, {}}; }

// What every reply begins with: an xid, then 1 for a reply. RFC 5531 section 9.
bool begins_like_a_reply(ByteView fragment) {
  base::Reader in(fragment);
  in.skip(4);
  const auto type = in.be32();
  return in.failed() || type == reply_message;
}

Result<Bytes> message_of(ByteView record) {
  base::Reader in(record);
  Bytes message;
  for (bool last = false; !last;) {
    const auto header = in.be32();
    const auto fragment = in.take(header & ~last_fragment);
    if (in.failed()) return fail(malformed("its record is cut"));
    message.insert(message.end(), fragment.begin(), fragment.end());
    last = (header & last_fragment) != 0;
  }
  if (in.left() != 0) return fail(malformed("bytes behind its record"));
  return message;
}

Result<RpcReply> parse_denied(XdrReader& in) {
  RpcReply reply;
  const auto why = in.u32();
  if (why == 0) {
    reply.outcome = RpcReply::Outcome::rpc_mismatch;
    reply.lowest = in.u32();
    reply.highest = in.u32();
  } else if (why == 1) {
    reply.outcome = RpcReply::Outcome::auth_error;
    reply.auth_status = in.u32();
  } else {
    return fail(malformed("it is denied for a reason that there is not"));
  }
  if (in.failed() || in.left() != 0) return fail(malformed("its length is wrong"));
  return reply;
}

Result<RpcReply> parse_accepted(XdrReader& in) {
  RpcReply reply;
  const auto verifier_flavour = in.u32();
  const auto verifier = in.opaque(opaque_auth_limit);
  const auto status = in.u32();
  if (in.failed()) return fail(malformed("it ends early"));
  if (status > 5) return fail(malformed(fmt::format("acceptance state {}", status)));
  using enum RpcReply::Outcome;
  constexpr RpcReply::Outcome outcomes[] = {
      success, program_unavailable, version_mismatch, procedure_unavailable, garbage_arguments, system_error};
  reply.outcome = outcomes[status];
  reply.start_tls = verifier_flavour == 0 && base::as_text(verifier) == "STARTTLS";
  if (reply.outcome == version_mismatch) {
    reply.lowest = in.u32();
    reply.highest = in.u32();
    if (in.failed() || reply.lowest > reply.highest) return fail(malformed("its versions cannot be"));
  }
  if (reply.outcome != success) return reply;
  const auto rest = in.rest();
  reply.results.assign(rest.begin(), rest.end());
  return reply;
}

}  // namespace

std::string rpc_flavour_name(std::uint32_t flavour) {
  switch (flavour) {
    case 0: return "none";
    case rpc_flavour_sys: return "sys";
    case 3: return "dh";
    case 390003: return "krb5";
    case 390004: return "krb5i";
    case 390005: return "krb5p";
    default: return fmt::format("flavour {}", flavour);
  }
}

RpcCredential rpc_auth_none() { return {0, {}}; }

RpcCredential rpc_auth_sys(std::uint32_t user, std::uint32_t group, std::string_view machine) {
  base::Writer body;
  body.be32(0);  // stamp
  xdr_text(body, machine);
  body.be32(user).be32(group).be32(0);  // no further groups
  return {rpc_flavour_sys, std::move(body).take()};
}

RpcCredential rpc_auth_tls() { return {7, {}}; }

Bytes rpc_record(const RpcCall& call) {
  base::Writer message;
  message.be32(call.xid).be32(call_message).be32(rpc_version);
  message.be32(call.program).be32(call.version).be32(call.procedure).be32(call.credential.flavour);
  xdr_opaque(message, call.credential.body);
  message.be32(0).be32(0);  // an empty verifier
  message.bytes(call.arguments);
  base::Writer record;
  record.be32(last_fragment | static_cast<std::uint32_t>(message.size())).bytes(message.data());
  return std::move(record).take();
}

Result<std::optional<std::size_t>> rpc_record_size(ByteView bytes) {
  base::Reader in(bytes);
  std::size_t total = 0;
  for (std::size_t fragments = 0;; ++fragments) {
    const auto header = in.be32();
    if (in.failed()) return std::nullopt;
    const std::size_t length = header & ~last_fragment;
    const bool last = (header & last_fragment) != 0;
    // text, read as a length, announces a fragment of a gigabyte that is not the last
    if (fragments == 0 && !last && length > rpc_record_limit) return fail(ErrorCode::not_found, "no RPC reply");
    total += length;
    if (total > rpc_record_limit || fragments > most_fragments)
      return fail(ErrorCode::limit, fmt::format("it announces a record of {} bytes", total));
    if (last && total < 12) return fail(ErrorCode::invalid, "a record too short for an RPC reply");
    if (fragments == 0 && !begins_like_a_reply(bytes.subspan(4, std::min(length, bytes.size() - 4))))
      return fail(ErrorCode::not_found, "no RPC reply");
    if (in.left() < length) return std::nullopt;
    in.skip(length);
    if (last) return in.at();
  }
}

Result<RpcReply> parse_rpc_reply(ByteView record, std::uint32_t xid) {
  RUNSEAL_TRY(const auto message, message_of(record));
  XdrReader in(message);
  const auto id = in.u32();
  const auto type = in.u32();
  const auto state = in.u32();
  if (in.failed()) return fail(malformed("it ends early"));
  if (type != reply_message) return fail(malformed("a call came back"));
  if (id != xid) return fail(malformed("it answers another call"));
  if (state == 0) return parse_accepted(in);
  if (state == 1) return parse_denied(in);
  return fail(malformed("it is neither accepted nor denied"));
}

std::string rpc_auth_status_name(std::uint32_t status) {
  switch (status) {
    case 1: return "AUTH_BADCRED";
    case 2: return "AUTH_REJECTEDCRED";
    case 3: return "AUTH_BADVERF";
    case 4: return "AUTH_REJECTEDVERF";
    case rpc_auth_too_weak: return "AUTH_TOOWEAK";
    case 13: return "RPCSEC_GSS_CREDPROBLEM";
    case 14: return "RPCSEC_GSS_CTXPROBLEM";
    default: return fmt::format("auth_stat {}", status);
  }
}

}  // namespace runseal::proto
