// What stands for a path where none is known. Pseudonyms leave it as it is.
#pragma once

#include <string_view>

namespace runseal::capture {

inline constexpr const char* unnamed_file = "(a file whose name was not seen)";
inline constexpr const char* unnamed_blocks = "(blocks of a disk)";
inline constexpr const char* unnamed_which = "(bytes of these, it was not read of which)";

[[nodiscard]] constexpr bool is_unnamed(std::string_view path) {
  return path == unnamed_file || path == unnamed_blocks || path == unnamed_which;
}

}  // namespace runseal::capture
