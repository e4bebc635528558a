// C2SP tlog-proof v1. The extra line is not covered by the format's own promise: here it carries the entry, and what
// makes it trustworthy is that its hash is the leaf from which the path leads to the signed root.
#include <fmt/format.h>

#include "base/text.h"
#include "evidence/prover.h"

namespace runseal::evidence {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::size_t max_proof = max_note + std::size_t{128} * 1024;  // 65535 bytes in base64, 64 hashes, and the note
constexpr std::size_t max_path = 64;

struct Parts {
  Bytes entry;
  std::uint64_t index = 0;
  std::vector<Digest> path;
  std::string_view note;
};

std::unexpected<Error> wrong(std::string why) {
  return fail(ErrorCode::invalid, "not a proof of an evidence log: " + std::move(why));
}

// What follows "<word> " on this line.
std::optional<std::string_view> value_of(std::string_view line, std::string_view word) {
  if (!line.starts_with(word) || !line.substr(word.size()).starts_with(' ')) return std::nullopt;
  return line.substr(word.size() + 1);
}

Result<Parts> parse(std::string_view text) {
  if (text.size() > max_proof) return wrong("too long");
  const auto end = text.find("\n\n");
  if (end == std::string_view::npos) return wrong("it has no checkpoint");
  const auto lines = base::split(text.substr(0, end), '\n');
  Parts parts;
  parts.note = text.substr(end + 2);
  if (lines.size() < 3 || lines[0] != first_line) return wrong("its first lines are not " + std::string(first_line));
  const auto extra = value_of(lines[1], "extra");
  const auto number = value_of(lines[2], "index");
  if (!extra) return wrong("it carries no entry");
  auto entry = base::from_base64(*extra);
  const auto index = plain_number(number.value_or(""));
  if (!entry || entry->size() > max_entry) return wrong("its entry cannot be read");
  if (!index) return wrong("its index is no number");
  if (lines.size() - 3 > max_path) return wrong("its path is longer than any tree is high");
  parts.entry = *std::move(entry);
  parts.index = *index;
  for (std::size_t i = 3; i < lines.size(); ++i) {
    const auto hash = digest_from_base64(lines[i]);
    if (!hash) return wrong(fmt::format("line {} is no hash", i + 1));
    parts.path.push_back(*hash);
  }
  return parts;
}

}  // namespace

std::string format_proof(const EntryProof& proof, const Checkpoint& checkpoint) {
  auto text = fmt::format("{}\nextra {}\nindex {}\n", first_line, base::to_base64(proof.entry), proof.index);
  for (const auto& hash : proof.path) text += base::to_base64(hash) + "\n";
  return text + "\n" + checkpoint.note;
}

Result<std::string> prove(base::Files& files, const base::Path& folder, const Verifier& verifier, std::uint64_t index) {
  RUNSEAL_TRY(const auto checkpoint, read_checkpoint(files, folder, verifier));
  RUNSEAL_TRY(const auto proof, Prover(files, folder, checkpoint).prove(index));
  return format_proof(proof, checkpoint);
}

Result<Proven> verify_proof(std::string_view proof, const Verifier& verifier) {
  RUNSEAL_TRY(const auto parts, parse(proof));
  RUNSEAL_TRY(auto checkpoint, parse_checkpoint(parts.note, verifier));
  const auto root = root_from_path(parts.index, checkpoint.size, leaf_hash(parts.entry), parts.path);
  if (root != checkpoint.root)
    return fail(ErrorCode::denied,
                fmt::format("this entry is not number {} of the log that the checkpoint signs", parts.index));
  auto entry = base::parse_json(base::as_text(parts.entry), max_entry);
  if (!entry) return wrong("its entry is " + entry.error().what);
  return Proven{parts.index, *std::move(entry), std::move(checkpoint)};
}

}  // namespace runseal::evidence
