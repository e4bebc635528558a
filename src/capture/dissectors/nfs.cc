#include "capture/dissectors/nfs.h"

#include "capture/dissectors/nfs_flow.h"

namespace runseal::capture {
namespace {

// The port mapper, NFS, MOUNT, locks, their status, quotas, access lists: numbers that Sun gave out (RFC 5531 13.3).
bool is_known(std::uint32_t program) {
  return program == 100000 || program == 100003 || program == 100005 || program == 100011 || program == 100021 ||
         program == 100024 || program == 100227;
}

// A call may come in several fragments (RFC 5531 11); then the first has to hold what tells it.
Match record(ByteView bytes) {
  if (bytes.empty()) return Match::more;
  const bool whole = bytes[0] == 0x80;
  if (!whole && bytes[0] != 0) return Match::no;
  for (std::size_t i = 8; i < std::min<std::size_t>(bytes.size(), 11); ++i)
    if (bytes[i] != 0) return Match::no;
  if (bytes.size() < 28) return Match::more;
  if (whole && !looks_like_rpc_record(bytes)) return Match::no;
  const auto message = proto::parse_rpc_message(bytes.subspan(4));
  return message && (message->call ? is_known(message->program) : whole) ? Match::yes : Match::no;
}

Match over_tcp(const Opening& opening) {
  const auto client = record(opening.client);
  return client == Match::more ? record(opening.server) : client;
}

bool own_port(std::uint16_t port) { return port == 111 || port == 2049; }

Match over_udp(const Opening& opening) {
  if (const auto call = proto::parse_rpc_message(opening.client))
    return call->call && is_known(call->program) ? Match::yes : Match::no;
  const auto answer = proto::parse_rpc_message(opening.server);
  return answer && !answer->call && own_port(opening.key.server_port) ? Match::yes : Match::no;
}

std::unique_ptr<Dissector> make(const FlowContext& flow) { return std::make_unique<NfsFlow>(flow); }

}  // namespace

DissectorKind nfs_kind() { return {"nfs", 6, {2049, 111}, over_tcp, make}; }
DissectorKind nfs_udp_kind() { return {"nfs", 17, {2049, 111}, over_udp, make}; }

}  // namespace runseal::capture
