#include "notice/text_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace runseal::notice {
namespace {

bool ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool digit(char c) { return c >= '0' && c <= '9'; }

// Dashes, quotation marks, arrows, boxes and the like (U+2000–U+2BFF), the Latin-1 signs and U+00A0 end a word.
std::size_t sign_at(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (byte(0) == 0xe2 && byte(1) >= 0x80 && byte(1) <= 0xaf) return 3;
  if (byte(0) == 0xc2) return 2;
  return 0;
}

std::string folded(std::string_view word) {
  if (std::ranges::any_of(word, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    return base::fold_case(base::without_marks(word));
  std::string lower(word);
  for (auto& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

bool word_fits(std::string_view word, std::string_view stem) {
  while (!stem.empty()) {
    const auto bar = std::min(stem.find('|'), stem.size());
    auto one = stem.substr(0, bar);
    if (one.ends_with('=') ? word == one.substr(0, one.size() - 1) : word.starts_with(one)) return true;
    stem.remove_prefix(std::min(bar + 1, stem.size()));
  }
  return false;
}

bool negated(const std::vector<Word>& words, std::size_t at) {
  constexpr std::size_t near = 4;
  constexpr std::array<std::string_view, 8> negations{"not", "no", "never", "without", "nor", "cannot", "nav", "nevar"};
  for (std::size_t i = at > near ? at - near : 0; i < at; ++i)
    if (words[i].sentence == words[at].sentence && std::ranges::find(negations, words[i].folded) != negations.end())
      return true;
  return false;
}

// The last word of the phrase that begins with the word `first`.
std::optional<std::size_t> phrase_end(const std::vector<Word>& words, std::size_t first,
                                      std::span<const std::string_view> stems, std::size_t gap) {
  auto at = first;
  for (const auto stem : stems.subspan(1)) {
    auto next = at + 1;
    const auto last = std::min(at + gap, words.size() - 1);
    while (next <= last && (words[next].sentence != words[first].sentence || !word_fits(words[next].folded, stem)))
      ++next;
    if (next > last) return std::nullopt;
    at = next;
  }
  return at;
}

}  // namespace

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  int sentence = 0;
  std::size_t at = 0;
  bool stop = false;
  while (at < text.size()) {
    if (const auto sign = sign_at(text.substr(at))) {
      at += sign;
      continue;
    }
    const auto in_word = [&](std::size_t i) {
      return i < text.size() && (ascii_letter(text[i]) || digit(text[i]) ||
                                 (static_cast<unsigned char>(text[i]) >= 0x80 && sign_at(text.substr(i)) == 0));
    };
    if (!in_word(at)) {
      const bool after_number = !words.empty() && digit(text[words.back().to - 1]);
      const bool ends =
          (text[at] == '.' || text[at] == '!' || text[at] == '?') && (at + 1 == text.size() || text[at + 1] == ' ');
      stop = stop || (ends && !after_number);
      ++at;
      continue;
    }
    auto end = at;
    while (in_word(end)) ++end;
    if (stop) ++sentence;
    stop = false;
    words.push_back({folded(text.substr(at, end - at)), at, end, sentence});
    at = end;
  }
  return words;
}

std::optional<Span> find_phrase(const std::vector<Word>& words, const Phrase& phrase, bool skip_negated) {
  std::array<std::string_view, 8> stems;
  std::size_t count = 0;
  for (auto rest = phrase.stems; !rest.empty() && count < stems.size();) {
    const auto space = std::min(rest.find(' '), rest.size());
    stems[count++] = rest.substr(0, space);
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
  if (count == 0) return std::nullopt;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!word_fits(words[i].folded, stems[0])) continue;
    const auto last = phrase_end(words, i, {stems.data(), count}, phrase.gap);
    if (last && !(skip_negated && negated(words, i))) return Span{words[i].from, words[*last].to, i};
  }
  return std::nullopt;
}

std::optional<Span> find_any(const std::vector<Word>& words, std::span<const Phrase> phrases, bool skip_negated) {
  for (const auto& phrase : phrases)
    if (auto span = find_phrase(words, phrase, skip_negated)) return span;
  return std::nullopt;
}

}  // namespace runseal::notice
