// The text of a PDF, by the program pdftotext, as a process of its own: whatever a hostile file does to it, it does
// within limits (20 s, 1 GiB of address space, 1 MiB of text).
#pragma once

#include <chrono>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::notice {

struct PdfLimits {
  std::string program = "pdftotext";
  std::chrono::milliseconds time{20'000};
  std::size_t memory = 1U << 30U;
  std::size_t output = 1U << 20U;
};

// UTF-8, laid out as on the page, a form feed after every page.
// Errors: unavailable (no such program), timeout, limit (memory or output), invalid (not a PDF, locked, no text in it).
[[nodiscard]] Result<std::string> pdf_text(ByteView pdf, const PdfLimits& limits = {});

}  // namespace runseal::notice
