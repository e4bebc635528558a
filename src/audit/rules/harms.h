// The letter's harms, by what an attacker can do on the way.
#pragma once

#include <vector>

#include "model/notice.h"

namespace runseal::audit::harms {

inline const std::vector<model::Harm> changed{model::Harm::wrong_results, model::Harm::corrupted_files,
                                              model::Harm::lost_results, model::Harm::delayed_results};
inline const std::vector<model::Harm> read{model::Harm::disclosed_data};
inline const std::vector<model::Harm> all{model::Harm::wrong_results, model::Harm::corrupted_files,
                                          model::Harm::lost_results, model::Harm::delayed_results,
                                          model::Harm::disclosed_data};

}  // namespace runseal::audit::harms
