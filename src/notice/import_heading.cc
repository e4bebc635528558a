// Who says it, about what, when, under which reference.
#include <algorithm>

#include "base/text.h"
#include "notice/import_reading.h"
#include "notice/text_clean.h"

namespace runseal::notice {
namespace {

constexpr std::size_t max_references = 10;

bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_in(std::string_view text) { return static_cast<std::size_t>(std::ranges::count_if(text, digit)); }

bool reference_like(std::string_view token) {
  return token.size() >= 4 && token.size() <= 40 && digits_in(token) >= 3 &&
         (upper(token.front()) || digit(token.front())) &&
         std::ranges::all_of(token, [](char c) { return upper(c) || digit(c) || c == '-' || c == '/' || c == '.'; });
}

// A reference that begins at `text`, whatever spaces a PDF put beside its hyphens: "FSN2024 -1562". Its length, or 0.
std::size_t reference_length(std::string_view text) {
  static constexpr std::string_view prefixes[] = {"FSCA", "FSN", "FCA", "FA", "PSN"};
  const auto prefix = std::ranges::find_if(prefixes, [&](auto one) { return text.starts_with(one); });
  if (prefix == std::end(prefixes)) return 0;
  std::size_t at = prefix->size();
  std::size_t end = 0;
  while (at < text.size() && at < 60) {
    auto next = at;
    while (next < text.size() && (text[next] == ' ' || text[next] == '-')) ++next;
    const bool joined = next == at || next - at <= 3;
    const bool hyphen = text.substr(at, next - at).contains('-');
    const bool first = at == prefix->size();
    if (!joined || next == text.size() || !(digit(text[next]) || (hyphen && upper(text[next]))) || (!first && !hyphen))
      break;
    while (next < text.size() && (digit(text[next]) || upper(text[next]))) ++next;
    at = end = next;
  }
  const bool whole =
      end == text.size() || !((text[end] >= 'a' && text[end] <= 'z') || static_cast<unsigned char>(text[end]) >= 0x80);
  return digits_in(text.substr(0, end)) >= 4 && whole ? end : 0;
}

void add_reference(Reading& reading, Line& line, std::string_view as_printed) {
  std::string normal;
  for (const char c : as_printed)
    if (c != ' ') normal += c;
  auto& references = reading.notice.references;
  const bool known = std::ranges::any_of(references, [&](const auto& one) { return one.value == normal; });
  if (!known && references.size() < max_references) references.push_back(found(line, normal, as_printed));
}

// FSN…, and what stands in brackets right after it.
void references_in(Reading& reading, Line& line) {
  const std::string text = line.text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto rest = std::string_view(text).substr(i);
    if (i > 0 && (upper(text[i - 1]) || digit(text[i - 1]) || text[i - 1] == '-')) continue;
    const auto length = reference_length(rest);
    if (length == 0) continue;
    add_reference(reading, line, rest.substr(0, length));
    i += length - 1;
    const auto after = base::trim(rest.substr(length));
    const auto close = after.substr(0, 60).find(')');
    if (after.starts_with('(') && close != std::string_view::npos && reference_like(after.substr(1, close - 1)))
      add_reference(reading, line, after.substr(1, close - 1));
  }
}

std::optional<std::string_view> after_label(const Line& line, std::span<const Phrase> labels) {
  const auto colon = line.text.substr(0, 80).find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto words = words_of(std::string_view(line.text).substr(0, colon));
  const auto label = find_any(words, labels);
  if (!label || words.size() > 5) return std::nullopt;
  return base::trim(std::string_view(line.text).substr(colon + 1));
}

void labelled_references(Reading& reading, Line& line) {
  const auto value = after_label(line, vocabulary::reference_labels());
  if (!value || value->size() > 200) return;
  const std::string text(*value);
  references_in(reading, line);
  if (line.use == LineUse::value) return;
  for (const auto& part : base::split(base::replaced(base::replaced(text, ",", " "), ";", " "), ' '))
    if (const auto token = base::trim(part); reference_like(token)) add_reference(reading, line, token);
}

// The lines above the first long one or the first table.
std::vector<std::size_t> headline_area(const Document& document) {
  constexpr std::size_t most_words = 20;
  std::vector<std::size_t> area;
  for (const auto i : body_lines(document)) {
    const auto& line = document.lines[i];
    if (line.use == LineUse::blank) continue;
    if (line.shape == Shape::row || words_of(line.text).size() > most_words || area.size() > 60) break;
    area.push_back(i);
  }
  return area;
}

void read_references(Reading& reading, const std::vector<std::size_t>& area) {
  auto& lines = reading.document.lines;
  for (auto& line : lines)
    if (line.furniture && line.use == LineUse::open) references_in(reading, line);
  for (const auto i : area) references_in(reading, lines[i]);
  for (const auto i : distinct_lines(reading.document)) labelled_references(reading, lines[i]);
  if (!reading.notice.references.empty()) return;
  for (const auto i : body_lines(reading.document)) references_in(reading, lines[i]);  // only then what prose mentions
}

void read_kinds(Reading& reading, const std::vector<std::size_t>& area) {
  auto& notice = reading.notice;
  std::size_t title_words = 0;
  for (const auto i : area) {
    auto& line = reading.document.lines[i];
    const auto words = words_of(line.text);
    bool says_kind = false;
    for (const auto& [kind, phrase] : vocabulary::kinds()) {
      if (!find_phrase(words, phrase)) continue;
      says_kind = true;
      const bool known = std::ranges::any_of(notice.kinds, [&](const auto& one) { return one.value == kind; });
      if (!known) notice.kinds.push_back(found(line, kind, line.text));
    }
    if (says_kind && words.size() > title_words) {
      title_words = words.size();
      notice.title = found(line, line.text, line.text);
    }
  }
  for (const auto i : area) {
    auto& line = reading.document.lines[i];
    if (!notice.title && line.shape == Shape::heading) notice.title = found(line, line.text, line.text);
  }
}

void read_date(Reading& reading, const std::vector<std::size_t>& area) {
  for (const auto i : area) {
    auto& line = reading.document.lines[i];
    auto parts = line.cells;
    if (parts.empty()) parts.push_back({line.text, 0, 0});
    for (const auto& part : parts) {
      const auto date = whole_date(part.text);
      if (date && !reading.notice.date) reading.notice.date = found(line, *date, part.text);
    }
  }
}

// "© 2024 Illumina, Inc. All rights reserved": what stands between the year and the rights.
std::string owner_in(const std::string& text) {
  auto at = text.find("©");
  if (at == std::string::npos) return {};
  at = text.find_first_not_of(" 0123456789-,", at + std::string_view("©").size());
  if (at == std::string::npos) return {};
  const auto words = words_of(text);
  const auto rights = find_any(words, vocabulary::rights_reserved());
  if (!rights || rights->from <= at) return {};
  auto owner = std::string(base::trim(std::string_view(text).substr(at, rights->from - at)));
  const bool abbreviated = owner.ends_with("Inc.") || owner.ends_with("Ltd.") || owner.ends_with("Co.") ||
                           owner.ends_with("Corp.") || owner.ends_with("S.A.");
  if (owner.ends_with('.') && !abbreviated) owner.pop_back();
  return owner.size() <= 120 ? owner : std::string();
}

void read_publisher(Reading& reading) {
  auto& lines = reading.document.lines;
  auto& publisher = reading.notice.publisher;
  for (const auto i : distinct_lines(reading.document)) {
    const auto value = after_label(lines[i], vocabulary::publisher_labels());
    if (publisher || !value || value->empty() || value->size() > 120) continue;
    const std::string name(*value);
    publisher = found(lines[i], name, name);
  }
  for (const auto i : distinct_lines(reading.document)) {
    if (publisher) return;
    if (const auto owner = owner_in(lines[i].text); !owner.empty()) publisher = found(lines[i], owner, owner);
  }
}

// The language whose small words are at least three times as many as any other's; the line that has the most shows it.
void read_language(Reading& reading) {
  struct Count {
    std::size_t words = 0;
    std::size_t best = 0;
    std::size_t best_line = 0;
  };
  auto& lines = reading.document.lines;
  std::vector<Count> counts(vocabulary::languages().size());
  for (const auto i : distinct_lines(reading.document)) {
    const auto words = words_of(lines[i].text);
    for (std::size_t l = 0; l < counts.size(); ++l) {
      const auto small = vocabulary::languages()[l].small_words;
      const auto hits = static_cast<std::size_t>(std::ranges::count_if(
          words, [&](const Word& word) { return std::ranges::find(small, word.folded) != small.end(); }));
      counts[l].words += hits;
      if (hits > counts[l].best) counts[l].best_line = i;
      counts[l].best = std::max(counts[l].best, hits);
    }
  }
  const auto most = std::ranges::max_element(counts, {}, &Count::words);
  std::size_t others = 0;
  for (const auto& count : counts) others += &count == &*most ? 0 : count.words;
  if (most->words < 8 || most->words < 3 * others) return;
  auto& line = lines[most->best_line];
  const auto code = vocabulary::languages()[static_cast<std::size_t>(most - counts.begin())].code;
  const auto before = line.use;
  reading.notice.language = found(line, std::string(code), line.text);
  line.use = before;  // that a line is in Latvian does not say that it was understood
}

}  // namespace

