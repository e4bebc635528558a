// Text of a notice without its markup. Everything here is linear in the length of what it reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::notice {

// The words of a line without ™ ® and their spellings: "NextSeq™550Dx" → "NextSeq 550Dx", "(TM)", "SeqTM ".
[[nodiscard]] std::string without_trademarks(std::string_view text);

// Markdown and its HTML taken away: emphasis, links (their targets go to `links`), tags (a check box becomes U+2610,
// <br> a space), entities; spaces in a row become one. Plain text: only the spaces.
[[nodiscard]] std::string clean_markdown(std::string_view line, std::vector<std::string>& links);
[[nodiscard]] std::string clean_spaces(std::string_view line);

// At most `max` bytes of `text` around the bytes [from, to), cut between characters.
[[nodiscard]] std::string quote_around(std::string_view text, std::size_t from, std::size_t to, std::size_t max = 200);

}  // namespace runseal::notice
