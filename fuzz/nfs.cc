// Every parser of answers of RPC, the port mapper, MOUNT and NFS: the first byte chooses which.
#include "base/bytes.h"
#include "proto/nfs3.h"
#include "proto/nfs4.h"
#include "proto/portmap.h"
#include "proto/rpc.h"

using namespace runseal;

namespace {

// A record that is whole must be readable, or refused, to its last byte.
void record(ByteView bytes) {
  const auto size = proto::rpc_record_size(bytes);
  if (!size || !*size) return;
  if (**size > bytes.size()) __builtin_trap();
  base::Reader in(bytes.subspan(4));
  (void)proto::parse_rpc_reply(bytes.first(**size), in.be32());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  switch (data[0]) {
    case 0: record(bytes); break;
    case 1: (void)proto::parse_portmap_dump(bytes); break;
    case 2: (void)proto::parse_portmap_port(bytes); break;
    case 3: (void)proto::parse_mount_exports(bytes); break;
    case 4: (void)proto::parse_mount_answer(bytes); break;
    case 5: (void)proto::parse_nfs3_access(bytes); break;
    case 6: (void)proto::parse_nfs4_answer(bytes); break;
    default: break;
  }
  return 0;
}
