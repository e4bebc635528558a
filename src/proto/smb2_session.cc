#include "proto/smb2_session.h"

#include <fmt/format.h>

#include "base/text.h"
#include "proto/smb_status.h"

namespace runseal::proto {
namespace {

Error malformed(std::string why) { return {ErrorCode::invalid, std::move(why), {}, {}}; }

}  // namespace

Bytes smb2_session_setup_request(const Smb2Ids& ids, ByteView token) {
  base::Writer out;
  put_smb2_header(out, Smb2Command::session_setup, ids);
  out.le16(25).u8(0).u8(1).le32(0).le32(0).le16(88).le16(static_cast<std::uint16_t>(token.size())).le64(0);
  out.bytes(token);
  return std::move(out).take();
}

Result<Smb2SessionSetup> parse_smb2_session_setup_response(ByteView message, std::uint64_t message_id) {
  RUNSEAL_TRY(const auto header, parse_smb2_header(message, Smb2Command::session_setup, message_id));
  Smb2SessionSetup answer;
  answer.status = header.status;
  if (header.status != status::success && header.status != status::more_processing_required) return answer;
  base::Reader in(message.subspan(smb2_header_size));
  const auto structure = in.le16();
  const auto flags = in.le16();
  const auto offset = in.le16();
  const auto length = in.le16();
  if (in.failed()) return fail(malformed("session setup response: it ends early"));
  if (structure != 9) return fail(malformed(fmt::format("session setup response: StructureSize {}", structure)));
  RUNSEAL_TRY(const auto token, smb2_buffer(message, offset, length, smb2_header_size + 8));
  answer.session = header.session;
  answer.guest = (flags & 1U) != 0;
  answer.anonymous = (flags & 2U) != 0;
  answer.encrypt = (flags & 4U) != 0;
  answer.token.assign(token.begin(), token.end());
  return answer;
}

Bytes smb2_tree_connect_request(const Smb2Ids& ids, const std::string& path) {
  base::Writer name;
  for (const auto unit : base::utf16(path).value_or(std::u16string())) name.le16(unit);
  base::Writer out;
  put_smb2_header(out, Smb2Command::tree_connect, ids);
  out.le16(9).le16(0).le16(72).le16(static_cast<std::uint16_t>(name.size())).bytes(name.data());
  return std::move(out).take();
}

Result<Smb2TreeConnect> parse_smb2_tree_connect_response(ByteView message, std::uint64_t message_id) {
  RUNSEAL_TRY(const auto header, parse_smb2_header(message, Smb2Command::tree_connect, message_id));
  if (header.status == status::more_processing_required)
    return fail(malformed("tree connect response: it asks for more processing"));
  Smb2TreeConnect answer;
  answer.status = header.status;
  if (header.status != status::success) return answer;
  base::Reader in(message.subspan(smb2_header_size));
  const auto structure = in.le16();
  answer.share_type = in.u8();
  in.skip(1);
  const auto flags = in.le32();
  const auto capabilities = in.le32();
  in.skip(4);  // MaximalAccess
  if (in.failed()) return fail(malformed("tree connect response: it ends early"));
  if (structure != 16) return fail(malformed(fmt::format("tree connect response: StructureSize {}", structure)));
  answer.encrypt = (flags & 0x8000U) != 0;
  answer.dfs = (flags & 3U) != 0 || (capabilities & 8U) != 0;
  return answer;
}

}  // namespace runseal::proto
