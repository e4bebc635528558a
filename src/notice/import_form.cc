// The verification form: its fields, in the order of the letter, in their three parts.
#include <algorithm>

#include "base/text.h"
#include "notice/import_reading.h"
#include "notice/text_clean.h"

namespace runseal::notice {
namespace {

using model::Ask;
using model::FieldKind;
using model::FormPart;

constexpr std::size_t max_fields = 200;
constexpr std::size_t max_label = 2000;

bool has_box(std::string_view text) {
  static constexpr std::string_view boxes[] = {"\u2610", "\u25a1", "\u2611", "\u2612", "\u274f",
                                               "\u2751", "[ ]",    "[]",     "( )"};
  return std::ranges::any_of(boxes, [&](auto box) { return text.contains(box); });
}

struct AnswerCell {
  bool answer = false;  // holds nothing but yes, no, not applicable, a date and boxes
  bool yes_no = false;
  bool not_applicable = false;
  bool date = false;
};

// "DD.MMM.GGGG", G standing for Latvian "gads"; in the letters D M Y. Empty when there is none.
std::string date_format_in(std::string_view text) {
  for (const auto& word : base::split(base::replaced(base::replaced(std::string(text), "(", " "), ")", " "), ' ')) {
    auto format = std::string(base::trim(word));
    while (!format.empty() && (format.back() == ':' || format.back() == '.')) format.pop_back();
    std::ranges::replace(format, 'G', 'Y');
    const bool letters = format.size() >= 6 &&
                         std::ranges::all_of(format, [](char c) { return std::string_view("DMY./- ").contains(c); });
    if (letters && format.contains('D') && format.contains('M') && format.contains('Y')) return format;
  }
  return {};
}

AnswerCell answer_in(const std::string& text) {
  AnswerCell cell;
  if (text.size() > 200) return cell;
  auto words = words_of(text);
  const bool yes = meaning(words, vocabulary::answer_words()).has_value();
  if (!yes && !has_box(text)) return cell;
  std::size_t known = 0;
  for (const auto& [word, phrase] : vocabulary::answer_words()) {
    if (!find_phrase(words, phrase)) continue;
    cell.yes_no = cell.yes_no || word == AnswerWord::yes;
    cell.not_applicable = cell.not_applicable || word == AnswerWord::not_applicable;
    cell.date = cell.date || word == AnswerWord::date;
    ++known;
  }
  const bool formatted = !date_format_in(text).empty();
  cell.answer = (cell.yes_no || cell.not_applicable) && words.size() <= 4 + (formatted ? 3 : 0) && known > 0;
  return cell;
}

class Form {
 public:
  explicit Form(Reading& reading) : reading_(reading) {}

  void read() {
    const bool markdown = reading_.document.format == model::SourceFormat::markdown;
    for (const auto i : body_lines(reading_.document)) {
      auto& line = reading_.document.lines[i];
      if (line.use == LineUse::blank) {
        pending_.clear();
        open_label_ = false;
      }
      if (line.use != LineUse::open) continue;
      markdown ? markdown_line(line) : plain_line(line);
    }
  }

 private:
  void markdown_line(Line& line) {
    if (line.shape != Shape::row) {
      if (line.shape == Shape::heading) (void)heading(line, line.text);
      return;
    }
    std::string label;
    std::string rest;
    for (const auto& cell : line.cells)
      (label.empty() && rest.empty() ? label : rest) += (rest.empty() ? "" : " ") + cell.text;
    const auto answer = answer_in(rest);
    if (!inside_ && !answer.answer && !heading_of(label)) return;
    row(line, label, rest, answer);
  }

  void plain_line(Line& line) {
    if (line.cells.empty()) return;
    const auto from = answer_cells(line.cells, pending_.empty() ? 1 : 0);
    if (from < line.cells.size() && (inside_ || has_box(text_of(line.cells, from, line.cells.size()))))
      return answered_line(line, from);
    if (open_label_ && date_beside_answer(line)) return;
    if (open_label_ && line.cells.size() == 1 && goes_on(line)) return;
    open_label_ = false;
    if (heading(line, line.text) || !inside_) {
      pending_.clear();
      return;
    }
    if (const auto ask = text_ask(line.text); ask && field_line(line)) {
      pending_.clear();
      return add(line, *ask == Ask::date ? FieldKind::date : FieldKind::text, *ask, line.text);
    }
    pending_.push_back(&line);
  }

  static std::string text_of(const std::vector<Cell>& cells, std::size_t from, std::size_t to) {
    std::string text;
    for (; from < to; ++from) text += (text.empty() ? "" : " ") + cells[from].text;
    return text;
  }

  // Where the cells begin that are, together, an answer: "[ ] Yes" and "[ ] No" may stand apart.
  static std::size_t answer_cells(const std::vector<Cell>& cells, std::size_t least) {
    constexpr std::size_t most = 4;
    auto from = cells.size();
    for (auto i = cells.size(); i > least && cells.size() - i < most;)
      if (answer_in(text_of(cells, --i, cells.size())).answer) from = i;
    return from;
  }

