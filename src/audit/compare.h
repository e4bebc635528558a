// Two measurements of one connection, the earlier and the later. Pure.
#pragma once

#include "model/difference.h"

namespace runseal::audit {

struct Judged {
  const model::Observation& observation;
  const model::Assessment& assessment;
};

// Both must have been judged by the same rules, so that what differs is the connection and not the judge.
//
// Worse is: an axis that is less protected than before, where absent and unknown are the same (neither is protection);
// or a finding of severity medium or more that was not there, is not accepted, and was looked for before: the earlier
// measurement was complete, made in the same way (without a login, or with one) and by the same version of runseal.
[[nodiscard]] model::Difference compare(const Judged& before, const Judged& now);

}  // namespace runseal::audit
