// What the recorded events of runs say together.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "model/run.h"
#include "transfer/seal/seal.h"

namespace runseal::service {

using RunEvents = std::vector<model::RunEvent>;  // oldest first

[[nodiscard]] bool tells_of_a_seal(const model::RunEvent& event);
[[nodiscard]] std::string hashed_to(const model::RunEvent& event);

// The last seal of a run that is known: of the folder at this place, for a run may stand at several; where nothing is
// known of the place, of any.
[[nodiscard]] const model::RunEvent* latest_known(const RunEvents& events, const std::string& run,
                                                  const base::Path& path);

// A true seal put back in the place of a later one. A seal that is not known here may have been made elsewhere since.
[[nodiscard]] bool is_older(const RunEvents& events, const transfer::ReadSeal& seal, const base::Path& path);

// The last check of a folder of this one run that found something wrong, when no check of all of that folder has held
// since: a part that holds, another folder or a new seal does not make it right.
[[nodiscard]] const model::RunEvent* failed_check(const RunEvents& story);

}  // namespace runseal::service
