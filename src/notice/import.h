// A field safety notice out of the letter as it came. Safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "model/notice.h"

namespace runseal::notice {

struct Imported {
  model::Notice notice;
  std::string text;  // what was read: the file as UTF-8, or what pdftotext made of it; Where.line counts its lines
};

// The format is told by the content, never by the name: %PDF goes through pdftotext (pdf_text.h), the rest is Markdown
// or plain text in any encoding of text_encoding.h.
// Errors: unavailable (no pdftotext), timeout, limit (32 MiB; 1 MiB of text), invalid (not text, or no notice in it).
[[nodiscard]] Result<Imported> import_notice(std::string_view file_name, ByteView content);

// The pure part. Nothing is invented: every value has the place where it stands; what gave no value is listed in
// `unrecognised`, except for page numbers, repeated page furniture, and headers of tables that were understood.
// Errors: limit, invalid (not UTF-8; no reference to name it by; neither products nor actions nor a kind).
[[nodiscard]] Result<model::Notice> read_notice(std::string_view text, model::SourceFormat format,
                                                std::string_view file_name, std::string sha256);

}  // namespace runseal::notice
