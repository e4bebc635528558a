#include "proto/smb_frame.h"

#include <fmt/format.h>

namespace runseal::proto {
namespace {
constexpr std::size_t smallest_message = 32;  // the SMB 1 header, the shorter of the two
}

Bytes smb_frame(ByteView message) {
  base::Writer out;
  out.be32(static_cast<std::uint32_t>(message.size() & 0xffffffU)).bytes(message);
  return std::move(out).take();
}

Result<std::size_t> smb_frame_length(ByteView header) {
  base::Reader in(header);
  const auto word = in.be32();
  if (in.failed()) return fail(ErrorCode::invalid, "the frame header is cut");
  if (word >> 24U != 0) return fail(ErrorCode::invalid, "not an SMB frame");
  const std::size_t length = word & 0xffffffU;
  if (length > smb_frame_limit)
    return fail(ErrorCode::limit, fmt::format("it announces a message of {} bytes", length));
  if (length < smallest_message)
    return fail(ErrorCode::invalid, fmt::format("it announces a message of {} bytes, too short for SMB", length));
  return length;
}

Result<SmbFamily> smb_family(ByteView message) {
  base::Reader in(message);
  const auto magic = in.be32();
  if (!in.failed() && magic == 0xfe534d42U) return SmbFamily::smb2;
  if (!in.failed() && magic == 0xff534d42U) return SmbFamily::smb1;
  return fail(ErrorCode::invalid, "no SMB message");
}

}  // namespace runseal::proto
