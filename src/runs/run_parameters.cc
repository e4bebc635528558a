#include "runs/run_parameters.h"

#include <pugixml.hpp>

#include "runs/xml.h"

namespace runseal::runs {

Result<RunParameters> parse_run_parameters(ByteView content, const std::string& where) {
  RUNSEAL_TRY(const auto xml, Xml::parse(content, "RunParameters", where));
  const auto setup = child(xml.root(), "Setup");  // MiSeq, NextSeq 500 and HiSeq keep some of them one level deeper
  const auto first_of = [&](std::initializer_list<std::string_view> names) {
    for (const auto name : names)
      for (const auto& node : {xml.root(), setup})
        if (auto text = text_of(child(node, name)); !text.empty()) return text;
    return std::string();
  };
  RunParameters parameters;
  parameters.application = first_of({"ApplicationName", "Application"});
  parameters.version = first_of({"ApplicationVersion", "SystemSuiteVersion"});
  parameters.instrument_type = first_of({"InstrumentType"});
  parameters.run_id = first_of({"RunID"});
  parameters.instrument = first_of({"InstrumentID", "ScannerID", "InstrumentName", "InstrumentSerialNumber"});
  parameters.analysis_version = first_of({"RTAVersion"});
  return parameters;
}

}  // namespace runseal::runs