  // The label may have begun in the lines above.
  void answered_line(Line& line, std::size_t from) {
    const auto own = text_of(line.cells, 0, from);
    const auto rest = text_of(line.cells, from, line.cells.size());
    const auto answer = answer_in(rest);
    std::string label;
    for (const auto* above : pending_) label += (label.empty() ? "" : " ") + above->text;
    label += (label.empty() || own.empty() ? "" : " ") + own;
    Line& first = pending_.empty() ? line : *pending_.front();
    const auto lines = pending_;
    pending_.clear();
    answer_from_ = line.cells[from].from;
    if (!row(first, label, rest, answer)) return;
    for (auto* above : lines) above->use = LineUse::value;
    line.use = LineUse::value;
    open_label_ = true;
  }

  // A second line of the answer: "Date (DD.MMM.YYYY):" below "Yes  No".
  bool date_beside_answer(Line& line) {
    if (line.cells.size() != 1 || line.cells.front().from + 3 < answer_from_ || reading_.notice.form.empty())
      return false;
    if (!find_any(words_of(line.text), vocabulary::date_labels())) return false;
    auto& field = reading_.notice.form.back();
    if (field.kind != FieldKind::yes_no) return false;
    field.kind = FieldKind::yes_no_date;
    read_date_format(line);
    line.use = LineUse::value;
    return true;
  }

  bool goes_on(Line& line) {
    auto& field = reading_.notice.form.back();
    if (field.label.value.empty() || std::string_view(".?!:").contains(field.label.value.back()) ||
        field.kind == FieldKind::not_applicable)
      return false;
    if (field.label.value.size() > max_label) return false;
    field.label.value += " " + line.text;
    if (field.ask == Ask::other) field.ask = yes_no_ask(field.label.value);
    line.use = LineUse::value;
    return true;
  }

  static std::optional<FormHeading> heading_of(const std::string& label) {
    constexpr std::size_t most_words = 7;
    const auto words = words_of(label);
    return label.size() > 120 || words.size() > most_words || label.ends_with('.')
               ? std::nullopt
               : meaning(words, vocabulary::form_headings());
  }

  bool heading(Line& line, const std::string& label) {
    const auto found_heading = heading_of(label);
    if (!found_heading || (!inside_ && *found_heading != FormHeading::title)) return false;
    enter(*found_heading);
    line.use = LineUse::structure;
    return true;
  }

  void enter(FormHeading heading) {
    inside_ = true;
    if (heading == FormHeading::customer) part_ = FormPart::customer;
    if (heading == FormHeading::distributor) part_ = FormPart::distributor;
  }

  bool row(Line& line, const std::string& label, const std::string& rest, const AnswerCell& answer) {
    if (label.empty()) return false;
    if (const auto which = heading_of(label); which && !answer.yes_no) {
      enter(*which);
      if (answer.not_applicable)
        add(line, FieldKind::not_applicable, Ask::not_applicable, rest);
      else if (rest.empty())
        line.use = LineUse::structure;
      return true;
    }
    inside_ = true;
    if (answer.answer && answer.yes_no)
      add(line, answer.date ? FieldKind::yes_no_date : FieldKind::yes_no, yes_no_ask(label), label);
    else if (answer.answer)
      add(line, FieldKind::not_applicable, Ask::not_applicable, label);
    else {
      const auto ask = text_ask(label).value_or(Ask::other);
      add(line, ask == Ask::date ? FieldKind::date : FieldKind::text, ask, label);
    }
    return true;
  }

  static Ask yes_no_ask(const std::string& label) {
    return meaning(words_of(label), vocabulary::yes_no_asks()).value_or(Ask::other);
  }

  static std::optional<Ask> text_ask(const std::string& label) {
    constexpr std::size_t most_words = 9;
    const auto words = words_of(label);
    return words.size() > most_words ? std::nullopt : meaning(words, vocabulary::text_asks());
  }

  // In plain text a label stands alone, with a colon or a line to write on, or is a few words that end no sentence.
  static bool field_line(const Line& line) {
    const auto& text = line.text;
    if (text.ends_with(':') || text.ends_with('_')) return true;
    return words_of(text).size() <= 4 && !text.ends_with('.') && !text.ends_with(',');
  }

  void add(Line& line, FieldKind kind, Ask ask, std::string_view label) {
    if (reading_.notice.form.size() == max_fields) return;
    read_date_format(line);
    auto shown = base::trim(label.substr(0, max_label));
    while (!shown.empty() && std::string_view(":_ ").contains(shown.back())) shown.remove_suffix(1);
    for (const std::string_view box : {"\u2610", "\u25a1", "[ ]"})
      if (shown.starts_with(box)) shown = base::trim(shown.substr(box.size()));
    auto value = found(line, std::string(shown), shown);
    reading_.notice.form.push_back({part_, kind, ask, std::move(value)});
  }

  void read_date_format(Line& line) {
    const auto format = date_format_in(line.text);
    if (!format.empty() && !reading_.notice.date_format) reading_.notice.date_format = found(line, format, line.text);
  }

  Reading& reading_;
  FormPart part_ = FormPart::common;
  bool inside_ = false;
  std::vector<Line*> pending_;   // plain text: a label whose answer has not come yet
  std::size_t answer_from_ = 0;  // the column of the last answer
  bool open_label_ = false;      // the label of the last answered line may go on
};

}  // namespace

void read_form(Reading& reading) { Form(reading).read(); }

}  // namespace runseal::notice
