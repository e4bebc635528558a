// A notice as numbered lines with their shape, page and use. The ground on which import_*.cc reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/notice.h"

namespace runseal::notice {

enum class Shape { blank, heading, item, row, rule, text };  // rule: |---|---|, or a line without letters and digits

// What became of a line. Nothing is dropped: a test holds that every line that is not blank has one of the others.
enum class LineUse { open, blank, value, structure, repeated, unrecognised };

struct Cell {
  std::string text;
  std::size_t from = 0;  // columns in characters; in Markdown: the number of the cell
  std::size_t to = 0;
};

struct Line {
  int number = 0;  // from 1
  int page = 1;
  std::string text;  // without markup, spaces in a row made one
  std::vector<std::string> links;
  std::vector<Cell> cells;  // of a Markdown row; in plain text, what two spaces or more set apart
  Shape shape = Shape::text;
  LineUse use = LineUse::open;
  bool furniture = false;  // stands on most pages: the first such line keeps use open, later ones are repeated
};

struct Document {
  model::SourceFormat format = model::SourceFormat::text;
  std::vector<Line> lines;
  int pages = 1;
};

// Errors: limit (over 1 MiB or 50 000 lines). Text must be UTF-8.
[[nodiscard]] Result<Document> read_document(std::string_view text, model::SourceFormat format);

// Finds pages (form feeds, or "2. lpp. no 5") and the lines that stand on most of them. Called by read_document().
void mark_pages(Document& document);

[[nodiscard]] model::Where where(const Line& line, std::string_view quoted);

}  // namespace runseal::notice
