#include "notice/import.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "notice/import_reading.h"
#include "notice/pdf_text.h"
#include "notice/text_encoding.h"

namespace runseal::notice {
namespace {

constexpr std::size_t max_file = 32U << 20U;

bool is_pdf(ByteView content) {
  constexpr std::size_t header_within = 1024;  // as lenient readers do
  return base::as_text(content.first(std::min(content.size(), header_within))).contains("%PDF-");
}

}  // namespace

model::SourceFormat text_format(std::string_view text) {
  int marks = 0;
  for (const auto line : base::lines(text.substr(0, 200'000))) {
    const auto start = base::trim(line);
    const auto hashes = std::min(start.find_first_not_of('#'), start.size());
    marks += hashes >= 1 && hashes <= 6 && start.substr(hashes).starts_with(' ') ? 2 : 0;
    marks += start.starts_with('|') && start.size() > 1 && start.ends_with('|') ? 1 : 0;
    marks += start.starts_with("**") && start.size() > 4 ? 1 : 0;
    marks += start.contains("](http") || start.contains("](mailto:") ? 1 : 0;
  }
  return marks >= 3 ? model::SourceFormat::markdown : model::SourceFormat::text;
}

std::vector<std::size_t> body_lines(const Document& document) {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < document.lines.size(); ++i)
    if (!document.lines[i].furniture) indexes.push_back(i);
  return indexes;
}

std::vector<std::size_t> distinct_lines(const Document& document) {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < document.lines.size(); ++i)
    if (document.lines[i].use != LineUse::repeated) indexes.push_back(i);
  return indexes;
}

Result<Reading> read_all(std::string_view text, model::SourceFormat format) {
  if (text.size() <= max_file && !base::is_utf8(text)) return fail(ErrorCode::invalid, "the text is not UTF-8");
  Reading reading;
  RUNSEAL_TRY(reading.document, read_document(text, format));
  read_heading(reading);
  read_contacts(reading);
  read_products(reading);
  read_form(reading);
  read_prose(reading);
  list_unrecognised(reading);
  return reading;
}

Result<model::Notice> read_notice(std::string_view text, model::SourceFormat format, std::string_view file_name,
                                  std::string sha256) {
  const auto file = base::printable(file_name, 200);
  RUNSEAL_TRY(auto reading, read_all(text, format));
  auto notice = std::move(reading.notice);
  if (notice.id.empty())
    return fail(ErrorCode::invalid, "no reference of a notice is in it, such as FSN2024-1562", file,
                "check that this is the letter, and that its pages are complete");
  if (notice.kinds.empty() && notice.products.empty() && notice.actions.empty())
    return fail(ErrorCode::invalid, "nothing in it looks like a field safety notice or a recall", file,
                "notices in Latvian and English can be read");
  notice.source = {file, std::move(sha256), format, {}};
  return notice;
}

Result<Imported> import_notice(std::string_view file_name, ByteView content) {
  const auto file = base::printable(file_name, 200);
  if (content.size() > max_file) return fail(ErrorCode::limit, "the file is larger than 32 MiB", file);
  if (content.empty()) return fail(ErrorCode::invalid, "the file is empty", file);
  const bool pdf = is_pdf(content);
  auto text = pdf ? pdf_text(content) : decode_text(content);
  if (!text) {
    if (text.error().where.empty()) text.error().where = file;
    return fail(std::move(text).error());
  }
  const auto format = pdf ? model::SourceFormat::pdf : text_format(*text);
  RUNSEAL_TRY(auto notice, read_notice(*text, format, file_name, base::sha256_hex(content)));
  return Imported{std::move(notice), *std::move(text)};
}

}  // namespace runseal::notice
