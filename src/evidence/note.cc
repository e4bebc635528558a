#include "evidence/note.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::evidence {
namespace {

constexpr std::string_view signature_mark = "— ";  // U+2014 and a space
constexpr std::uint8_t ed25519 = 1;                // signed-note, "signature types"
constexpr std::size_t id_size = 4;

bool is_space(char16_t c) {
  return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
         c == 0x202f || c == 0x205f || c == 0x3000;
}

Bytes typed_key(const base::PublicKey& key) {
  Bytes out{ed25519};
  out.insert(out.end(), key.raw.begin(), key.raw.end());
  return out;
}

Bytes key_id(const std::string& name, const base::PublicKey& key) {
  const auto digest = base::sha256(base::Writer().text(name).text("\n").bytes(typed_key(key)).data());
  return {digest.begin(), digest.begin() + id_size};
}

struct Signature {
  std::string name;
  Bytes id;
  Bytes bytes;
};

Result<Signature> parse_signature(std::string_view line) {
  const auto wrong = [] { return fail(ErrorCode::invalid, "a signature line is not of the form of a signed note"); };
  if (!line.starts_with(signature_mark)) return wrong();
  line.remove_prefix(signature_mark.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos || !names_a_key(line.substr(0, space))) return wrong();
  const auto raw = base::from_base64(line.substr(space + 1));
  if (!raw || raw->size() <= id_size) return wrong();
  return Signature{
      std::string(line.substr(0, space)), {raw->begin(), raw->begin() + id_size}, {raw->begin() + id_size, raw->end()}};
}

}  // namespace

bool names_a_key(std::string_view name) {
  const auto units = base::utf16(name);
  return units && !units->empty() && std::none_of(units->begin(), units->end(), [](char16_t c) {
           return c <= ' ' || c == '+' || c == 0x7f || is_space(c);
         });
}

std::optional<std::uint64_t> plain_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto* const end = std::to_address(text.end());
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  const auto [stopped, error] = std::from_chars(std::to_address(text.begin()), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

std::optional<base::Digest> digest_from_base64(std::string_view text) {
  base::Digest digest{};
  const auto raw = base::from_base64(text);
  if (!raw || raw->size() != digest.size()) return std::nullopt;
  std::copy(raw->begin(), raw->end(), digest.begin());
  return digest;
}

Result<Verifier> parse_vkey(std::string_view text) {
  const auto wrong = [](const std::string& why) {
    return fail(ErrorCode::invalid, "not a public key of an evidence log: " + why, {},
                "write it as runseal prints it: name+8 digits+base64");
  };
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (text.size() > 4096 || second == std::string_view::npos) return wrong("it has not three parts");
  Verifier verifier{std::string(text.substr(0, first)), {}};
  if (!names_a_key(verifier.name)) return wrong("its name cannot name a key");
  const auto raw = base::from_base64(text.substr(second + 1));
  if (!raw || raw->size() != 1 + verifier.key.raw.size() || raw->front() != ed25519)
    return wrong("it holds no Ed25519 key");
  std::copy(raw->begin() + 1, raw->end(), verifier.key.raw.begin());
  if (text.substr(first + 1, second - first - 1) != base::to_hex(key_id(verifier.name, verifier.key)))
    return wrong("its check digits do not fit, so something in it was changed");
  return verifier;
}

std::string format_vkey(const std::string& name, const base::PublicKey& key) {
  return fmt::format("{}+{}+{}", name, base::to_hex(key_id(name, key)), base::to_base64(typed_key(key)));
}

std::string sign_note(std::string_view text, const std::string& name, const base::PrivateKey& key) {
  auto raw = key_id(name, key.public_key());
  const auto signature = key.sign(base::as_bytes(text));
  raw.insert(raw.end(), signature.begin(), signature.end());
  return fmt::format("{}\n{}{} {}\n", text, signature_mark, name, base::to_base64(raw));
}

Result<std::string> open_note(std::string_view note, const Verifier& verifier) {
  const bool control = std::any_of(note.begin(), note.end(), [](char c) { return c >= 0 && c < ' ' && c != '\n'; });
  if (note.size() > max_note || control || !base::is_utf8(note) || !note.ends_with('\n'))
    return fail(ErrorCode::invalid, "not a signed note");
  const auto blank = note.rfind("\n\n");
  if (blank == std::string_view::npos || blank + 2 == note.size())
    return fail(ErrorCode::invalid, "a note without a signature");
  const auto text = note.substr(0, blank + 1);
  const auto id = key_id(verifier.name, verifier.key);
  bool signed_by_key = false;
  for (const auto line : base::lines(note.substr(blank + 2))) {
    RUNSEAL_TRY(const auto signature, parse_signature(line));
    if (signature.name != verifier.name || signature.id != id) continue;  // another key's: ignored, as signed-note says
    if (!verifier.key.verify(base::as_bytes(text), signature.bytes))
      return fail(ErrorCode::denied, "the signature of " + base::printable(verifier.name) + " does not fit the text");
    signed_by_key = true;
  }
  if (!signed_by_key)
    return fail(ErrorCode::denied,
                "not signed by the key of " + base::printable(verifier.name) + " that is to be trusted");
  return std::string(text);
}

Checkpoint sign_checkpoint(const std::string& origin, std::uint64_t size, const base::Digest& root,
                           const base::PrivateKey& key) {
  const auto text = fmt::format("{}\n{}\n{}\n", origin, size, base::to_base64(root));
  return {origin, size, root, sign_note(text, origin, key)};
}

Result<Checkpoint> parse_checkpoint(std::string_view note, const Verifier& verifier) {
  RUNSEAL_TRY(const auto text, open_note(note, verifier));
  const auto lines = base::split(text, '\n');  // the last part, after the last newline, is empty
  const auto size = lines.size() > 3 ? plain_number(lines[1]) : std::nullopt;
  const auto root = lines.size() > 3 ? digest_from_base64(lines[2]) : std::nullopt;
  const bool gap = std::any_of(lines.begin(), lines.end() - 1, [](const auto& line) { return line.empty(); });
  if (!size || !root || gap) return fail(ErrorCode::invalid, "a signed note that is no checkpoint");
  if (lines[0] != verifier.name)
    return fail(ErrorCode::denied, fmt::format("the checkpoint of another log (\"{}\", expected \"{}\")",
                                               base::printable(lines[0]), base::printable(verifier.name)));
  return Checkpoint{lines[0], *size, *root, std::string(note)};
}

}  // namespace runseal::evidence
