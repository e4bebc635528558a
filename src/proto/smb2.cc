#include "proto/smb2.h"

#include <fmt/format.h>

#include "proto/smb_status.h"

namespace runseal::proto {
namespace {

constexpr std::uint32_t flag_response = 0x1;
constexpr std::uint32_t flag_async = 0x2;

Error malformed(std::string why) { return {ErrorCode::invalid, std::move(why), {}, {}}; }

// Errors carry the ERROR body (2.2.2) instead of the command's own; MORE_PROCESSING is no error (3.3.4.4).
Result<> check_error_body(ByteView body) {
  base::Reader in(body);
  const auto structure = in.le16();
  in.skip(2);
  const auto count = in.le32();
  if (in.failed()) return fail(malformed("an error response that ends early"));
  if (structure != 9) return fail(malformed(fmt::format("an error response with StructureSize {}", structure)));
  if (count > in.left()) return fail(ErrorCode::limit, "an error response whose data reaches past its end");
  return {};
}

}  // namespace

void put_smb2_header(base::Writer& out, Smb2Command command, const Smb2Ids& ids) {
  // a charge of one credit, and enough of them asked for to go on
  out.be32(0xfe534d42U).le16(64).le16(command == Smb2Command::negotiate ? 0 : 1).le32(0);
  out.le16(static_cast<std::uint16_t>(command)).le16(31).le32(0).le32(0).le64(ids.message);
  out.le32(0).le32(ids.tree).le64(ids.session).zeros(16);
}

Result<Smb2Header> parse_smb2_header(ByteView message, Smb2Command command, std::uint64_t message_id) {
  base::Reader in(message);
  const auto magic = in.be32();
  const auto structure = in.le16();
  in.skip(2);
  Smb2Header header;
  header.status = in.le32();
  const auto answered = in.le16();
  in.skip(2);
  header.flags = in.le32();
  const auto next = in.le32();
  const auto id = in.le64();
  in.skip(4);
  header.tree = in.le32();
  header.session = in.le64();
  in.skip(16);
  if (in.failed()) return fail(malformed("the SMB 2 header is cut"));
  if (magic != 0xfe534d42U) return fail(malformed("not an SMB 2 message"));
  if (structure != 64) return fail(malformed(fmt::format("SMB 2 header with StructureSize {}", structure)));
  if ((header.flags & flag_response) == 0) return fail(malformed("an SMB 2 request came back, not an answer"));
  if (answered != static_cast<std::uint16_t>(command)) return fail(malformed("it answers another SMB 2 command"));
  if (id != message_id) return fail(malformed("it answers another SMB 2 message"));
  if (next != 0) return fail(malformed("a compounded answer to a single question"));
  if (header.status == status::pending && (header.flags & flag_async) == 0)
    return fail(malformed("STATUS_PENDING in an answer that is not asynchronous"));
  const bool own_body = header.status == status::success || header.status == status::more_processing_required;
  if (!own_body) RUNSEAL_CHECK(check_error_body(message.subspan(smb2_header_size)));
  return header;
}

Result<ByteView> smb2_buffer(ByteView message, std::size_t offset, std::size_t length, std::size_t earliest) {
  if (length == 0) return ByteView{};
  if (offset < earliest) return fail(malformed(fmt::format("a buffer at offset {} lies inside the header", offset)));
  if (offset > message.size() || length > message.size() - offset)
    return fail(ErrorCode::limit,
                fmt::format("a buffer of {} bytes at offset {} reaches past the end", length, offset));
  return message.subspan(offset, length);
}

}  // namespace runseal::proto
