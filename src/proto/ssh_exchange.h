// The key exchange (RFC 4253 8, RFC 5656 4, RFC 8731, RFC 4419) and the request that asks how one may log in (RFC 4252
// 5). Pure.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "proto/ssh.h"

namespace runseal::proto {

// `ours` as it stands in the message: a point, or for Diffie-Hellman the body of an mpint.
[[nodiscard]] Bytes ssh_kex_init(ByteView ours, SshMessage type = SshMessage::kex_init);

struct SshKexReply {
  Bytes host_key;
  Bytes theirs;
  Bytes signature;
};
[[nodiscard]] Result<SshKexReply> parse_ssh_kex_reply(ByteView payload, SshMessage type = SshMessage::kex_reply);

// RFC 4419 3: the server chooses the group. It is asked for one of 3072 bits, and of 2048 to 8192 (RFC 8270 3).
[[nodiscard]] Bytes ssh_group_request();
struct SshGroup {
  Bytes modulus, generator;  // the bodies of mpints, as they came
  [[nodiscard]] std::size_t bits() const;
};
[[nodiscard]] Result<SshGroup> parse_ssh_group(ByteView payload);
[[nodiscard]] Bytes ssh_group_exchanged(const SshGroup& group);  // what of both goes into the hash

// Of the reply to any method whose reply begins with the host key: also of the group exchange (RFC 4419 3).
[[nodiscard]] Result<Bytes> ssh_reply_host_key(ByteView payload);

// What both ends hash and the server signs.
struct SshExchange {
  std::string_view our_line, their_line;  // the identifications, without CR LF
  ByteView our_kexinit, their_kexinit;    // payloads
  ByteView host_key;
  ByteView group;  // ssh_group_exchanged, or empty
  ByteView ours, theirs;
  ByteView secret;  // the body of an mpint
};
[[nodiscard]] Bytes ssh_exchange(const SshExchange& exchange);
// What is hashed for the first part of a key (RFC 4253 7.2); `letter`: 'A' to 'F'.
[[nodiscard]] Bytes ssh_key_seed(ByteView secret, ByteView hash, char letter);
[[nodiscard]] Bytes ssh_key_more(ByteView secret, ByteView hash, ByteView so_far);  // for the next part

[[nodiscard]] Bytes ssh_userauth_service();                    // asks for the service "ssh-userauth"
[[nodiscard]] Bytes ssh_userauth_none(std::string_view user);  // asks to be let in without any proof

struct SshUserauth {
  bool let_in = false;
  SshNames methods;  // with which one may go on
};
[[nodiscard]] Result<SshUserauth> parse_ssh_userauth(ByteView payload);

}  // namespace runseal::proto
