// One HTML file that stands alone and prints well.
#pragma once

#include <optional>
#include <vector>

#include "base/long_text.h"
#include "service/reports/html_text.h"

namespace runseal::service::html {

// Without scripts and without anything from elsewhere; well-formed as XML too.
[[nodiscard]] std::string page(std::string_view title, const Markup& body);

// A page that may be too long to be held: it is written as it is told. What it could not write is told at its end.
class LongPage {
 public:
  explicit LongPage(std::string_view title);

  void begin(std::string_view tag, std::string_view classes = {});
  void end();  // of what was begun last
  void add(const Markup& content);
  // Once. Errors: those of LongText::append.
  [[nodiscard]] Result<base::LongText> finish();

 private:
  void put(std::string_view more);
  void write();

  base::LongText text_;
  std::string not_written_;
  std::vector<std::string> open_;
  std::optional<Error> error_;
};

[[nodiscard]] Markup row(const std::vector<Markup>& cells, std::string_view tag = "td");  // of a table

}  // namespace runseal::service::html
