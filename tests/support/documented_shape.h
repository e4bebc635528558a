// Holds JSON against a schema that a document of docs/formats/ shows.
#pragma once

#include "base/process.h"
#include "support/temporary.h"

namespace runseal::test {

// What is wrong with it; empty: nothing.
inline std::string misfit(const std::string& json, const std::string& schema) {
  base::Command check;
  check.program = "/usr/bin/python3";  // Debian's, which has the package python3-jsonschema
  check.arguments = {source_file("tests/support/documented_shape.py").string(),
                     source_file("docs/formats/audit.md").string(), schema};
  check.input = json;
  const auto done = base::run(check);
  if (!done) return done.error().describe();
  return done->exit_code == 0 ? "" : done->out + done->err + "\nnot of the documented shape";
}

}  // namespace runseal::test
