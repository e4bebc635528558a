#include "service/reports/html_page.h"

namespace runseal::service::html {
namespace {

// Colour only repeats what a word says: it prints on any printer.
constexpr const char* style = R"css(
@page { size: A4; margin: 16mm 14mm; }
body { font: 10.5pt/1.4 "DejaVu Sans", Verdana, sans-serif; color: #1a1a1a; background: #fff; margin: 2em auto;
  max-width: 62em; padding: 0 1em; }
h1 { font-size: 1.6em; margin: 0 0 .2em; }
h2 { font-size: 1.2em; margin: 0 0 .4em; overflow-wrap: anywhere; word-break: break-word; }
h3 { font-size: 1.05em; margin: 1.2em 0 .3em; }
h4 { font-size: 1em; margin: .9em 0 .2em; }
p { margin: .3em 0; }
.small { font-size: .9em; }
section { border-top: 2px solid #1a1a1a; margin-top: 2em; padding-top: .8em; }
table { border-collapse: collapse; width: 100%; margin: .5em 0; }
th, td { text-align: left; vertical-align: top; padding: .3em .5em; border-bottom: 1px solid #bbb;
  overflow-wrap: anywhere; word-break: break-word; }
th { border-bottom: 2px solid #1a1a1a; font-size: .8em; white-space: nowrap; }
.axes td:first-child { white-space: nowrap; }
.facts { font-size: .8em; }
code, pre { font-family: "DejaVu Sans Mono", Consolas, monospace; font-size: .9em; }
code { font-weight: normal; overflow-wrap: anywhere; word-break: break-word; }
pre { border: 1px solid #999; border-left-width: 4px; padding: .6em .8em; margin: .3em 0; white-space: pre-wrap;
  overflow-wrap: anywhere; word-break: break-word; }
.prose { font-family: inherit; }
.grade, .severity { border: 1px solid; border-radius: .3em; padding: 0 .4em; white-space: nowrap; font-size: .9em; }
.protected { color: #14532d; }
.optional, .medium { color: #7a4b00; }
.absent, .critical, .high { color: #9b1c1c; font-weight: bold; }
.unknown, .low, .info { color: #444; }
.unknown { border-style: dashed; }
.accepted { border-left: 4px solid #7a4b00; padding-left: .6em; }
a { color: inherit; }
@media print {
  body { margin: 0; max-width: none; padding: 0; }
  a { text-decoration: none; }
  section { break-before: page; border-top: 0; margin-top: 0; }
  h2, h3, h4 { break-after: avoid; }
  tr, .finding > p, .small { break-inside: avoid; }
}
)css";

constexpr const char* last_words = "</html>\n";
constexpr std::size_t written_at_once = 64U << 10U;

std::string head(std::string_view title) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n" +
         element("title", title).text + "<style>" + style + "</style>\n</head>\n";
}

}  // namespace

std::string page(std::string_view title, const Markup& body) {
  return head(title) + element("body", body).text + last_words;
}

LongPage::LongPage(std::string_view title) : not_written_(head(title)) { begin("body"); }

void LongPage::begin(std::string_view tag, std::string_view classes) {
  put(begin_tag(tag, classes).text);
  open_.emplace_back(tag);
}

void LongPage::end() {
  put(end_tag(open_.back()).text);
  open_.pop_back();
}

void LongPage::add(const Markup& content) { put(content.text); }

Result<base::LongText> LongPage::finish() {
  end();
  put(last_words);
  write();
  if (error_) return fail(*error_);
  return std::move(text_);
}

void LongPage::put(std::string_view more) {
  not_written_ += more;
  if (not_written_.size() >= written_at_once) write();
}

void LongPage::write() {
  if (error_) return;
  if (auto written = text_.append(not_written_); !written) error_ = std::move(written).error();
  not_written_.clear();
}

Markup row(const std::vector<Markup>& cells, std::string_view tag) {
  Markup out;
  for (const auto& cell : cells) out += element(tag, cell);
  return element("tr", out);
}

}  // namespace runseal::service::html