void read_heading(Reading& reading) {
  const auto area = headline_area(reading.document);
  read_references(reading, area);
  read_kinds(reading, area);
  read_date(reading, area);
  read_publisher(reading);
  read_language(reading);
  if (!reading.notice.references.empty()) reading.notice.id = reading.notice.references.front().value;
}

void read_contacts(Reading& reading) {
  constexpr std::size_t most_words = 6;
  auto& lines = reading.document.lines;
  const auto add = [&](Line& name_line, std::string_view name, Line& address_line, const std::string& address) {
    name = base::trim(name);
    if (words_of(name).empty() || words_of(name).size() > most_words) return;
    const std::string kept(name);
    const bool known = std::ranges::any_of(reading.notice.contacts, [&](const auto& one) {
      return one.name.value == kept && one.address.value == address;
    });
    if (known) {
      name_line.use = address_line.use = LineUse::repeated;
      return;
    }
    auto label = found(name_line, kept, kept);
    reading.notice.contacts.push_back({std::move(label), found(address_line, address, address)});
  };
  Line* before = nullptr;
  for (const auto i : distinct_lines(reading.document)) {
    auto& line = lines[i];
    if (line.use == LineUse::blank) continue;
    const auto colon = line.text.find(':');
    const auto whole = line.use == LineUse::open ? whole_address(line.text) : std::string();
    if (before && !whole.empty()) {
      add(*before, std::string_view(before->text).substr(0, before->text.size() - 1), line, whole);
    } else if (line.use == LineUse::open && colon != std::string::npos && colon < 80 && line.shape != Shape::row) {
      const auto address = whole_address(std::string_view(line.text).substr(colon + 1));
      const auto label = line.text.substr(0, colon);
      if (!address.empty()) add(line, label, line, address);
    }
    before = line.use == LineUse::open && line.text.ends_with(':') && line.text.size() < 80 ? &line : nullptr;
  }
}

}  // namespace runseal::notice
