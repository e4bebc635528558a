// NFS calls and answers written by hand, in records over TCP.
#pragma once

#include "capture/dissectors/nfs.h"
#include "proto/nfs3.h"
#include "proto/nfs4.h"
#include "proto/rpc.h"
#include "proto/rpc_message.h"
#include "proto/xdr.h"

namespace runseal::capture::test {

inline const std::vector<DissectorKind>& nfs() {
  static const std::vector<DissectorKind> kinds = {nfs_kind(), nfs_udp_kind()};
  return kinds;
}

// Calls of RPCSEC_GSS as RFC 2203 section 5.3 lays them out; no client in user space speaks it.
inline Bytes gss_credential(std::uint32_t service, std::uint32_t procedure = 0) {
  base::Writer body;
  body.be32(1).be32(procedure).be32(7).be32(service);
  proto::xdr_opaque(body, Bytes{1, 2, 3, 4});
  return std::move(body).take();
}

inline Bytes gss_call(std::uint32_t xid, std::uint32_t service, Bytes arguments) {
  if (service == 2) {  // rpc_gss_integ_data
    base::Writer data;
    data.be32(7).bytes(arguments);
    base::Writer out;
    proto::xdr_opaque(out, data.data());
    proto::xdr_opaque(out, Bytes(28, 0xcc));
    arguments = std::move(out).take();
  }
  return proto::rpc_record({xid,
                            proto::nfs_program,
                            4,
                            proto::nfs4_compound,
                            {proto::rpc_flavour_gss, gss_credential(service)},
                            std::move(arguments)});
}

inline Bytes sys_call(std::uint32_t xid, Bytes arguments) {
  return proto::rpc_record(
      {xid, proto::nfs_program, 4, proto::nfs4_compound, proto::rpc_auth_sys(1, 1, "sequencer"), std::move(arguments)});
}

inline Bytes remove_call() {  // PUTROOTFH, REMOVE
  base::Writer out;
  proto::xdr_text(out, "");
  out.be32(1).be32(2).be32(24).be32(28);
  proto::xdr_text(out, "patient.vcf");
  return std::move(out).take();
}

inline Bytes compound(std::uint32_t operations, const base::Writer& of) {
  base::Writer out;
  proto::xdr_text(out, "");
  out.be32(1).be32(operations);
  auto copy = of;
  out.bytes(copy.data());
  return std::move(out).take();
}

inline Bytes answer(std::uint32_t xid, std::uint32_t operations, const base::Writer& of) {
  base::Writer out;
  auto copy = of;
  out.be32(xid).be32(1).be32(0).be32(0).be32(0).be32(0);  // accepted, no verifier, success
  out.be32(0);
  proto::xdr_text(out, "");
  out.be32(operations).bytes(copy.data());
  base::Writer record;
  record.be32(0x80000000U | static_cast<std::uint32_t>(out.size())).bytes(out.data());
  return std::move(record).take();
}

inline void sequence(base::Writer& out, bool call) {  // RFC 8881 section 18.46
  out.be32(53);
  if (!call) out.be32(0);
  out.zeros(call ? 32 : 36);
}

}  // namespace runseal::capture::test
