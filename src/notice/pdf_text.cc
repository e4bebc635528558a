#include "notice/pdf_text.h"

#include <algorithm>

#include "base/process.h"
#include "base/text.h"

namespace runseal::notice {
namespace {

constexpr std::string_view instead = "save the letter as plain text or Markdown, and import that";

Result<> check(const base::Finished& finished, const PdfLimits& limits) {
  const auto said = base::printable(base::trim(finished.err), 200);
  if (finished.timed_out)
    return fail(ErrorCode::timeout,
                "pdftotext did not finish within " + std::to_string(limits.time.count() / 1000) + " s", {},
                std::string(instead));
  if (finished.cut)
    return fail(ErrorCode::limit, "pdftotext printed more than a notice can hold", {}, std::string(instead));
  if (finished.signal != 0)
    return fail(ErrorCode::limit,
                "pdftotext was ended by signal " + std::to_string(finished.signal) + " (memory is limited)", said,
                std::string(instead));
  if (finished.exit_code == 3)
    return fail(ErrorCode::invalid, "the PDF does not allow its text to be read", said, std::string(instead));
  if (finished.exit_code == 127) return fail(ErrorCode::unavailable, "pdftotext could not be started", said);
  if (finished.exit_code != 0)
    return fail(ErrorCode::invalid, "pdftotext cannot read this PDF", said, std::string(instead));
  return {};
}

}  // namespace

Result<std::string> pdf_text(ByteView pdf, const PdfLimits& limits) {
  base::Command command;
  command.program = limits.program;
  command.arguments = {"-layout", "-enc", "UTF-8", "-", "-"};
  command.input = base::as_text(pdf);
  command.time = limits.time;
  command.memory = limits.memory;
  command.output = limits.output;
  RUNSEAL_TRY(auto finished, base::run(command));
  RUNSEAL_CHECK(check(finished, limits));
  if (!base::is_utf8(finished.out)) return fail(ErrorCode::invalid, "pdftotext did not give UTF-8");
  if (std::ranges::all_of(finished.out, [](char c) { return std::string_view(" \t\r\n\f").contains(c); }))
    return fail(ErrorCode::invalid, "there is no text in this PDF: it is a picture of a letter", {},
                "run it through a text recogniser first, such as ocrmypdf");
  return std::move(finished.out);
}

}  // namespace runseal::notice
