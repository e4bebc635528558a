#include "proto/smb2_messages.h"

#include <algorithm>

#include <fmt/format.h>

#include "proto/smb2.h"
#include "proto/utf16_name.h"

namespace runseal::proto {
namespace {

constexpr std::uint16_t last_verb = 18;

Error malformed(std::string_view why) { return {ErrorCode::invalid, fmt::format("SMB 2: {}", why), {}, {}}; }

// The body, which begins with its StructureSize.
Result<base::Reader> body(ByteView message, std::uint16_t structure) {
  if (message.size() < smb2_header_size) return fail(malformed("the header is cut"));
  base::Reader in(message.subspan(smb2_header_size));
  const auto size = in.le16();
  if (in.failed() || size != structure) return fail(malformed(fmt::format("StructureSize {}", size)));
  return in;
}

Result<> whole(const base::Reader& in) {
  if (in.failed()) return fail(malformed("a message that ends early"));
  return {};
}

// As much as there is of the part that (offset, length) name, offsets counted from the header.
ByteView part(ByteView message, std::size_t offset, std::size_t length) {
  if (offset < smb2_header_size || offset >= message.size()) return {};
  return message.subspan(offset, std::min(length, message.size() - offset));
}

Smb2FileId file_id(base::Reader& in) {
  Smb2FileId id;
  id.persistent = in.le64();
  id.open = in.le64();
  return id;
}

}  // namespace

Result<Smb2Head> parse_smb2_head(ByteView front) {
  if (front.size() < smb2_least_head) return fail(malformed("the header is cut"));
  base::Reader in(front);
  const auto magic = in.be32();
  const auto structure = in.le16();
  in.skip(2);
  Smb2Head head;
  head.status = in.le32();
  const auto verb = in.le16();
  in.skip(2);
  const auto flags = in.le32();
  head.next = in.le32();
  head.message = in.le64();
  head.async = (flags & 2U) != 0;
  const auto process_and_tree = in.le64();
  if (!head.async) head.tree = static_cast<std::uint32_t>(process_and_tree >> 32U);
  head.session = in.le64();
  if (magic != 0xfe534d42U || structure != 64 || verb > last_verb) return fail(malformed("no header"));
  head.verb = static_cast<Smb2Verb>(verb);
  head.response = (flags & 1U) != 0;
  head.related = (flags & 4U) != 0;
  const auto signature = front.subspan(smb2_least_head, std::min<std::size_t>(16, front.size() - smb2_least_head));
  const bool zero =
      signature.size() == 16 && std::all_of(signature.begin(), signature.end(), [](auto b) { return b == 0; });
  head.is_signed = (flags & 8U) != 0 && !zero;
  return head;
}

Result<Smb2NegotiateAsked> parse_smb2_negotiate_asked(ByteView message) {
  RUNSEAL_TRY(auto in, body(message, 36));
  Smb2NegotiateAsked asked;
  const auto count = in.le16();
  asked.signing_required = (in.le16() & 2U) != 0;
  in.skip(6);  // Reserved, Capabilities
  const auto guid = in.take(16);
  in.skip(8);
  RUNSEAL_CHECK(whole(in));
  asked.client_guid.assign(guid.begin(), guid.end());
  for (std::size_t i = 0; i < std::min<std::size_t>(count, 16) && in.left() >= 2; ++i)
    asked.dialects.push_back(in.le16());
  return asked;
}

Result<Smb2NegotiateAgreed> parse_smb2_negotiate_agreed(ByteView message) {
  RUNSEAL_TRY(auto in, body(message, 65));
  Smb2NegotiateAgreed agreed;
  agreed.signing_required = (in.le16() & 2U) != 0;
  agreed.dialect = in.le16();
  const auto count = in.le16();
  in.skip(16);
  agreed.encryption_capability = (in.le32() & 0x40U) != 0;
  in.skip(32);
  const auto contexts_at = in.le32();
  RUNSEAL_CHECK(whole(in));
  if (agreed.dialect != static_cast<std::uint16_t>(Smb2Dialect::v3_1_1)) return agreed;
  if (auto contexts = parse_smb2_contexts(message, contexts_at, count, smb2_header_size + 64))
    agreed.contexts = *std::move(contexts);
  return agreed;
}

Result<Smb2Login> parse_smb2_login(ByteView message) {
  RUNSEAL_TRY(auto in, body(message, 25));
  Smb2Login login;
  login.binding = (in.u8() & 1U) != 0;
  in.skip(9);  // SecurityMode, Capabilities, Channel
  const auto offset = in.le16();
  const auto length = in.le16();
  RUNSEAL_CHECK(whole(in));
  login.token = part(message, offset, length);
  return login;
}

Result<Smb2LoginAnswer> parse_smb2_login_answer(ByteView message) {
  RUNSEAL_TRY(auto in, body(message, 9));
  Smb2LoginAnswer answer;
  answer.flags = in.le16();
  const auto offset = in.le16();
  const auto length = in.le16();
  RUNSEAL_CHECK(whole(in));
  answer.token = part(message, offset, length);
  return answer;
}

Result<std::string> parse_smb2_tree_path(ByteView message) {
  RUNSEAL_TRY(auto in, body(message, 9));
  in.skip(2);
  const auto offset = in.le16();
  const auto length = in.le16();
  RUNSEAL_CHECK(whole(in));
  return utf16_name(part(message, offset, length));
}

Result<Smb2Tree> parse_smb2_tree(ByteView message) {
  RUNSEAL_TRY(auto in, body(message, 16));
  Smb2Tree tree;
  tree.type = in.u8();
  in.skip(1);
  tree.encrypt = (in.le32() & 0x8000U) != 0;
  RUNSEAL_CHECK(whole(in));
  return tree;
}

Result<Smb2Create> parse_smb2_create(ByteView message) {
  RUNSEAL_TRY(auto in, body(message, 57));
  in.skip(38);
  Smb2Create create;
  create.delete_on_close = (in.le32() & 0x1000U) != 0;
  const auto offset = in.le16();
  const auto length = in.le16();
  RUNSEAL_CHECK(whole(in));
  const auto name = part(message, offset, length);
  create.name = utf16_name(name);
  create.name_cut = name.size() < length;
  return create;
}

Result<Smb2FileId> parse_smb2_created(ByteView message) {
  RUNSEAL_TRY(auto in, body(message, 89));
  in.skip(62);
  const auto id = file_id(in);
  RUNSEAL_CHECK(whole(in));
  return id;
}

Result<Smb2FileId> parse_smb2_file(ByteView message, Smb2Verb verb) {
  struct Place {
    Smb2Verb verb;
    std::uint16_t structure;
    std::size_t at;
  };
  static constexpr Place places[] = {{Smb2Verb::read, 49, 16},           {Smb2Verb::write, 49, 16},
                                     {Smb2Verb::close, 24, 8},           {Smb2Verb::set_info, 33, 16},
                                     {Smb2Verb::query_directory, 33, 8}, {Smb2Verb::ioctl, 57, 8}};
  for (const auto& place : places) {
    if (place.verb != verb) continue;
    RUNSEAL_TRY(auto in, body(message, place.structure));
    in.skip(place.at - 2);
    const auto id = file_id(in);
    RUNSEAL_CHECK(whole(in));
    return id;
  }
  return fail(malformed("a message that names no file"));
}

Result<std::uint64_t> parse_smb2_offset(ByteView message) {
  if (message.size() < smb2_header_size) return fail(malformed("the header is cut"));
  base::Reader in(message.subspan(smb2_header_size));
  const auto structure = in.le16();
  in.skip(2 + 4);
  const auto offset = in.le64();
  RUNSEAL_CHECK(whole(in));
  if (structure != 49) return fail(malformed("neither a READ nor a WRITE"));
  return offset;
}

Result<std::uint32_t> parse_smb2_data_length(ByteView message) {
  if (message.size() < smb2_header_size) return fail(malformed("the header is cut"));
  base::Reader in(message.subspan(smb2_header_size));
  const auto structure = in.le16();
  in.skip(2);
  const auto length = in.le32();
  RUNSEAL_CHECK(whole(in));
  if (structure != 49 && structure != 17) return fail(malformed("no data"));
  return length;
}

bool is_smb2_bare_refusal(ByteView answer) {
  const auto head = parse_smb2_head(answer);
  auto in = body(answer, 9);
  if (!head || !in || head->status >> 30U != 3) return false;  // MS-ERREF 2.3: the severity of an error
  const auto contexts = in->u8();
  in->skip(1);
  const auto bytes = in->le32();
  return !in->failed() && contexts == 0 && bytes == 0;
}

Result<Smb2Change> parse_smb2_set_info(ByteView message) {
  enum : std::uint8_t { file = 1, rename = 10, link = 11, disposition = 13, disposition_ex = 64, rename_ex = 65 };
  RUNSEAL_TRY(auto in, body(message, 33));
  const auto type = in.u8();
  const auto kind = in.u8();
  const auto length = in.le32();
  const auto offset = in.le16();
  RUNSEAL_CHECK(whole(in));
  Smb2Change change;
  if (type != file) return change;
  base::Reader info(part(message, offset, length));
  if (kind == disposition || kind == disposition_ex) {
    if ((info.u8() & 1U) != 0) change.what = Smb2Change::What::remove;
  } else if (kind == rename || kind == rename_ex || kind == link) {
    change.what = kind == link ? Smb2Change::What::link : Smb2Change::What::rename;
    info.skip(16);  // ReplaceIfExists, Reserved, RootDirectory
    const std::size_t name_length = info.le32();
    change.name = utf16_name(info.take(std::min(name_length, info.left())));
  }
  return change;
}

std::optional<bool> is_smb2_housekeeping(ByteView message) {
  constexpr std::uint32_t validate_negotiate = 0x00140204, interfaces = 0x001401fc, dfs_referrals = 0x00060194;
  auto in = body(message, 57);
  if (!in) return std::nullopt;
  in->skip(2);
  const auto code = in->le32();
  in->skip(16);
  const auto offset = in->le32();
  const auto length = in->le32();
  if (in->failed()) return std::nullopt;
  if (code == validate_negotiate || code == interfaces) return true;
  if (code != dfs_referrals) return false;
  const auto asked = part(message, offset, length);
  if (asked.size() != length || length < 4) return std::nullopt;
  const auto path = utf16_name(asked.subspan(2));  // behind MaxReferralLevel: \host\share, and what lies in it
  return std::count(path.begin(), path.end(), '\\') <= 2;
}

}  // namespace runseal::proto
