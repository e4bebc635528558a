// Everything that the records hold about one notice, in one archive that is checked without runseal: evidence entries
// with their proofs, the letter, what was attached, signed replies and exceptions, and how to check all of it.
// docs/formats/bundle.md says what is in it.
#pragma once

#include "model/notice.h"
#include "service/workspace.h"

namespace runseal::service {

inline constexpr std::size_t most_bundle_entries = 20'000;
inline constexpr std::size_t most_bundle_bytes = 512U << 20U;

struct NoticeBundle {
  std::string file_name;  // "FSN2024-1562-evidence.tar"
  std::string content;
  std::size_t entries = 0;
};

// Errors: not_found (no evidence is about it yet), limit (more than fits), corrupt, io.
Result<NoticeBundle> notice_bundle(Workspace& workspace, const model::Notice& notice);

}  // namespace runseal::service
