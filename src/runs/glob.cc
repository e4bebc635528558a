#include "runs/glob.h"

#include <optional>

#include "base/text.h"

namespace runseal::runs {
namespace {

constexpr std::size_t max_pattern = 512;
constexpr std::size_t max_parts = 32;

// The usual matcher with one way back: what the latest star may take grows until the rest fits. It never has to go back
// to an earlier star, because that one already took the least it could.
template <class Pattern, class Text, class IsStar, class Fits>
bool matches_with_stars(const Pattern& pattern, const Text& text, IsStar is_star, Fits fits) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::optional<std::size_t> star;
  std::size_t taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && is_star(pattern[p])) {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && fits(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star) {
      p = *star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && is_star(pattern[p])) ++p;
  return p == pattern.size();
}

}  // namespace

bool matches_text(std::string_view pattern, std::string_view text) {
  return matches_with_stars(
      pattern, text, [](char c) { return c == '*'; }, [](char p, char t) { return p == '?' || p == t; });
}

Result<Glob> Glob::parse(std::string_view pattern) {
  const auto refuse = [&](const char* why) {
    return fail(ErrorCode::invalid, std::string("not a pattern for files of a run: ") + why,
                base::printable(pattern, 100), "write it as a path below the run folder, such as Data/**/*.cbcl");
  };
  if (pattern.empty() || pattern.size() > max_pattern) return refuse("empty, or longer than 512 bytes");
  if (pattern.find('\0') != std::string_view::npos) return refuse("it has a zero byte");
  Glob glob;
  glob.text_ = pattern;
  const PathParts split(pattern);
  for (const auto part : split.parts()) {
    if (part.empty() || part == "." || part == "..") return refuse("it has a part that is empty, \".\" or \"..\"");
    if (part != "**" && part.find("**") != std::string_view::npos) return refuse("** must be a whole part");
    glob.parts_.emplace_back(part);
  }
  if (glob.parts_.size() > max_parts) return refuse("more than 32 parts");
  return glob;
}

bool Glob::matches(const PathParts& path) const {
  return matches_with_stars(
      parts_, path.parts(), [](const std::string& part) { return part == "**"; },
      [](const std::string& pattern, std::string_view part) { return matches_text(pattern, part); });
}

bool Glob::matches_beginning(const PathParts& path) const {
  if (path.parts().size() < parts_.size()) return false;
  for (std::size_t i = 0; i < parts_.size(); ++i)
    if (!matches_text(parts_[i], path.parts()[i])) return false;
  return true;
}

}  // namespace runseal::runs
