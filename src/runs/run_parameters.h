// RunParameters.xml (older instruments: runParameters.xml): which software ran the run. Its form differs from family to
// family; what is read here are the names by which they all tell the same few things.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::runs {

struct RunParameters {
  std::string application;       // <ApplicationName>, <Application>: "NovaSeq Control Software"
  std::string version;           // <ApplicationVersion>, <SystemSuiteVersion>: "1.7.5"
  std::string instrument_type;   // <InstrumentType>: "NovaSeqXPlus"; most have none
  std::string run_id;            // <RunID>
  std::string instrument;        // <InstrumentID>, <ScannerID>, <InstrumentName>, <InstrumentSerialNumber>
  std::string analysis_version;  // <RTAVersion>: of the real-time analysis
};

// At most 4 MiB. Errors: invalid, limit.
[[nodiscard]] Result<RunParameters> parse_run_parameters(ByteView content,
                                                         const std::string& where = "RunParameters.xml");

}  // namespace runseal::runs
