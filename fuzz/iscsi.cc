// Every parser of what an iSCSI target answers.
#include "proto/iscsi.h"

using namespace runseal;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto whole = proto::iscsi_pdu_size(bytes);
  if (!whole || !*whole || **whole > size) return 0;
  (void)proto::parse_iscsi_login(bytes.first(**whole));
  (void)proto::parse_iscsi_targets(bytes.first(**whole));
  return 0;
}
