#include "runs/run_status.h"

#include <pugixml.hpp>

#include "base/one_line.h"
#include "runs/folder.h"
#include "runs/xml.h"

namespace runseal::runs {

Result<RunStatus> parse_run_status(ByteView content, const std::string& where) {
  RUNSEAL_TRY(const auto xml, Xml::parse(content, "RunCompletionStatus", where));
  RunStatus status;
  status.word = text_of(child(xml.root(), "CompletionStatus"));
  if (status.word.empty()) status.word = text_of(child(xml.root(), "RunStatus"));
  if (status.word.empty()) return fail(ErrorCode::invalid, "it does not say how the run ended", where);
  status.message = text_of(child(xml.root(), "ErrorDescription"));
  return status;
}

std::optional<RunStatus> read_run_status(const base::Path& run_folder) {
  const auto file = read_file_of_run(run_folder, {"RunCompletionStatus.xml"}, max_xml);
  if (!file && file.error().code == ErrorCode::not_found) return std::nullopt;
  if (!file) return RunStatus{{}, {}, base::one_line(file.error())};
  auto status = parse_run_status(file->content, file->name);
  return status ? *std::move(status) : RunStatus{{}, {}, base::one_line(status.error())};
}

}  // namespace runseal::runs
