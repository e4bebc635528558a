// Observations made of output that somebody saved on a machine where runseal cannot run. They say less than a
// measurement, and rules/saved.h sees to it that they never count for more.
#pragma once

#include <string>
#include <vector>

#include "audit/saved/kinds.h"
#include "base/bytes.h"
#include "base/result.h"
#include "model/audit.h"

namespace runseal::audit {

inline constexpr std::size_t max_saved = 16U << 20U;  // of one file

struct SavedOutput {
  std::string name;  // the file's, without its folder
  Bytes content;
  std::optional<SavedKind> kind;  // nothing: told by the content
  std::string by;                 // who saved it
  std::string at;                 // when, RFC 3339
};

// The kind of one output. Errors: invalid (nothing that runseal knows).
[[nodiscard]] Result<SavedKind> kind_of(const SavedOutput& output);

// One observation for each of the connections; all outputs together tell about each. With none named, a mount table
// gives one for each share in it (mount:///…). Errors: invalid (not recognised; or no connection that they fit).
[[nodiscard]] Result<std::vector<model::Observation>> observe_saved(const std::vector<SavedOutput>& outputs,
                                                                    const std::vector<base::Endpoint>& connections);

}  // namespace runseal::audit
