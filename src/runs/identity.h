// Which run a folder holds, and which instrument wrote it: told by RunInfo.xml and RunParameters.xml, never by the
// folder's name, and never guessed.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "runs/run_info.h"
#include "runs/run_parameters.h"

namespace runseal::runs {

struct RunIdentity {
  RunInfo info;
  RunParameters parameters;  // empty where they could not be read
  std::string family;        // "NovaSeq 6000Dx"; empty: unknown
  std::string told_by;       // what told the family, or why it is unknown; for people
};

// Reads two small files; links are not followed. RunParameters.xml that is missing, damaged, or of another instrument
// than RunInfo.xml is no error: it leaves the family unknown, except where the serial number alone tells it.
// Errors: not_found (no RunInfo.xml), invalid (it is not one), limit, denied, io.
[[nodiscard]] Result<RunIdentity> identify(const base::Path& run_folder);

// The same without a disk. `parameters_problem`: why there are no parameters; empty when there are.
[[nodiscard]] RunIdentity identify(RunInfo info, RunParameters parameters, const std::string& parameters_problem);

}  // namespace runseal::runs
