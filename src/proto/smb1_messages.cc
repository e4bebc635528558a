#include "proto/smb1_messages.h"

#include <algorithm>

#include "base/text.h"
#include "proto/utf16_name.h"

namespace runseal::proto {
namespace {

constexpr std::size_t header_size = 32;
constexpr std::size_t most_blocks = 4;
constexpr std::size_t most_dialects = 32;

Error malformed(const char* why) { return {ErrorCode::invalid, std::string("SMB 1: ") + why, {}, {}}; }

// MS-CIFS 2.2.3.4: these begin with the next command and where it stands.
bool chains(Smb1Verb verb) {
  using enum Smb1Verb;
  return verb == locking || verb == open || verb == read || verb == write || verb == session_setup || verb == logoff ||
         verb == tree_connect || verb == nt_create;
}

bool is_signature(ByteView field) {
  if (base::as_text(field) == "BSRSPYL ") return false;
  return std::any_of(field.begin(), field.end(), [](auto byte) { return byte != 0; });
}

struct Strings {
  const Smb1Block& block;
  bool unicode;
  std::size_t at = 0;

  // Up to its zero, or to the end of what there is.
  std::string next() {
    if (unicode && (block.bytes_at + at) % 2 != 0) ++at;
    const auto width = std::size_t{unicode ? 2U : 1U};
    const auto from = std::min(at, block.bytes.size());
    auto to = from;
    while (to + width <= block.bytes.size() && !zero(to, width)) to += width;
    const auto text = block.bytes.subspan(from, to - from);
    at = to + width;
    return unicode ? utf16_name(text) : base::printable(base::as_text(text), text.size());
  }

