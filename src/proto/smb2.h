// The header that every SMB 2 and 3 message begins with (MS-SMB2 2.2.1.2), and the error response (2.2.2).
#pragma once

#include "base/bytes.h"

namespace runseal::proto {

constexpr std::size_t smb2_header_size = 64;

enum class Smb2Command : std::uint16_t { negotiate = 0, session_setup = 1, tree_connect = 3 };

// What ties a question to its answer.
struct Smb2Ids {
  std::uint64_t message = 0;
  std::uint64_t session = 0;
  std::uint32_t tree = 0;
};

struct Smb2Header {
  std::uint32_t status = 0;
  std::uint32_t flags = 0;
  std::uint64_t session = 0;
  std::uint32_t tree = 0;
};

void put_smb2_header(base::Writer& out, Smb2Command command, const Smb2Ids& ids);

// The header of the answer to the question with this command and message id: whole, a response, not compounded, not
// cut; and when its status is an error, followed by a well-formed error response.
// Errors here and below: invalid; limit where a length reaches past the end.
[[nodiscard]] Result<Smb2Header> parse_smb2_header(ByteView message, Smb2Command command, std::uint64_t message_id);

// The part of `message` that a (offset, length) pair names, offsets counted from the header (as all of SMB 2 does);
// it must not reach back before `earliest`. An empty one may stand anywhere.
[[nodiscard]] Result<ByteView> smb2_buffer(ByteView message, std::size_t offset, std::size_t length,
                                           std::size_t earliest);

}  // namespace runseal::proto
