#include "app/cli/capture_remote.h"

#include "app/progress.h"
#include "app/records_jobs.h"
#include "app/sent_file.h"
#include "base/text.h"
#include "capture/report_json.h"
#include "service/capture_document.h"

namespace runseal::app {
namespace {

// Sent and read there: the job's result.
Result<Json> result_of(const Context& context, Remote& remote, const SentCapture& wanted) {
  Remote::Query query{{"file_name", base::Path(wanted.file).filename().string()},
                      {"hosts", base::join(wanted.hosts, ",")}};
  if (!wanted.connection.empty()) query["connection"] = wanted.connection;
  if (wanted.pseudonymise) query["pseudonymise"] = "1";
  RUNSEAL_TRY(auto file, SentFile::open(wanted.file));
  const auto style = context.json ? ProgressStyle::none : bar_on_a_terminal();
  watch_for_interrupts();
  Progress sending("sending", style);
  sending.start(0, file.size());
  RUNSEAL_TRY(auto begun,
              remote.post_file("/captures", file, query, [&](std::uint64_t bytes) { sending.bytes = bytes; }));
  sending.finish();
  Progress reading("reading", style);
  RUNSEAL_TRY(const auto job, remote.follow_job(std::move(begun), records::shown_by(reading)));
  return job.at("result");
}

}  // namespace

Result<> check_can_be_sent(const std::string& file) {
  RUNSEAL_CHECK(SentFile::open(file));
  return {};
}

Result<ReadElsewhere> read_by_service(const Context& context, const SentCapture& wanted) {
  RUNSEAL_TRY(const auto remote, Remote::open(context.server));
  RUNSEAL_TRY(const auto result, result_of(context, *remote, wanted));
  const auto at = "/captures/" + Remote::encoded(result.value("capture", ""));
  RUNSEAL_TRY(const auto document, remote->get(at + "/report.json"));
  ReadElsewhere read;
  RUNSEAL_TRY(read.report, capture::report_from_json(document));
  RUNSEAL_TRY(read.captured, service::captured_from_document(document));
  read.report.sources.front().name = wanted.file;
  if (wanted.proof.empty()) return read;
  RUNSEAL_TRY(const auto packets, remote->download(at + "/proof.pcapng"));
  RUNSEAL_CHECK(base::write_durably(base::real_files(), wanted.proof, base::as_bytes(packets)));
  if (!context.json) context.screen.line("written: " + wanted.proof + " (headers only)");
  return read;
}

}  // namespace runseal::app
