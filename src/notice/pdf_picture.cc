#include "notice/pdf_picture.h"

#include "base/process.h"
#include "base/text.h"

namespace runseal::notice {

Result<Bytes> pdf_picture(ByteView pdf, std::size_t page, std::size_t width, const PdfLimits& limits) {
  const auto number = std::to_string(page);
  base::Command command;
  command.program = limits.program;
  command.arguments = {"-png", "-f", number, "-l", number, "-scale-to-x", std::to_string(width), "-scale-to-y", "-1"};
  command.input = base::as_text(pdf);
  command.time = limits.time;
  command.memory = limits.memory;
  command.output = limits.output;
  RUNSEAL_TRY(const auto finished, base::run(command));
  const auto said = base::printable(base::trim(finished.err), 200);
  if (finished.timed_out) return fail(ErrorCode::timeout, "pdftoppm did not finish in time", said);
  if (finished.cut || finished.signal != 0)
    return fail(ErrorCode::limit, "pdftoppm needed more than it may have", said);
  if (finished.exit_code == 127)
    return fail(ErrorCode::unavailable, "pdftoppm could not be started", said, "install poppler-utils");
  if (finished.exit_code != 0 || !finished.out.starts_with("\x89PNG"))
    return fail(ErrorCode::invalid, "pdftoppm cannot draw page " + number + " of this PDF", said);
  const auto bytes = base::as_bytes(finished.out);
  return Bytes(bytes.begin(), bytes.end());
}

}  // namespace runseal::notice
