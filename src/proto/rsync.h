// What an rsync daemon says before any file is spoken of: lines (rsyncd.conf(5); the program's own source is the only
// specification of them). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::proto {

// The size of the first line, with its end; nothing while more is needed. Errors: limit (over 4096 bytes).
[[nodiscard]] Result<std::optional<std::size_t>> rsync_line_size(ByteView bytes);
// The same for a greeting. Errors: not_found (another protocol speaks).
[[nodiscard]] Result<std::optional<std::size_t>> rsync_greeting_size(ByteView bytes);
// All lines up to one that ends the conversation or asks for a password ("@RSYNCD: …", "@ERROR…").
[[nodiscard]] Result<std::optional<std::size_t>> rsync_answer_size(ByteView bytes);

struct RsyncGreeting {
  std::string version;               // "31.0"
  std::vector<std::string> digests;  // for passwords; empty: an old server, MD4 or MD5
};
[[nodiscard]] Result<RsyncGreeting> parse_rsync_greeting(ByteView line);

struct RsyncAnswer {
  enum class Kind { open, password, error, end } kind = Kind::end;
  std::string error;               // what it said
  std::vector<std::string> lines;  // before that: the message of the day, or the modules
};
[[nodiscard]] Result<RsyncAnswer> parse_rsync_answer(ByteView bytes);

// Names of modules, of the lines of a list: what stands before the first tab, without the blanks that fill it up.
[[nodiscard]] std::vector<std::string> rsync_modules(const std::vector<std::string>& lines);

// Our greeting, and what is asked for: a module, or the list.
[[nodiscard]] Bytes rsync_question(std::string_view module_or_list);
inline constexpr std::string_view rsync_list = "#list";

}  // namespace runseal::proto
