#include "proto/iscsi_traffic.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_data = 0xffffff;

bool is_known(std::uint8_t opcode) {
  if (opcode <= 0x06 || opcode == 0x10) return true;                                                // of initiators
  return (opcode >= 0x20 && opcode <= 0x26) || opcode == 0x31 || opcode == 0x32 || opcode == 0x3f;  // of targets
}

}  // namespace

Result<IscsiHead> parse_iscsi_head(ByteView front) {
  base::Reader in(front);
  const auto first = in.u8();
  IscsiHead head;
  head.opcode = first & 0x3fU;
  head.flags = in.u8();
  in.skip(2);
  const auto lengths = in.be32();
  head.further_heads = std::size_t{lengths >> 24U} * 4;
  head.data = lengths & longest_data;
  in.skip(28);
  head.status = in.be16();
  in.skip(10);
  if (in.failed() || (first & 0x80U) != 0 || !is_known(head.opcode))
    return fail(ErrorCode::invalid, "no PDU of iSCSI begins like this");
  return head;
}

}  // namespace runseal::proto
