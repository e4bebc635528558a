// Words of a notice, folded for comparing, and phrases looked for among them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace runseal::notice {

struct Word {
  std::string folded;  // lower case, no marks
  std::size_t from = 0;
  std::size_t to = 0;  // bytes of the text it came from
  int sentence = 0;
};

[[nodiscard]] std::vector<Word> words_of(std::string_view text);

// Stems in their order, each a prefix of a word, "a|b" either, a trailing '=' the whole word; within one sentence and
// with at most `gap` - 1 other words between two of them. "nepareiz rezultat" finds "nepareizus rezultātus".
struct Phrase {
  std::string_view stems;
  std::size_t gap = 4;
};

struct Span {
  std::size_t from = 0;
  std::size_t to = 0;  // bytes
  std::size_t first_word = 0;
};

// The first place where the phrase stands; with `skip_negated`, the first where no "not" stands shortly before it.
[[nodiscard]] std::optional<Span> find_phrase(const std::vector<Word>& words, const Phrase& phrase,
                                              bool skip_negated = false);
[[nodiscard]] std::optional<Span> find_any(const std::vector<Word>& words, std::span<const Phrase> phrases,
                                           bool skip_negated = false);

}  // namespace runseal::notice
