#include "app/cli/capture_remote.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <utility>

#include "app/progress.h"
#include "app/records_jobs.h"
#include "base/fd.h"
#include "base/text.h"
#include "capture/report_json.h"
#include "service/capture_document.h"

namespace runseal::app {
namespace {

// A file of any length as bytes, without a copy of it in memory. Nobody may shorten it meanwhile.
class Mapped {
 public:
  static Result<Mapped> open(const std::string& file) {
    const base::Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (!fd || ::fstat(fd.get(), &status) != 0) return fail(base::system_error("cannot read", file, errno));
    if (!S_ISREG(status.st_mode) || status.st_size == 0)
      return fail(ErrorCode::usage, "only a file that holds something can be sent", file);
    const auto size = static_cast<std::size_t>(status.st_size);
    auto* const at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
    if (at == MAP_FAILED) return fail(base::system_error("cannot map", file, errno));
    return Mapped(at, size);
  }
  Mapped(Mapped&& other) noexcept : at_(std::exchange(other.at_, nullptr)), size_(other.size_) {}
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  ~Mapped() {
    if (at_ != nullptr) ::munmap(at_, size_);
  }
  [[nodiscard]] ByteView bytes() const { return {static_cast<const std::uint8_t*>(at_), size_}; }

 private:
  Mapped(void* at, std::size_t size) : at_(at), size_(size) {}
  void* at_;
  std::size_t size_;
};

// Sent and read there: the job's result.
Result<Json> result_of(const Context& context, Remote& remote, const SentCapture& wanted) {
  Remote::Query query{{"file_name", base::Path(wanted.file).filename().string()},
                      {"hosts", base::join(wanted.hosts, ",")}};
  if (!wanted.connection.empty()) query["connection"] = wanted.connection;
  if (wanted.pseudonymise) query["pseudonymise"] = "1";
  RUNSEAL_TRY(const auto file, Mapped::open(wanted.file));
  const auto style = context.json ? ProgressStyle::none : bar_on_a_terminal();
  watch_for_interrupts();
  Progress sending("sending", style);
  sending.start(0, file.bytes().size());
  RUNSEAL_TRY(auto begun,
              remote.post_bytes("/captures", file.bytes(), query, [&](std::uint64_t bytes) { sending.bytes = bytes; }));
  sending.finish();
  Progress reading("reading", style);
  RUNSEAL_TRY(const auto job, remote.follow_job(std::move(begun), records::shown_by(reading)));
  return job.at("result");
}

}  // namespace

Result<> check_can_be_sent(const std::string& file) {
  RUNSEAL_CHECK(Mapped::open(file));
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
