// The negotiate contexts of SMB 3.1.1 (MS-SMB2 2.2.3.1, 2.2.4.1). Used by smb2_negotiate.cc.
#pragma once

#include "proto/smb2_negotiate.h"

namespace runseal::proto {

struct Smb2ContextList {
  Bytes bytes;  // each context at a multiple of 8
  std::uint16_t count = 0;
};
[[nodiscard]] Smb2ContextList smb2_context_list(const Smb2NegotiateOffer& offer);

struct Smb2Contexts {
  bool preauth_sha512 = false;
  std::optional<SmbCipher> cipher;  // nothing also when the server said "none in common" (0)
  std::optional<SmbSigning> signing;
  std::vector<std::string> compression;
  std::vector<std::string> rdma_transforms;
};
// Unknown kinds are skipped; each known kind may come once. Those for integrity, encryption and signing
// must name exactly one choice; those for compression and RDMA name a list. Errors: invalid.
[[nodiscard]] Result<Smb2Contexts> parse_smb2_contexts(ByteView message, std::size_t offset, std::size_t count,
                                                       std::size_t earliest);

}  // namespace runseal::proto
