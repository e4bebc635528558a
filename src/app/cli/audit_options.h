// What `runseal audit` can be told.
#pragma once

#include "app/cli/audit_saved.h"
#include "app/context.h"

namespace runseal::app {

struct AuditOptions {
  std::vector<std::string> names;
  bool all = false;
  bool mounts = false;
  bool explain = false;
  bool brief = false;
  bool diff = false;
  std::string credentials;
  std::string ca_file;
  std::string policy;
  std::string sarif;
  std::string html;
  std::string watch;
  int time_limit = 0;
  SavedOptions saved;
};

void add_audit_options(CLI::App& command, AuditOptions& options);

// Errors: usage (what excludes each other, and what a service cannot be told).
[[nodiscard]] Result<> check_usage(const Context& context, const AuditOptions& options);

}  // namespace runseal::app
