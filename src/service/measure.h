// Measuring connections: observe, judge, compare with the last time, record.
#pragma once

#include <limits>

#include "audit/audit.h"
#include "audit/rules/policy.h"
#include "audit/rules/ssh_known.h"
#include "audit/saved/observe_saved.h"
#include "audit/session.h"
#include "model/difference.h"
#include "service/workspace.h"
#include "store/records.h"

namespace runseal::service {

// An endpoint, and every device of the inventory that declares it. It is asked once, however many they are.
struct Target {
  base::Endpoint endpoint;
  std::vector<model::Device> devices;
};

// What a user names: device ids, endpoints, or nothing for every connection of every device; each endpoint once.
// Errors: not_found (no such device), invalid (a device without connections).
Result<std::vector<Target>> targets_named(Workspace& workspace, const std::vector<std::string>& names);
// The same out of an inventory at hand, which is in order of ids.
Result<std::vector<Target>> targets_among(const std::vector<model::Device>& inventory,
                                          const std::vector<std::string>& names);

// Those of this machine: every folder that a share is mounted at, or declared for. Errors: not_found (there is none),
// and those of reading the mount table.
Result<std::vector<std::string>> mounts_of_this_machine();

struct Measured {
  store::Measurement now;
  std::optional<model::Assessment> before;  // the last one, judged anew by today's rules
  std::optional<std::uint64_t> before_evidence;
  model::Difference difference;  // between the two
  std::uint64_t evidence = 0;
  std::optional<std::uint64_t> worse_evidence;  // of the entry that says so, when the connection became worse
  std::string policy;                           // SHA-256 of the policy file that it was judged under; or empty
};

// `file`, else policy.toml in the data directory, else an empty policy.
Result<audit::Policy> policy_in_force(Workspace& workspace, const std::optional<base::Path>& file);

// What observations are judged by.
struct Rules {
  audit::Policy policy;
  std::vector<audit::KnownHosts> known_hosts;
};
Result<Rules> rules_in_force(Workspace& workspace, const std::optional<base::Path>& policy_file = {});

// As configured.
[[nodiscard]] audit::Options limits_of(const base::Config& config);
// What shares are logged in to with where nobody names a file: keys/audit.login in the data directory (as --credentials
// takes it), else the environment. Errors: as audit::read_credentials.
Result<std::optional<audit::Credentials>> usual_credentials(Workspace& workspace);
Result<audit::ProbeSettings> probe_settings(const base::Config& config, const std::string& ca_file = {});

// Asks all targets at once, and records nothing. Same order as `targets`. Errors: cancelled.
Result<std::vector<model::Observation>> ask(const std::vector<std::unique_ptr<audit::Probe>>& probes,
                                            const std::vector<Target>& targets,
                                            const std::optional<audit::Credentials>& credentials,
                                            const audit::Options& options);

// Asks all targets at once, judges under the policy in force, and records each; what became worse than the last time
// gets an evidence entry of its own. A cancelled measurement is not recorded. Same order as `targets`.
Result<std::vector<Measured>> measure(Workspace& workspace, const std::vector<std::unique_ptr<audit::Probe>>& probes,
                                      const std::vector<Target>& targets,
                                      const std::optional<audit::Credentials>& credentials, audit::Options options,
                                      const std::optional<base::Path>& policy_file = {});

// An observation as it is judged here: by the rules, for these devices, under the policy as of that day.
model::Assessment assess(const model::Observation& observation, const std::vector<model::Device>& devices,
                         const audit::Policy& policy, Date on);

// The same from output that was saved on other machines. `names`: devices or addresses that it is about; with none, a
// mount table tells about each share in it. A connection that it does not tell about is left out. Errors also: limit
// (it tells about more than `most`; nothing is recorded).
Result<std::vector<Measured>> measure_saved(Workspace& workspace, const Rules& rules,
                                            const std::vector<audit::SavedOutput>& outputs,
                                            const std::vector<std::string>& names,
                                            std::size_t most = std::numeric_limits<std::size_t>::max());
Result<std::vector<Measured>> measure_saved(Workspace& workspace, const std::vector<audit::SavedOutput>& outputs,
                                            const std::vector<std::string>& names,
                                            const std::optional<base::Path>& policy_file = {});

// What was found out in another way: judged, compared and recorded in the same way. One observation for each target.
Result<std::vector<Measured>> record_observations(Workspace& workspace, const std::vector<Target>& targets,
                                                  std::vector<model::Observation> observations,
                                                  const std::optional<base::Path>& policy_file = {});
Result<std::vector<Measured>> record_observations(Workspace& workspace, const Rules& rules,
                                                  const std::vector<Target>& targets,
                                                  std::vector<model::Observation> observations);

}  // namespace runseal::service
