#include "service/signers.h"

#include <fnmatch.h>

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "service/node.h"
#include "store/records.h"
#include "transfer/seal/seal.h"

namespace runseal::service {
namespace {

constexpr std::size_t max_lines = 10'000;
constexpr std::string_view key_type = "ssh-ed25519";

// Splits at `separator`, but not within double quotes.
std::vector<std::string> outside_quotes(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && separators.find(c) != std::string_view::npos)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  std::erase_if(parts, [](const std::string& part) { return part.empty(); });
  return parts;
}

bool is_key_type(const std::string& word) {
  return word.starts_with("ssh-") || word.starts_with("ecdsa-") || word.starts_with("sk-");
}

// A pattern list of ssh_config(5): one that matches, and none with "!" that does.
bool in_pattern_list(const std::string& list, const std::string& name) {
  bool matches = false;
  for (auto pattern : base::split(list, ',')) {
    const bool negated = pattern.starts_with('!');
    if (negated) pattern.erase(0, 1);
    if (::fnmatch(pattern.c_str(), name.c_str(), 0) != 0) continue;
    if (negated) return false;
    matches = true;
  }
  return matches;
}

// YYYYMMDD[HHMM[SS]], in this machine's time zone; with a Z in UTC.
std::optional<Instant> timestamp(std::string text) {
  const bool utc = text.ends_with('Z') || text.ends_with('z');
  if (utc) text.pop_back();
  if ((text.size() != 8 && text.size() != 12 && text.size() != 14) ||
      !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  text.resize(14, '0');
  const auto part = [&](std::size_t from, std::size_t count) { return std::stoi(text.substr(from, count)); };
  std::tm time{};
  time.tm_year = part(0, 4) - 1900;
  time.tm_mon = part(4, 2) - 1;
  time.tm_mday = part(6, 2);
  time.tm_hour = part(8, 2);
  time.tm_min = part(10, 2);
  time.tm_sec = part(12, 2);
  time.tm_isdst = -1;
  return Instant{std::chrono::seconds{utc ? ::timegm(&time) : ::mktime(&time)}};
}

// Errors: invalid. Says in `refused` why the key does not count.
Result<> read_option(const std::string& option, Instant now, KnownSigner& signer, bool& authority) {
  const auto equals = option.find('=');
  const auto name = base::fold_case(option.substr(0, equals));
  auto value = equals == std::string::npos ? std::string() : option.substr(equals + 1);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
  if (name == "cert-authority") {
    authority = true;
  } else if (name == "namespaces") {
    if (!in_pattern_list(value, std::string(transfer::sshsig_namespace)))
      signer.refused = "the signers file does not allow it to sign runs (namespaces)";
  } else if (name == "valid-after" || name == "valid-before") {
    const auto time = timestamp(value);
    if (!time) return fail(ErrorCode::invalid, "not a time: " + base::printable(value, 40));
    const bool after = name == "valid-after";
    if (after ? now < *time : now > *time)
      signer.refused = fmt::format("the signers file allows it only {} {}", after ? "after" : "before", value);
  } else {
    return fail(ErrorCode::invalid, "an unknown option: " + base::printable(name, 40));
  }
  return {};
}

// Nothing: a line that can sign no seal.
Result<std::optional<KnownSigner>> read_line(std::string_view line, Instant now) {
  const auto words = outside_quotes(line, " \t");
  const bool options = words.size() > 1 && !is_key_type(words[1]);
  const std::size_t type = options ? 2 : 1;
  if (words.size() < type + 2) return fail(ErrorCode::invalid, "not \"PRINCIPALS [OPTIONS] TYPE KEY\"");
  KnownSigner signer;
  signer.name = base::printable(base::replaced(words[0], "\"", ""), 100);
  bool authority = false;
  if (options)
    for (const auto& option : outside_quotes(words[1], ",")) RUNSEAL_CHECK(read_option(option, now, signer, authority));
  if (words[type] != key_type || authority) return std::nullopt;
  RUNSEAL_TRY(const auto blob, base::from_base64(words[type + 1]));
  base::Reader in(blob);
  const auto blob_type = base::as_text(in.take(in.be32()));
  const auto raw = in.take(in.be32());
  if (in.failed() || in.left() != 0 || blob_type != key_type) return fail(ErrorCode::invalid, "not an Ed25519 key");
  RUNSEAL_TRY(const auto key, base::public_key_from(raw));
  signer.key = base::ssh_public_key(key);
  return signer;
}

}  // namespace

Result<std::vector<KnownSigner>> parse_allowed_signers(std::string_view text, const std::string& where, Instant now) {
  std::vector<KnownSigner> signers;
  const auto lines = base::lines(text);
  if (lines.size() > max_lines) return fail(ErrorCode::limit, "over 10000 lines", where);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto line = base::trim(lines[i]);
    if (line.empty() || line.starts_with('#')) continue;
    auto signer = read_line(line, now);
    if (!signer)
      return fail(signer.error().code, signer.error().what, fmt::format("{}:{}", where, i + 1),
                  "ssh-keygen(1), ALLOWED SIGNERS, says what may stand there");
    if (*signer) signers.push_back(std::move(**signer));
  }
  return signers;
}

Result<std::vector<KnownSigner>> known_signers(Workspace& workspace) {
  std::vector<KnownSigner> signers;
  RUNSEAL_TRY(const auto own, node_public_key(workspace));
  if (own) signers.push_back({"this node", base::ssh_public_key(*own), ""});
  RUNSEAL_TRY(const auto nodes, store::all_nodes(workspace.database()));
  for (const auto& [node, evidence] : nodes)
    signers.push_back({node.name, node.key, node.revoked.empty() ? "" : "its pairing was revoked on " + node.revoked});
  return signers;
}

}  // namespace runseal::service
