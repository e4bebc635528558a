// What the paragraphs say: harms, required actions, where the guidance is and where the reply goes.
#include <algorithm>

#include "base/text.h"
#include "notice/import_reading.h"
#include "notice/text_clean.h"

namespace runseal::notice {
namespace {

constexpr std::size_t max_paragraph = 20'000;

struct Paragraph {
  std::vector<Line*> lines;
  std::string text;
  std::vector<std::size_t> starts;  // of each line in text
  std::vector<Word> words;

  Line& line_at(std::size_t byte) const {
    const auto after = std::ranges::upper_bound(starts, byte);
    return *lines[static_cast<std::size_t>(after - starts.begin()) - 1];
  }
};

// A list item without its number or bullet.
std::string_view item_text(std::string_view text) {
  const auto mark = text.find(' ');
  return mark == std::string_view::npos ? text : base::trim(text.substr(mark + 1));
}

bool goes_on(const Paragraph& before, const Line& line) {
  if (before.text.empty() || std::string_view(".!?:;|").contains(before.text.back()) ||
      before.lines.back()->shape == Shape::heading)
    return false;
  if (line.shape != Shape::text || line.page == before.lines.back()->page) return false;
  const auto words = words_of(std::string_view(line.text).substr(0, 100));
  return !words.empty() &&
         std::string_view(line.text).substr(words[0].from).starts_with(words[0].folded.substr(0, 1));  // a small letter
}

// Lines that follow each other, and what a page break cut from them. Only lines that nobody took yet.
std::vector<Paragraph> paragraphs_of(Document& document) {
  std::vector<Paragraph> paragraphs;
  bool apart = true;
  for (const auto i : body_lines(document)) {
    auto& line = document.lines[i];
    if (line.use != LineUse::open || line.shape == Shape::row) {
      apart = true;
      continue;
    }
    const bool cut = apart && !(!paragraphs.empty() && goes_on(paragraphs.back(), line));
    const bool own = line.shape == Shape::heading || line.shape == Shape::item ||
                     (!paragraphs.empty() && paragraphs.back().lines.back()->shape == Shape::heading);
    if (paragraphs.empty() || cut || own || paragraphs.back().text.size() > max_paragraph) paragraphs.emplace_back();
    auto& paragraph = paragraphs.back();
    if (!paragraph.text.empty()) paragraph.text += ' ';
    paragraph.starts.push_back(paragraph.text.size());
    paragraph.lines.push_back(&line);
    paragraph.text += line.shape == Shape::item ? item_text(line.text) : std::string_view(line.text);
    apart = false;
  }
  for (auto& paragraph : paragraphs) paragraph.words = words_of(paragraph.text);
  return paragraphs;
}

class Prose {
 public:
  explicit Prose(Reading& reading) : notice_(reading.notice), paragraphs_(paragraphs_of(reading.document)) {}

  void read() {
    for (std::size_t i = 0; i < paragraphs_.size(); ++i) {
      auto& paragraph = paragraphs_[i];
      if (paragraph.lines.front()->shape == Shape::heading) continue;
      read_harms(paragraph);
      read_action(paragraph, i + 1 < paragraphs_.size() ? &paragraphs_[i + 1] : nullptr);
      read_reply_address(paragraph);
    }
    add_what_only_the_form_asks();
    std::ranges::sort(notice_.actions, {},
                      [](const model::RequiredAction& one) { return std::pair(one.text.where.line, one.kind); });
  }

 private:
  template <class T>
  model::Found<T> found_in(Paragraph& paragraph, T value, const Span& span) {
    auto& line = paragraph.line_at(span.from);
    for (auto* one : paragraph.lines) one->use = LineUse::value;
    return {std::move(value), {line.number, line.page, quote_around(paragraph.text, span.from, span.to)}};
  }

  [[nodiscard]] bool asks_for(model::RequiredKind kind) const {
    return std::ranges::any_of(notice_.actions, [&](const auto& one) { return one.kind == kind; });
  }

  // To have told the users is owed even where only the form speaks of it.
  void add_what_only_the_form_asks() {
    for (const auto& field : notice_.form)
      if (field.ask == model::Ask::users_informed && !asks_for(model::RequiredKind::inform_users))
        notice_.actions.push_back({model::RequiredKind::inform_users, field.label});
  }

  void read_harms(Paragraph& paragraph) {
    for (const auto& [harm, phrase] : vocabulary::harms()) {
      if (std::ranges::any_of(notice_.harms, [&](const auto& one) { return one.value == harm; })) continue;
      if (const auto span = find_phrase(paragraph.words, phrase, true))
        notice_.harms.push_back(found_in(paragraph, harm, *span));
    }
  }

  // A paragraph may ask for several things; each is kept once, with the whole paragraph as its text.
  void read_action(Paragraph& paragraph, Paragraph* next) {
    for (const auto& [kind, phrase] : vocabulary::actions()) {
      if (asks_for(kind)) continue;
      const auto span = find_phrase(paragraph.words, phrase, true);
      if (!span) continue;
      notice_.actions.push_back({kind, found_in(paragraph, paragraph.text, *span)});
      if (kind != model::RequiredKind::read_guidance) continue;
      if (!read_link(paragraph) && next && next->words.size() < 20) (void)read_link(*next);
    }
  }

  bool read_link(Paragraph& paragraph) {
    for (auto* line : paragraph.lines) {
      auto url = url_in(line->text);
      for (const auto& link : line->links)
        if (url.empty()) url = url_in(link);
      if (url.empty()) continue;
      auto link = found(*line, url, url);
      notice_.guidance_link = std::move(link);
      for (auto* one : paragraph.lines) one->use = LineUse::value;
      return true;
    }
    return false;
  }

  // "Send it to …": the first sentence about sending something back that holds an address.
  void read_reply_address(Paragraph& paragraph) {
    if (notice_.reply_address) return;
    const auto address = email_in(paragraph.text);
    const auto at = address.empty() ? std::string::npos : paragraph.text.find(address);
    if (at == std::string::npos) return;
    const auto in_address = std::ranges::find_if(paragraph.words, [&](const Word& word) { return word.from >= at; });
    if (in_address == paragraph.words.end()) return;
    std::vector<Word> sentence;
    bool form = false;
    for (const auto& word : paragraph.words) {
      if (word.sentence == in_address->sentence && word.to <= at) sentence.push_back(word);
      form = form || word.folded.starts_with("veidlap") || word.folded == "form";
    }
    if (!form || !find_any(sentence, vocabulary::send_back())) return;
    notice_.reply_address = found_in(paragraph, address, {at, at + address.size(), 0});
  }

  model::Notice& notice_;
  std::vector<Paragraph> paragraphs_;
};

}  // namespace

void read_prose(Reading& reading) { Prose(reading).read(); }

void list_unrecognised(Reading& reading) {
  auto& notice = reading.notice;
  const Line* last = nullptr;
  for (const auto i : distinct_lines(reading.document)) {
    auto& line = reading.document.lines[i];
    const bool open = line.use == LineUse::open;
    const bool joins =
        open && last && last->number + 1 == line.number && last->shape == Shape::text && line.shape == Shape::text;
    last = open ? &line : nullptr;
    if (!open) continue;
    line.use = LineUse::unrecognised;
    if (joins && notice.unrecognised.back().text.size() < max_paragraph)
      notice.unrecognised.back().text += " " + line.text;
    else
      notice.unrecognised.push_back({where(line, line.text), line.text});
  }
  std::ranges::sort(notice.unrecognised, {},
                    [](const auto& one) { return std::pair(one.where.line, std::string_view(one.text)); });
}

}  // namespace runseal::notice
