#include "proto/nfs4.h"

#include <algorithm>

#include <fmt/format.h>

#include "proto/rpc.h"
#include "proto/xdr.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_opaque = 1024;  // NFS4_OPAQUE_LIMIT
constexpr std::uint32_t most_flavours = 64;
constexpr std::uint32_t most_results = 64;
constexpr std::uint32_t rpcsec_gss = 6;
// Kerberos 5, 1.2.840.113554.1.2.2 (RFC 4121 section 4.1)
constexpr std::uint8_t kerberos[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02};

Error malformed(std::string what) { return {ErrorCode::invalid, "NFS 4: " + std::move(what), {}, {}}; }

// secinfo4 (RFC 7530 section 16.31): the service decides between krb5, krb5i and krb5p (RFC 2203 section 5.2.2).
std::string flavour(XdrReader& in) {
  const auto number = in.u32();
  if (number != rpcsec_gss) return rpc_flavour_name(number);
  auto mechanism = in.opaque(255);
  (void)in.u32();  // quality of protection
  const auto service = in.u32();
  // some servers put the tag and length of the object identifier before it
  if (mechanism.size() == sizeof kerberos + 2 && mechanism[0] == 6) mechanism = mechanism.subspan(2);
  if (!std::ranges::equal(mechanism, kerberos)) return "gss with another mechanism";
  switch (service) {
    case 1: return "krb5";
    case 2: return "krb5i";
    case 3: return "krb5p";
    default: return fmt::format("krb5 with service {}", service);
  }
}

void read_secinfo(XdrReader& in, Nfs4Result& into) {
  const auto count = in.u32();
  for (std::uint32_t i = 0; i < std::min(count, most_flavours) && !in.failed(); ++i)
    into.flavours.push_back(flavour(in));
  if (count > most_flavours) (void)in.fixed(in.left() + 1);  // makes it fail
}

// Only what was asked for: the owner. A server may leave it out.
void read_attributes(XdrReader& in, Nfs4Result& into) {
  const auto words = in.u32();
  bool has_owner = false;
  for (std::uint32_t i = 0; i < std::min(words, 8U); ++i) {
    const auto bits = in.u32();
    if (i == 1) has_owner = bits == 1U << 4U;
  }
  XdrReader values(in.opaque(longest_opaque * 4));
  if (has_owner) into.owner = values.text(longest_opaque);
}

void read_exchange_id(XdrReader& in, Nfs4Result& into) {
  into.client_id = in.u64();
  into.client_sequence = in.u32();
  (void)in.u32();                                    // flags
  if (in.u32() != 0) (void)in.fixed(in.left() + 1);  // another protection of state than the one asked for
  (void)in.u64();
  (void)in.opaque(longest_opaque);  // server owner
  (void)in.opaque(longest_opaque);  // its scope
  if (in.boolean()) {               // at most one implementation
    (void)in.opaque(longest_opaque);
    (void)in.opaque(longest_opaque);
    (void)in.fixed(12);
  }
}

void read_channel(XdrReader& in) {
  (void)in.fixed(24);
  if (in.boolean()) (void)in.u32();
}

void read_create_session(XdrReader& in, Nfs4Result& into) {
  const auto id = in.fixed(into.session.size());
  std::ranges::copy(id, into.session.begin());
  (void)in.u64();  // sequence, flags
  read_channel(in);
  read_channel(in);
}

bool read_result(XdrReader& in, Nfs4Result& into) {
  into.operation = in.u32();
  into.status = in.u32();
  if (into.status != nfs4::ok) return true;
  switch (into.operation) {
    case nfs4::op_putrootfh:
    case nfs4::op_lookup:
    case nfs4::op_destroy_session:
    case nfs4::op_destroy_clientid: return true;
    case nfs4::op_access:
      (void)in.u32();  // what the server could check at all
      into.granted = in.u32();
      return true;
    case nfs4::op_getattr: read_attributes(in, into); return true;
    case nfs4::op_secinfo: read_secinfo(in, into); return true;
    case nfs4::op_exchange_id: read_exchange_id(in, into); return true;
    case nfs4::op_create_session: read_create_session(in, into); return true;
    case nfs4::op_sequence: (void)in.fixed(36); return true;
    default: return false;
  }
}

}  // namespace

const Nfs4Result* Nfs4Answer::of(std::uint32_t operation) const {
  const auto found = std::ranges::find(results.rbegin(), results.rend(), operation, &Nfs4Result::operation);
  return found == results.rend() ? nullptr : &*found;
}

Result<Nfs4Answer> parse_nfs4_answer(ByteView results) {
  XdrReader in(results);
  Nfs4Answer answer;
  answer.status = in.u32();
  (void)in.opaque(longest_opaque);  // the tag
  const auto count = in.u32();
  if (count > most_results) return fail(ErrorCode::limit, fmt::format("NFS 4: {} results announced", count));
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    Nfs4Result one;
    if (!read_result(in, one)) return fail(malformed(fmt::format("a result of operation {}", one.operation)));
    if (one.status != nfs4::ok && i + 1 < count) return fail(malformed("an operation after one that failed"));
    answer.results.push_back(std::move(one));
  }
  if (in.failed() || in.left() != 0) return fail(malformed("an answer of another length than it says"));
  if (!answer.results.empty() && answer.results.back().status != answer.status)
    return fail(malformed("an answer whose states contradict each other"));
  return answer;
}

std::string nfs4::status_name(std::uint32_t status) {
  switch (status) {
    case ok: return "NFS4_OK";
    case err_perm: return "NFS4ERR_PERM";
    case err_noent: return "NFS4ERR_NOENT";
    case err_access: return "NFS4ERR_ACCESS";
    case err_wrongsec: return "NFS4ERR_WRONGSEC";
    case err_minor_version_mismatch: return "NFS4ERR_MINOR_VERS_MISMATCH";
    case err_op_not_in_session: return "NFS4ERR_OP_NOT_IN_SESSION";
    default: return fmt::format("nfsstat4 {}", status);
  }
}

}  // namespace runseal::proto
