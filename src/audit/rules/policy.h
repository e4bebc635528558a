// The site's own rules over ours: they make a finding weigh more, demand an axis, or accept one finding on one
// connection until a day. No policy makes a grade better. docs/manual/policy.md is the description.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/time.h"
#include "model/audit.h"

namespace runseal::audit {

struct Policy {
  struct Raise {
    std::string finding;
    model::Severity severity = model::Severity::info;
    std::string connection;  // an endpoint in normal form; empty: every connection
  };
  struct Demand {
    std::string axis;        // "integrity", "confidentiality", "peer-authenticity": must be protected
    std::string connection;  // as above
  };
  struct Accept {
    std::string finding;
    std::string connection;
    model::Acceptance acceptance;
    Date until;
  };

  std::vector<Raise> raise;
  std::vector<Demand> demand;
  std::vector<Accept> accept;
  std::string sha256;  // of the file; empty: there is none
};

// `today` and `longest`: an acceptance that would last longer than that many days from today is refused.
// Errors: invalid with the line (not TOML; an unknown key, finding id, axis or severity; a value that is missing).
[[nodiscard]] Result<Policy> parse_policy(std::string_view toml, const std::string& where, Date today, int longest);

// Errors also: not_found, io, limit.
[[nodiscard]] Result<Policy> load_policy(base::Files& files, const base::Path& file, Date today, int longest);

// What the policy makes of an assessment on that day; worst finding first again.
void apply_policy(const Policy& policy, Date on, model::Assessment& to);

// Every finding id that apply_policy() can add.
[[nodiscard]] std::vector<std::string> policy_finding_ids();

// Not secure, and yet nothing is left to do until a day: all three axes were measured, and each finding above info
// is accepted.
[[nodiscard]] bool borne(const model::Assessment& assessment);

}  // namespace runseal::audit