  [[nodiscard]] bool zero(std::size_t where, std::size_t width) const {
    return block.bytes[where] == 0 && (width == 1 || block.bytes[where + 1] == 0);
  }
};

constexpr std::uint16_t trans2_open = 0, nt_transact_create = 1;

struct Transaction {
  std::uint16_t subcommand = 0;
  std::size_t parameters = 0;  // where they begin in the message
};

// MS-CIFS 2.2.4.46.1, 2.2.4.62.1
Result<Transaction> transaction(const Smb1Block& request) {
  base::Reader words(request.words);
  Transaction all;
  if (request.verb == Smb1Verb::nt_transact) {
    words.skip(23);
    all.parameters = words.le32();
    words.skip(9);
  } else {
    words.skip(20);
    all.parameters = words.le16();
    words.skip(6);
  }
  all.subcommand = words.le16();
  if (words.failed() || all.parameters < request.bytes_at) return fail(malformed("a transaction that ends early"));
  return all;
}

// Of the answer to one that opens a file: where its parameters begin (2.2.4.46.2, 2.2.4.62.2).
std::size_t answered_at(const Smb1Block& answer) {
  base::Reader words(answer.words);
  const bool nt = answer.verb == Smb1Verb::nt_transact;
  words.skip(nt ? 15 : 8);
  const std::size_t at = nt ? words.le32() : words.le16();
  return at < answer.bytes_at ? answer.bytes.size() : at - answer.bytes_at;
}

// MS-CIFS 2.2.6, 2.2.7: how many bytes stand before the name in a subcommand's parameters.
std::size_t before_name(Smb1Verb verb, std::uint16_t subcommand) {
  enum : std::uint16_t { find_first = 1, query_path = 5, set_path = 6, make_directory = 13 };
  if (verb == Smb1Verb::nt_transact) return subcommand == nt_transact_create ? 53 : 0;
  switch (subcommand) {
    case trans2_open: return 28;
    case find_first: return 12;
    case query_path:
    case set_path: return 6;
    case make_directory: return 4;
    default: return 0;  // names nothing
  }
}

std::string transaction_name(const Smb1Block& request, bool unicode) {
  const auto asked = transaction(request);
  const auto before = asked ? before_name(request.verb, asked->subcommand) : 0;
  if (before == 0) return {};
  return Strings{request, unicode, asked->parameters - request.bytes_at + before}.next();
}

}  // namespace

Result<Smb1Head> parse_smb1_head(ByteView front) {
  base::Reader in(front);
  const auto magic = in.be32();
  Smb1Head head;
  head.verb = static_cast<Smb1Verb>(in.u8());
  head.status = in.le32();
  head.response = (in.u8() & 0x80U) != 0;
  const auto flags = in.le16();
  const std::uint32_t process_high = in.le16();
  const auto signature = in.take(8);
  in.skip(2);
  head.tree = in.le16();
  const std::uint32_t process = in.le16();
  head.user = in.le16();
  head.exchange = (process ^ process_high) << 16U | in.le16();
  if (in.failed() || magic != 0xff534d42U) return fail(malformed("no header"));
  head.is_signed = (flags & 0x4U) != 0 && is_signature(signature);
  head.extended_security = (flags & 0x800U) != 0;
  head.unicode = (flags & 0x8000U) != 0;
  return head;
}

Result<std::vector<Smb1Block>> parse_smb1_blocks(ByteView message, Smb1Verb verb) {
  std::vector<Smb1Block> blocks;
  std::size_t at = header_size;
  while (blocks.size() < most_blocks && verb != Smb1Verb::none && at < message.size()) {
    base::Reader in(message.subspan(at));
    Smb1Block block{.verb = verb, .words = in.take(std::size_t{in.u8()} * 2), .bytes = {}};
    if (in.failed()) break;
    const std::size_t count = in.le16();
    block.bytes_at = at + in.at();
    block.bytes = in.take(std::min(count, in.left()));
    base::Reader words(block.words);
    verb = chains(verb) ? static_cast<Smb1Verb>(words.u8()) : Smb1Verb::none;
    words.skip(1);
    const std::size_t next = words.le16();
    blocks.push_back(block);
    if (words.failed() || next <= at) break;
    at = next;
  }
  if (blocks.empty()) return fail(malformed("a message that ends early"));
  return blocks;
}

std::vector<std::string> smb1_dialects(const Smb1Block& negotiate) {
  std::vector<std::string> names;
  Strings strings{negotiate, false};
  while (strings.at + 1 < negotiate.bytes.size() && names.size() < most_dialects) {
    ++strings.at;  // the buffer format, 2
    names.push_back(strings.next());
  }
  return names;
}

ByteView smb1_token(const Smb1Block& setup) {
  base::Reader words(setup.words);
  const bool asked = setup.words.size() == 24;  // 12 words, or 4 in an answer
  if (!asked && setup.words.size() != 8) return {};
  words.skip(asked ? 14 : 6);
  return setup.bytes.first(std::min<std::size_t>(words.le16(), setup.bytes.size()));
}

Smb1Account smb1_account(const Smb1Block& setup, bool unicode) {
  if (setup.words.size() != 26) return {};
  base::Reader words(setup.words);
  words.skip(14);
  const std::size_t passwords = std::size_t{words.le16()} + words.le16();
  if (passwords >= setup.bytes.size()) return {};
  Strings strings{setup, unicode, passwords};
  Smb1Account account;
  account.user = strings.next();
  account.domain = strings.next();
  return account;
}

std::string smb1_tree_path(const Smb1Block& connect, bool unicode) {
  if (connect.verb == Smb1Verb::core_tree_connect) return Strings{connect, unicode, 1}.next();
  base::Reader words(connect.words);
  words.skip(6);
  Strings strings{connect, unicode, words.le16()};
  auto path = strings.next();
  return strings.at <= connect.bytes.size() ? path : std::string();
}

bool smb1_opens(const Smb1Block& request) {
  using enum Smb1Verb;
  switch (request.verb) {
    case core_open:
    case core_create:
    case create_temporary:
    case create_new:
    case open:
    case nt_create: return true;
    case transaction2:
    case nt_transact: {
      const auto asked = transaction(request);
      return asked && asked->subcommand == (request.verb == nt_transact ? nt_transact_create : trans2_open);
    }
    default: return false;
  }
}

std::string smb1_file_name(const Smb1Block& request, bool unicode) {
  if (request.verb == Smb1Verb::transaction2 || request.verb == Smb1Verb::nt_transact)
    return transaction_name(request, unicode);
  const bool opens = request.verb == Smb1Verb::nt_create || request.verb == Smb1Verb::open;
  return Strings{request, unicode, opens ? 0U : 1U}.next();  // the others have a format byte, 4, in front
}

std::pair<std::string, std::string> smb1_rename(const Smb1Block& request, bool unicode) {
  Strings strings{request, unicode, 1};
  auto from = strings.next();
  ++strings.at;
  return {std::move(from), strings.next()};
}

Result<std::uint16_t> smb1_opened(const Smb1Block& answer) {
  using enum Smb1Verb;
  const bool transacted = answer.verb == transaction2 || answer.verb == nt_transact;
  base::Reader in(transacted ? answer.bytes.subspan(std::min(answered_at(answer), answer.bytes.size())) : answer.words);
  if (answer.verb == nt_create) in.skip(5);
  if (answer.verb == nt_transact) in.skip(2);
  if (answer.verb == open) in.skip(4);
  const auto file = in.le16();
  if (in.failed()) return fail(malformed("an answer that ends early"));
  return file;
}

Result<std::uint16_t> smb1_tree(const Smb1Block& answer) {
  base::Reader words(answer.words);
  words.skip(2);
  const auto tree = words.le16();
  if (words.failed()) return fail(malformed("an answer that ends early"));
  return tree;
}

Result<std::uint16_t> smb1_file(const Smb1Block& request) {
  base::Reader words(request.words);
  if (request.verb == Smb1Verb::read || request.verb == Smb1Verb::write) words.skip(4);
  const auto file = words.le16();
  if (words.failed()) return fail(malformed("a question that ends early"));
  return file;
}

Result<std::uint64_t> smb1_written(const Smb1Block& request) {
  base::Reader words(request.words);
  const bool core = request.verb != Smb1Verb::write;
  words.skip(core ? 2 : 18);
  const std::uint64_t high = core ? 0 : words.le16();
  const std::uint64_t low = words.le16();
  if (words.failed()) return fail(malformed("a WRITE that ends early"));
  return high << 16U | low;
}

Result<std::uint64_t> smb1_read(const Smb1Block& answer) {
  base::Reader words(answer.words);
  const bool core = answer.verb != Smb1Verb::read;
  words.skip(core ? 0 : 10);
  const std::uint64_t low = words.le16();
  words.skip(core ? 0 : 2);
  const std::uint64_t high = core ? 0 : words.le16();
  if (words.failed()) return fail(malformed("a READ answer that ends early"));
  return high << 16U | low;
}

}  // namespace runseal::proto
