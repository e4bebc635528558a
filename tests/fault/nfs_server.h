// A false NFS server on loopback: what it answers to each call is a test's own.
#pragma once

#include <algorithm>

#include "fault/loopback_server.h"
#include "proto/rpc.h"
#include "unit/proto/recorded_nfs.h"

namespace runseal::test::nfs {

namespace recorded = recorded_nfs;

// A server that takes calls, and what it answers to each: results behind an accepted header, or a whole reply.
struct Call {
  std::uint32_t xid = 0, program = 0, version = 0, procedure = 0, flavour = 0;
  Bytes arguments;
};
using Answers = std::function<std::optional<Bytes>(const Call&)>;  // nothing: silence

inline Bytes accepted(const Call& call, ByteView rest, std::uint32_t status = 0, std::string_view verifier = {}) {
  base::Writer message;
  message.be32(call.xid).be32(1).be32(0).be32(0).be32(static_cast<std::uint32_t>(verifier.size())).text(verifier);
  message.be32(status).bytes(rest);
  base::Writer record;
  record.be32(0x80000000U | static_cast<std::uint32_t>(message.size())).bytes(message.data());
  return std::move(record).take();
}

inline Bytes denied(const Call& call, std::uint32_t auth_status) {
  base::Writer record;
  record.be32(0x80000000U | 20U).be32(call.xid).be32(1).be32(1).be32(1).be32(auth_status);
  return std::move(record).take();
}

inline Bytes versions(const Call& call, std::uint32_t lowest, std::uint32_t highest) {
  base::Writer rest;
  rest.be32(lowest).be32(highest);
  return accepted(call, rest.data(), 2);
}

inline Bytes results_of(std::string_view hex) {
  return proto::parse_rpc_reply(recorded::record(hex), recorded::xid(hex))->results;
}

inline std::optional<Call> call_of(ByteView bytes) {
  base::Reader in(bytes);
  in.skip(4);
  Call call;
  call.xid = in.be32();
  in.skip(8);
  call.program = in.be32();
  call.version = in.be32();
  call.procedure = in.be32();
  call.flavour = in.be32();
  in.skip(in.be32());
  in.skip(8);
  if (in.failed()) return std::nullopt;
  const auto rest = in.take(in.left());
  call.arguments.assign(rest.begin(), rest.end());
  return call;
}

inline std::function<void(Client&)> serving(Answers answers) {
  return [answers = std::move(answers)](Client& client) {
    while (const auto call = call_of(client.receive())) {
      const auto answer = answers(*call);
      if (!answer) return client.hold();
      if (!client.send(*answer)) return;
    }
  };
}

inline bool asks_for(const Call& call, std::uint8_t operation) {
  const Bytes wanted{0, 0, 0, operation};
  return !std::ranges::search(ByteView(call.arguments).subspan(std::min<std::size_t>(24, call.arguments.size())),
                              wanted)
              .empty();
}

// NFS 4.0 alone with krb5p alone, as NFS-Ganesha answers; `change` first.
inline Answers sound(Answers change) {
  return [change = std::move(change)](const Call& call) -> std::optional<Bytes> {
    if (const auto changed = change(call); !changed || !changed->empty()) return changed;
    if (call.flavour == 7) return denied(call, 2);
    if (call.version != 4) return versions(call, 4, 4);
    if (call.procedure == 0) return accepted(call, {});
    if (call.arguments[23] != 0) {  // another minor version
      base::Writer mismatch;
      mismatch.be32(10021).be32(0).be32(0);
      return accepted(call, mismatch.data());
    }
    if (asks_for(call, 33)) return accepted(call, results_of(recorded::secinfo_krb5p));
    if (asks_for(call, 15)) return accepted(call, results_of(recorded::wrong_security));
    return accepted(call, results_of(recorded::minor_0));
  };
}

}  // namespace runseal::test::nfs
