// What a conversation with a server shows of one of its shares, or exports.
#pragma once

#include <optional>

#include "capture/report.h"

namespace runseal::capture {

struct OfShare {
  bool spoken_of = false;  // or at least possible: what is encrypted does not show which share it is about
  model::Axis integrity;
  model::Axis confidentiality;
  std::optional<model::Axis> peer_authenticity;  // where it is proven with each message (NFS); else that of all
};
// Nothing where messages cannot be told apart by share: then what is said of the conversation holds for each. Shares
// are compared without case (MS-SMB2 3.3.5.7 leaves that to the server; all known ones do). A share of which nothing
// was readable is unknown, since whether anything was said of it cannot be seen.
[[nodiscard]] std::optional<OfShare> of_share(const Conversation& conversation, const std::string& share);

// Whether what lies there may be of the share: see Exposure.
[[nodiscard]] bool lies_in(const Conversation& conversation, const std::string& place, const std::string& path,
                           const std::string& share);

}  // namespace runseal::capture
