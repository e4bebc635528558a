// Saved SMB settings as the facts that the SMB probe would measure, so that the same rules judge them.
#pragma once

#include <string>

#include "audit/saved/records.h"
#include "audit/saved/settings.h"
#include "base/endpoint.h"
#include "base/json.h"

namespace runseal::audit {

struct SavedFacts {
  std::map<std::string, Json> facts;
  std::string evidence;  // the settings that they rest on, a line each
  std::string failure;   // why they do not suffice; empty: they do
};

[[nodiscard]] SavedFacts facts_of_smb_conf(const SmbConf& conf, const base::Endpoint& connection);

// Of a Windows server: its configuration and, where they were saved too, its shares.
[[nodiscard]] SavedFacts facts_of_windows(const Record& server, const std::vector<Record>& shares,
                                          const base::Endpoint& connection);

// What a Windows client really uses for this share; as the facts of a mount.
[[nodiscard]] SavedFacts facts_of_smb_connection(const std::vector<Record>& connections,
                                                 const base::Endpoint& connection);

}  // namespace runseal::audit
