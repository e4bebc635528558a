#include "proto/ssh_exchange.h"

#include <algorithm>
#include <bit>

namespace runseal::proto {
namespace {

using base::Reader;
using base::Writer;

Writer message(SshMessage type) {
  Writer out;
  out.u8(static_cast<std::uint8_t>(type));
  return out;
}

void put_group_sizes(Writer& out) {
  for (const std::uint32_t bits : {2048U, 3072U, 8192U}) out.be32(bits);
}

Bytes read_string(Reader& in) {
  const auto bytes = in.take(in.be32());
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Bytes ssh_kex_init(ByteView ours, SshMessage type) {
  auto out = message(type);
  put_ssh_string(out, ours);
  return std::move(out).take();
}

Result<SshKexReply> parse_ssh_kex_reply(ByteView payload, SshMessage wanted) {
  Reader in(payload);
  SshKexReply reply;
  const auto type = in.u8();
  reply.host_key = read_string(in);
  reply.theirs = read_string(in);
  reply.signature = read_string(in);
  if (type != static_cast<std::uint8_t>(wanted) || in.failed() || in.left() != 0)
    return fail(ErrorCode::invalid, "its reply to the key exchange is malformed");
  return reply;
}

Result<Bytes> ssh_reply_host_key(ByteView payload) {
  Reader in(payload);
  const auto type = in.u8();
  auto key = read_string(in);
  if ((type != static_cast<std::uint8_t>(SshMessage::kex_reply) &&
       type != static_cast<std::uint8_t>(SshMessage::gex_reply)) ||
      in.failed())
    return fail(ErrorCode::invalid, "its reply to the key exchange is malformed");
  return key;
}

Bytes ssh_group_request() {
  auto out = message(SshMessage::gex_request);
  put_group_sizes(out);
  return std::move(out).take();
}

Result<SshGroup> parse_ssh_group(ByteView payload) {
  Reader in(payload);
  SshGroup group;
  const auto type = in.u8();
  group.modulus = read_string(in);
  group.generator = read_string(in);
  if (type != static_cast<std::uint8_t>(SshMessage::gex_group) || in.failed() || in.left() != 0)
    return fail(ErrorCode::invalid, "the group that it chose is malformed");
  return group;
}

std::size_t SshGroup::bits() const {
  const auto first = std::ranges::find_if(modulus, [](auto byte) { return byte != 0; });
  if (first == modulus.end()) return 0;
  return static_cast<std::size_t>(modulus.end() - first - 1) * 8 + static_cast<std::size_t>(std::bit_width(*first));
}

Bytes ssh_group_exchanged(const SshGroup& group) {
  Writer out;
  put_group_sizes(out);
  put_ssh_string(out, group.modulus);
  put_ssh_string(out, group.generator);
  return std::move(out).take();
}

Bytes ssh_exchange(const SshExchange& exchange) {
  Writer out;
  put_ssh_string(out, exchange.our_line);
  put_ssh_string(out, exchange.their_line);
  for (const auto part : {exchange.our_kexinit, exchange.their_kexinit, exchange.host_key}) put_ssh_string(out, part);
  out.bytes(exchange.group);
  for (const auto part : {exchange.ours, exchange.theirs, exchange.secret}) put_ssh_string(out, part);
  return std::move(out).take();
}

Bytes ssh_key_seed(ByteView secret, ByteView hash, char letter) {
  Writer out;
  put_ssh_string(out, secret);
  out.bytes(hash).u8(static_cast<std::uint8_t>(letter)).bytes(hash);  // the first hash is the session's id
  return std::move(out).take();
}

Bytes ssh_key_more(ByteView secret, ByteView hash, ByteView so_far) {
  Writer out;
  put_ssh_string(out, secret);
  out.bytes(hash).bytes(so_far);
  return std::move(out).take();
}

Bytes ssh_userauth_service() {
  auto out = message(SshMessage::service_request);
  put_ssh_string(out, "ssh-userauth");
  return std::move(out).take();
}

Bytes ssh_userauth_none(std::string_view user) {
  auto out = message(SshMessage::userauth_request);
  for (const auto text : {user, std::string_view("ssh-connection"), std::string_view("none")})
    put_ssh_string(out, text);
  return std::move(out).take();
}

Result<SshUserauth> parse_ssh_userauth(ByteView payload) {
  Reader in(payload);
  SshUserauth answer;
  const auto type = in.u8();
  if (type == static_cast<std::uint8_t>(SshMessage::userauth_success)) {
    answer.let_in = true;
  } else if (type == static_cast<std::uint8_t>(SshMessage::userauth_failure)) {
    if (!read_ssh_names(in, answer.methods)) return fail(ErrorCode::invalid, "its list of logins is malformed");
    in.skip(1);  // partial success
  } else {
    return fail(ErrorCode::invalid, "it did not answer the request to log in");
  }
  if (in.failed() || in.left() != 0) return fail(ErrorCode::invalid, "its answer to a login is malformed");
  return answer;
}

}  // namespace runseal::proto
