#include "proto/nfs4.h"
#include "proto/xdr.h"

namespace runseal::proto {
namespace {

constexpr std::uint32_t attribute_owner = 36;  // RFC 7530 section 5.6

void channel(base::Writer& out) {                    // channel_attrs4, RFC 8881 section 18.36
  out.be32(0).be32(65'536).be32(65'536).be32(4096);  // padding, largest request, response, and cached response
  out.be32(16).be32(1).be32(0);                      // operations a compound, requests at once, no RDMA
}

}  // namespace

base::Writer& Nfs4Compound::operation(std::uint32_t code) {
  ++count_;
  return operations_.be32(code);
}

Nfs4Compound& Nfs4Compound::put_root() {
  operation(nfs4::op_putrootfh);
  return *this;
}

Nfs4Compound& Nfs4Compound::lookup(std::string_view name) {
  xdr_text(operation(nfs4::op_lookup), name);
  return *this;
}

Nfs4Compound& Nfs4Compound::secinfo(std::string_view name) {
  xdr_text(operation(nfs4::op_secinfo), name);
  return *this;
}

Nfs4Compound& Nfs4Compound::access() {
  operation(nfs4::op_access).be32(0x3f);
  return *this;
}

Nfs4Compound& Nfs4Compound::owner() {
  operation(nfs4::op_getattr).be32(2).be32(0).be32(1U << (attribute_owner - 32));
  return *this;
}

Nfs4Compound& Nfs4Compound::exchange_id(std::string_view client, std::uint64_t verifier) {
  auto& out = operation(nfs4::op_exchange_id).be64(verifier);
  xdr_text(out, client);
  out.be32(0).be32(0).be32(0);  // no flags, SP4_NONE, no implementation named
  return *this;
}

Nfs4Compound& Nfs4Compound::create_session(std::uint64_t client_id, std::uint32_t sequence) {
  auto& out = operation(nfs4::op_create_session).be64(client_id).be32(sequence).be32(0);
  channel(out);
  channel(out);
  out.be32(0x40000000).be32(1).be32(0);  // callbacks, which never come: a program number, AUTH_NONE
  return *this;
}

Nfs4Compound& Nfs4Compound::sequence(const Nfs4SessionId& session, std::uint32_t number) {
  operation(nfs4::op_sequence).bytes(session).be32(number).be32(0).be32(0).be32(0);  // slot 0, not cached
  return *this;
}

Nfs4Compound& Nfs4Compound::destroy_session(const Nfs4SessionId& session) {
  operation(nfs4::op_destroy_session).bytes(session);
  return *this;
}

Nfs4Compound& Nfs4Compound::destroy_client(std::uint64_t client_id) {
  operation(nfs4::op_destroy_clientid).be64(client_id);
  return *this;
}

Bytes Nfs4Compound::arguments() const {
  base::Writer out;
  xdr_text(out, "runseal-probe");  // the tag, which shows in a capture and in a server's trace
  out.be32(minor_).be32(count_);
  auto bytes = std::move(out).take();
  const auto operations = base::Writer(operations_).take();
  bytes.insert(bytes.end(), operations.begin(), operations.end());
  return bytes;
}

}  // namespace runseal::proto
