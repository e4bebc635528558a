#include "proto/smb1.h"

#include <fmt/format.h>

#include "proto/smb_status.h"

namespace runseal::proto {
namespace {

constexpr std::uint8_t command_negotiate = 0x72;
constexpr std::uint8_t flag_reply = 0x80;
constexpr std::uint16_t flags2_unicode_ntstatus_extended = 0xC801;  // and long names
constexpr std::uint16_t our_process = 0x5253;
constexpr std::uint16_t none_of_them = 0xffff;
constexpr std::uint8_t words_nt_lm = 17;
constexpr std::uint8_t words_lan_manager = 13;

Error malformed(std::string why) { return {ErrorCode::invalid, "SMB 1 negotiate response: " + std::move(why), {}, {}}; }

}  // namespace

Bytes smb1_negotiate_request(const std::vector<std::string_view>& dialects) {
  base::Writer names;
  for (const auto name : dialects) names.u8(2).text(name).u8(0);
  base::Writer out;
  out.be32(0xff534d42U).u8(command_negotiate).le32(0).u8(0x18).le16(flags2_unicode_ntstatus_extended);
  out.zeros(12).le16(0xffff).le16(our_process).le16(0).le16(0);  // PIDHigh, signature, reserved; TID, PID, UID, MID
  out.u8(0).le16(static_cast<std::uint16_t>(names.size())).bytes(names.data());
  return std::move(out).take();
}

Result<Smb1Negotiate> parse_smb1_negotiate_response(ByteView message, std::size_t offered) {
  base::Reader in(message);
  const auto magic = in.be32();
  const auto command = in.u8();
  const auto status = in.le32();
  const auto flags = in.u8();
  in.skip(16);  // Flags2, PIDHigh, signature, reserved, TID
  const auto process = in.le16();
  in.skip(4);  // UID, MID
  const auto word_count = in.u8();
  base::Reader words(in.take(std::size_t{word_count} * 2));
  const auto byte_count = in.le16();
  if (in.failed()) return fail(malformed("it ends early"));
  if (magic != 0xff534d42U || command != command_negotiate) return fail(malformed("it answers another question"));
  if ((flags & flag_reply) == 0) return fail(malformed("it is a request, not an answer"));
  if (process != our_process) return fail(malformed("it answers another process"));
  if (byte_count != in.left())
    return fail(ErrorCode::limit,
                fmt::format("SMB 1 negotiate response: {} bytes announced, {} sent", byte_count, in.left()));
  if (status == status::not_supported || status == status::not_implemented) return Smb1Negotiate{};
  if (status != status::success) return fail(malformed(status::name(status)));
  if (word_count != 1 && word_count != words_lan_manager && word_count != words_nt_lm)
    return fail(malformed(fmt::format("{} words", word_count)));

  Smb1Negotiate answer;
  const auto index = words.le16();
  if (index == none_of_them) return answer;
  if (index >= offered) return fail(malformed("it chose a dialect that was not offered"));
  answer.dialect = index;
  if (word_count != words_nt_lm) return answer;
  const auto mode = words.u8();
  answer.signing_enabled = (mode & 4U) != 0;
  answer.signing_required = (mode & 8U) != 0;
  return answer;
}

}  // namespace runseal::proto
