// A text that may be long: in memory while it is short, else in a file without a name in the system's temporary folder,
// so that a list of a million lines takes no memory. Written once from its start to its end, then only read: copies
// share what they hold, and several threads may read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/hash.h"

namespace runseal::base {

class LongText {
 public:
  LongText() = default;
  LongText(std::string text);                                  // NOLINT: as a string
  LongText(const char* text) : LongText(std::string(text)) {}  // NOLINT

  // Errors: limit (no room in the temporary folder), io.
  [[nodiscard]] Result<> append(std::string_view more);
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  // From `at` on, at most `room`; empty: the end. Good until the next call with the same `block`. Errors: io.
  [[nodiscard]] Result<std::string_view> read(std::uint64_t at, std::size_t room, std::string& block) const;
  // One piece after another, each good until the next is asked for.
  [[nodiscard]] NextPiece pieces() const;
  [[nodiscard]] Result<Digest> sha256() const;
  [[nodiscard]] Result<std::string> whole() const;

 private:
  struct Content;
  std::shared_ptr<Content> content_;  // nothing: empty
};

}  // namespace runseal::base
