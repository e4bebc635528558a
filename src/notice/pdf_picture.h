// A page of a PDF as a picture, by the program pdftoppm, as a process of its own and within limits.
#pragma once

#include "notice/pdf_text.h"

namespace runseal::notice {

// The page (the first is 1) as PNG, `width` pixels wide. Errors: unavailable (no such program), timeout, limit (memory
// or output), invalid (not a PDF, or it has no such page).
[[nodiscard]] Result<Bytes> pdf_picture(ByteView pdf, std::size_t page, std::size_t width,
                                        const PdfLimits& limits = {"pdftoppm", std::chrono::seconds(20), 1U << 30U,
                                                                   16U << 20U});

}  // namespace runseal::notice
